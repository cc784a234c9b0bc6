"""The counts beside the filters, in one statement, remembered until the register changes."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import CharField, Count, Value
from django.db.models.functions import Cast

from cooperatives.places import districts, villages
from cooperatives.querysets import CooperativeQuerySet
from cooperatives.register.filters import Facet, offered
from core import clock, events
from core.lists.filters import NONE
from core.lists.selection import Selection

TOTAL = "total"
# Long enough for an officer at work; what has changed is under another key at once.
REMEMBERED_SECONDS = 600


@dataclass(frozen=True, slots=True)
class FacetChoice:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class CountedFacet:
    key: str
    label: str
    choices: list[FacetChoice]

    @property
    def is_used(self) -> bool:
        return any(choice.chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """The counts of a selection, remembered under `key` until the register changes."""

    key: str
    selection: Selection
    numbers: dict[str, dict[str, int]]

    @property
    def total(self) -> int:
        return self.numbers.get(TOTAL, {}).get("", 0)

    def facets(self) -> list[CountedFacet]:
        """The facets with their choices. Templates remember what they make of it under `key`."""
        return [_facet(facet, self.selection, self.numbers.get(facet.key, {})) for facet in offered()]


def count(selection: Selection, found: CooperativeQuerySet, *, scope: str) -> FacetCounts:
    """How many rows are selected, and how many each choice of a facet would give.

    `found` are the rows that the search words leave; `scope` names whose rows they are, for the memory.
    A facet's own choice does not reduce its counts, so that one can see what another choice would give.
    """
    text = f"{scope}|{clock.today()}|{events.revision()}|{selection.q}|{sorted(selection.chosen.items())}"
    key = f"facets-{hashlib.sha256(text.encode()).hexdigest()}"
    numbers = cache.get(key)
    if numbers is None:
        numbers = _count(selection, found)
        cache.set(key, numbers, REMEMBERED_SECONDS)
    return FacetCounts(key, selection, numbers)


def _count(selection: Selection, found: CooperativeQuerySet) -> dict[str, dict[str, int]]:
    rows = selection.narrow(found)
    parts = [
        # A facet that narrows nothing counts the rows of the page: building them once for all is a third of the time.
        facet.counted(selection.narrow(found, without=facet.key) if facet.key in selection.chosen else rows)
        .order_by()
        .annotate(facet=Value(facet.key), choice=Cast(facet.grouping, CharField()))
        .values_list("facet", "choice")
        .annotate(n=Count("pk"))
        for facet in offered()
    ]
    total = (
        rows.order_by()
        .annotate(facet=Value(TOTAL), choice=Value(""))
        .values_list("facet", "choice")
        .annotate(n=Count("pk"))
    )
    numbers: dict[str, dict[str, int]] = {}
    names = {"district": districts(), "village": villages()}
    for facet, choice, n in total.union(*parts, all=True):
        places = names.get(facet)
        value = places[int(choice)].name if places and choice else choice or ("" if facet == TOTAL else NONE)
        counts = numbers.setdefault(facet, {})
        # Two villages of one name are one choice.
        counts[value] = counts.get(value, 0) + n
    return numbers


def _facet(facet: Facet, selection: Selection, counts: dict[str, int]) -> CountedFacet:
    chosen = selection.chosen.get(facet.key, [])
    values = [value for value in facet.offered if value in counts or value in chosen]
    values += sorted((value for value in counts if value not in (*values, NONE)), reverse=facet.newest_first)
    if NONE in counts and facet.empty:
        values.append(NONE)
    values += [value for value in chosen if value not in values]
    return CountedFacet(
        facet.key,
        str(facet.label),
        [FacetChoice(value, facet.label_of(value), counts.get(value, 0), value in chosen) for value in values],
    )
