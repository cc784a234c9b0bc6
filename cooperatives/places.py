from difflib import get_close_matches

from django.core.cache import cache

from cooperatives import keys
from cooperatives.models import District, Village

CACHE_SECONDS = 300


def districts() -> dict[int, District]:
    """All districts by id. Cached; they hardly ever change."""
    return cache.get_or_set("districts", lambda: {d.pk: d for d in District.objects.all()}, CACHE_SECONDS)


def villages() -> dict[int, Village]:
    """All villages by id, each with its district. Cached."""
    return cache.get_or_set(
        "villages", lambda: {v.pk: v for v in Village.objects.select_related("district")}, CACHE_SECONDS
    )


class Gazetteer:
    """Places by the names that lists give them: `Kel. Karang Asem`, `KEC. JEBRES`."""

    def __init__(self):
        self.districts = {keys.district_key(district.name): district for district in districts().values()}
        self.villages = {
            keys.village_key(spelling): village
            for village in villages().values()
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
