"""How many public cooperatives there are of each status, kind, group and place: read in one scan of an index.

All numbers of the public list are sums over these cells: its total, its tabs, its groups and its map. They are kept
until the next write; what is searched for by words is counted each time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from sys import intern
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from cooperatives.models import Cooperative, PublicRemoval
from cooperatives.places import districts, villages
from core.lists.filters import NONE
from core.lists.selection import Selection
from core.remember import remember


class Cell(NamedTuple):
    status: str
    kind: str
    group: str
    district: int | None
    village: int | None
    n: int


COLUMNS = Cell._fields[:-1]


def cells() -> list[Cell]:
    """Those of which there is at least one."""
    return list(map(Cell._make, remember("public-cells", _counted)))


def _counted() -> list[tuple[Any, ...]]:
    """The few that were removed are taken off: the scan of all needs only the index `coop_public_cells`."""
    found = Counter(_by_cell(Cooperative.objects.current()))
    removed = PublicRemoval.objects.in_force().values("cooperative_id")
    found.subtract(_by_cell(Cooperative.objects.current().filter(pk__in=removed)))
    return [(*cell, n) for cell, n in found.items() if n]


def _by_cell(rows: QuerySet[Cooperative]) -> dict[tuple[Any, ...], int]:
    counted = rows.order_by().values_list(*COLUMNS).annotate(n=Count("*"))
    # The same words are one object each, or what is remembered would be three times as long to read.
    return {(*map(intern, cell[:3]), *cell[3:-1]): cell[-1] for cell in counted}


class Counts:
    """How many cooperatives selections of the public list hold, out of the cells as they are now."""

    def __init__(self) -> None:
        self.cells = cells()
        self.by_status: dict[str, Counter[str]] = {}

    def __call__(self, selection: Selection) -> int | None:
        """None where it asks for words."""
        if selection.q:
            return None
        rest = {key: _wanted(key, values) for key, values in selection.chosen.items()}
        statuses = rest.pop("status", None)
        counted = self._counted(rest)
        return counted.total() if statuses is None else sum(counted[status] for status in statuses)

    def _counted(self, wanted: Mapping[str, set[Any]]) -> Counter[str]:
        """By status, which the tabs ask for; the other filters are the same for all of them."""
        key = repr(wanted)
        if key not in self.by_status:
            found: Counter[str] = Counter()
            for one in self.cells:
                if all(getattr(one, name) in values for name, values in wanted.items()):
                    found[one.status] += one.n
            self.by_status[key] = found
        return self.by_status[key]


def groups() -> list[str]:
    """Those that the public register holds, such as KPRI or BMT."""
    return remember("public-groups", lambda: sorted({one.group for one in cells()} - {""}))


def _wanted(key: str, values: Sequence[str]) -> set[Any]:
    """What stands in a cell for the values of a filter (lists.py): the key of a place for its code, "" for none."""
    chosen = set(values)
    if key in ("district", "village"):
        places: Iterable[Any] = (districts() if key == "district" else villages()).values()
        none = {None} if NONE in chosen else set()
        return none | {place.pk for place in places if place.code in chosen}
    if key == "status":
        return {"" if value == NONE else value for value in chosen}
    return chosen - {NONE, ""}
