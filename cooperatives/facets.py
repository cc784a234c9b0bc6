"""The counts beside the filters, in one statement, remembered until the register changes."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import CharField, Count, Max, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from cooperatives.filters import FACETS, NONE, Facet, Selection
from cooperatives.places import districts, villages
from cooperatives.querysets import CooperativeQuerySet
from core.models import Event

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class CountedFacet:
    key: str
    label: str
    choices: list[Choice]

    @property
    def is_used(self) -> bool:
        return any(choice.chosen for choice in self.choices)


def count(selection: Selection, found: CooperativeQuerySet, *, scope: str) -> tuple[int, list[CountedFacet]]:
    """How many rows are selected, and the choices of each facet with their counts.

    `found` are the rows that the search words leave; `scope` names whose rows they are, for the memory.
    A facet's own choice does not reduce its counts, so that one can see what another choice would give.
    """
    numbers = _remembered(selection, found, scope)
    total = numbers.get(TOTAL, {}).get("", 0)
    return total, [_facet(facet, selection, numbers.get(facet.key, {})) for facet in FACETS]


def _remembered(selection: Selection, found: CooperativeQuerySet, scope: str) -> dict[str, dict[str, int]]:
    revision = Event.objects.aggregate(last=Max("pk"))["last"]
    text = f"{scope}|{revision}|{selection.q}|{sorted(selection.chosen.items())}"
    key = f"facets-{hashlib.sha256(text.encode()).hexdigest()}"
    numbers = cache.get(key)
    if numbers is None:
        numbers = _count(selection, found)
        cache.set(key, numbers, 3600)
    return numbers


def _count(selection: Selection, found: CooperativeQuerySet) -> dict[str, dict[str, int]]:
    parts = [
        selection.filter(found, without=facet.key)
        .order_by()
        .annotate(facet=Value(facet.key), choice=Cast(facet.group_by, CharField()))
        .values_list("facet", "choice")
        .annotate(n=Count("pk"))
        for facet in FACETS
    ]
    total = (
        selection.filter(found)
        .order_by()
        .annotate(facet=Value(TOTAL), choice=Value(""))
        .values_list("facet", "choice")
        .annotate(n=Count("pk"))
    )
    numbers: dict[str, dict[str, int]] = {}
    for facet, choice, n in total.union(*parts, all=True):
        numbers.setdefault(facet, {})[choice or ""] = n
    return numbers


def _facet(facet: Facet, selection: Selection, numbers: dict[str, int]) -> CountedFacet:
    chosen = selection.chosen.get(facet.key, [])
    counts = {_value(facet, raw): n for raw, n in numbers.items()}
    values = [value for value in facet.choices if value in counts or value in chosen] if facet.choices else []
    values += sorted(value for value in counts if value not in values and value != NONE)
    if facet.key == "revival":
        values = [value for value in values if value == "1"]
    if facet.key == "rat":
        values.reverse()
    if NONE in counts and facet.key != "revival":
        values.append(NONE)
    values += [value for value in chosen if value not in values]
    return CountedFacet(
        facet.key,
        str(facet.label),
        [Choice(value, label_of(facet, value), counts.get(value, 0), value in chosen) for value in values],
    )


def _value(facet: Facet, raw: str) -> str:
    """A group's database value as the address writes it: the name of a place, `none` for nothing."""
    if raw == "":
        return NONE
    if facet.key in ("district", "village"):
        place = districts().get(int(raw)) if facet.key == "district" else villages().get(int(raw))
        return place.name if place else NONE
    return raw


def label_of(facet: Facet, value: str) -> str:
    if value == NONE:
        return _("never / not known") if facet.key == "rat" else _("not known")
    return str(facet.choices.get(value, value))
