"""How many public cooperatives there are of each status, kind, group and place: read in one scan of an index.

All numbers of the public list are sums over these cells: its total, its tabs, its groups and its map. They are kept
until the next write; the cells of what is searched for by words are counted each time, in one scan too.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from sys import intern
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from cooperatives.models import Cooperative, PublicRemoval
from cooperatives.places import districts, villages
from cooperatives.register import as_of
from core.cache.remembered import remember
from core.database.statements import written
from core.lists.filters import NONE
from core.lists.selection import Selection


class CountCell(NamedTuple):
    status: str
    kind: str
    group: str
    district: int | None
    village: int | None
    n: int


COLUMNS = CountCell._fields[:-1]
# More than any register has.
MOST = 2**31 - 1


class Summary(NamedTuple):
    """The cells of which there is at least one, and what is often asked of them."""

    cells: list[CountCell]
    kinds: frozenset[str]
    groups: list[str]
    # All of each kelurahan and the active ones of them, by the key of the kelurahan.
    villages: tuple[tuple[int, int, int], ...]


def summary() -> Summary:
    return remember("public-summary", _summed, hold=True)


def _summed() -> Summary:
    """The few that were removed are taken off: the scan of all needs only the index `coop_public_cells`."""
    found = Counter(_read(written("public cells", lambda: _by_cell(Cooperative.objects.current())).rows()))
    found.subtract(_read(written("removed cells", lambda: _by_cell(_removed())).rows()))
    cells = [CountCell(*cell, n) for cell, n in found.items() if n]
    groups = sorted({one.group for one in cells} - {""})
    return Summary(cells, frozenset(one.kind for one in cells), groups, _by_village(cells))


def _by_village(cells: Iterable[CountCell]) -> tuple[tuple[int, int, int], ...]:
    found: dict[int, tuple[int, int]] = {}
    for one in cells:
        if one.village is not None:
            n, active = found.get(one.village, (0, 0))
            found[one.village] = n + one.n, active + one.n * (one.status in as_of.ACTIVE)
    return tuple((village, *numbers) for village, numbers in sorted(found.items()))


def _removed() -> QuerySet[Cooperative]:
    removed = PublicRemoval.objects.in_force().order_by().values("cooperative_id")
    return Cooperative.objects.current().filter(pk__in=removed)


def _by_cell(rows: QuerySet[Cooperative]) -> QuerySet[Cooperative, tuple[Any, ...]]:
    return rows.order_by().values_list(*COLUMNS).annotate(n=Count("*"))


def _read(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    # The same words are one object each, or what is remembered would be three times as long to read.
    return {(*map(intern, cell[:3]), *cell[3:-1]): cell[-1] for cell in rows}


class PublicCounts:
    """How many cooperatives selections of the public list hold, out of the cells as they are now."""

    def __init__(self) -> None:
        self.cells: dict[str, list[CountCell]] = {}
        self.by_status: dict[str, Counter[str]] = {}

    def __call__(self, selection: Selection) -> int:
        rest = {key: _wanted(key, values) for key, values in selection.chosen.items()}
        statuses = rest.pop("status", None)
        counted = self._counted(selection.q, rest)
        return counted.total() if statuses is None else sum(counted[status] for status in statuses)

    def _counted(self, q: str, wanted: Mapping[str, set[Any]]) -> Counter[str]:
        """By status, which the tabs ask for; the other filters are the same for all of them."""
        key = repr((q, wanted))
        if key not in self.by_status:
            found: Counter[str] = Counter()
            for one in self._cells(q):
                if all(getattr(one, name) in values for name, values in wanted.items()):
                    found[one.status] += one.n
            self.by_status[key] = found
        return self.by_status[key]

    def _cells(self, q: str) -> list[CountCell]:
        if q not in self.cells:
            self.cells[q] = _cells_of_words(q) if q else summary().cells
        return self.cells[q]


def _cells_of_words(q: str) -> list[CountCell]:
    # SQLite reads the index of the names for their order, and the whole table without; Django keeps it with a limit.
    found = Cooperative.objects.public().public_search(q).order_by("name_key", "pk").values("pk")[:MOST]
    cells = _read(_by_cell(Cooperative.objects.filter(pk__in=found)))
    return [CountCell(*cell, n) for cell, n in cells.items()]


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
