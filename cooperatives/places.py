import csv
import re
import time
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache as once
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from cooperatives import keys
from cooperatives.models import District, Village
from core.charts import TilePosition

TILES = Path(__file__).parent / "data" / "village_tiles.csv"
HELD_SECONDS = 300
CITY = "Surakarta"


def is_of_city(words: str) -> bool:
    """Whether the name or the code of a regency is that of the city (`KOTA SURAKARTA`, `Solo`, `33.72`)."""
    return bool(re.search(r"\b(SURAKARTA|SOLO|33 ?72)\b", keys.plain_upper(words)))


def is_of_province(words: str) -> bool:
    return bool(re.search(r"\b(JAWA TENGAH|JATENG|CENTRAL JAVA|33)\b", keys.plain_upper(words)))


class Held:
    """The places of one kind as this process has read them last. They hardly ever change; every page reads them."""

    def __init__(self, rows: Callable[[], QuerySet[Any]]) -> None:
        self.rows = rows
        self.found: dict[int, Any] = {}
        self.forget()

    def __call__(self) -> dict[int, Any]:
        if time.monotonic() > self.until:
            self.found, self.until = {row.pk: row for row in self.rows()}, time.monotonic() + HELD_SECONDS
        return self.found

    def forget(self) -> None:
        self.until = float("-inf")


_districts = Held(lambda: District.objects.all())
_villages = Held(lambda: Village.objects.select_related("district"))


def districts() -> dict[int, District]:
    """All districts by id; nobody may change them."""
    return _districts()


def villages() -> dict[int, Village]:
    """All villages by id, each with its district; nobody may change them."""
    return _villages()


def forget() -> None:
    """What this process has read of them: after a change of theirs."""
    _districts.forget()
    _villages.forget()


@once
def tiles() -> dict[str, TilePosition]:
    """Where each village lies on a map of equal tiles, by its Kemendagri code."""
    with TILES.open(encoding="utf-8") as stream:
        return {
            row["code"]: TilePosition(int(row["column"]), int(row["row"]), row["kecamatan"])
            for row in csv.DictReader(stream)
        }


@once
def centres() -> dict[str, tuple[float, float]]:
    """Latitude and longitude of the middle of each village, in degrees, by its Kemendagri code."""
    with TILES.open(encoding="utf-8") as stream:
        return {row["code"]: (float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(stream)}


class Gazetteer:
    """Places by the names that lists give them: `Kel. Karang Asem`, `KEC. JEBRES`."""

    def __init__(self):
        self.districts = {keys.district_key(district.name): district for district in districts().values()}
        self.villages = {
            keys.village_key(spelling): village
            for village in villages().values()
            for spelling in (village.name, *village.aliases)
        }
        self.by_code: dict[str, Village] = {_digits(village.code): village for village in villages().values()}
        self.districts_by_code: dict[str, District] = {
            _digits(district.code): district for district in districts().values()
        }
        # The first four digits of every code of the city: province and regency.
        self.city_code: str = next((code[:4] for code in self.by_code), "")

    def district(self, name: str) -> District | None:
        return self.districts.get(keys.district_key(name))

    def village(self, name: str) -> Village | None:
        return self.villages.get(keys.village_key(name))

    def nearest_villages(self, name: str) -> list[Village]:
        """Up to three villages whose names are most like this one."""
        near = get_close_matches(keys.village_key(name), self.villages, n=3, cutoff=0.55)
        return list({village.pk: village for village in (self.villages[key] for key in near)}.values())

    def is_statistical(self, code: str) -> bool:
        """Whether a code is one of the statistics office (BPS): three digits for the kecamatan, three for the village.

        A Kemendagri code has two and four, of which the first is 1 or 2.
        """
        digits = _digits(code)
        return len(digits) == 10 and digits[6] == "0"

    def village_of_code(self, code: str) -> Village | None:
        """The village of a code with or without dots; of a code of the statistics office the one of this number."""
        digits = _digits(code)
        return self.by_code.get(f"{digits[:6]}1{digits[7:]}" if self.is_statistical(code) else digits)

    def district_of_code(self, code: str) -> District | None:
        """The district of a code that ends there: `33.72.01`, or `3372010` of the statistics office."""
        digits = _digits(code)
        return self.districts_by_code.get(digits[:6]) if len(digits) in (6, 7) else None

    def is_city(self, code: str) -> bool:
        return _digits(code) == self.city_code


def _digits(code: str) -> str:
    return re.sub(r"\D", "", code)
