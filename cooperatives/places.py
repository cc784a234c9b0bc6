from difflib import get_close_matches

from django.core.cache import cache

from cooperatives import keys
from cooperatives.models import District, Village

CACHE_KEY = "places"


def places() -> dict[str, dict[int, District | Village]]:
    """All districts and villages by id: `{"district": {…}, "village": {…}}`. Cached; they hardly ever change."""
    known = cache.get(CACHE_KEY)
    if known is None:
        villages = {village.pk: village for village in Village.objects.select_related("district")}
        districts = {district.pk: district for district in District.objects.all()}
        known = {"district": districts, "village": villages}
        cache.set(CACHE_KEY, known, 300)
    return known


class Gazetteer:
    """Places by the names that lists give them: `Kel. Karang Asem`, `KEC. JEBRES`."""

    def __init__(self):
        known = places()
        self.districts = {keys.district_key(district.name): district for district in known["district"].values()}
        self.villages = {
            keys.village_key(spelling): village
            for village in known["village"].values()
            for spelling in (village.name, *village.aliases)
        }

    def district(self, name: str) -> District | None:
        return self.districts.get(keys.district_key(name))

    def village(self, name: str) -> Village | None:
        return self.villages.get(keys.village_key(name))

    def nearest_villages(self, name: str) -> list[Village]:
        """Up to three villages whose names are most like this one."""
        near = get_close_matches(keys.village_key(name), self.villages, n=3, cutoff=0.55)
        return list({village.pk: village for village in (self.villages[key] for key in near)}.values())
