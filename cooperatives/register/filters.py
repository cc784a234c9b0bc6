"""The filters and orders of the register. A value that is not known selects nothing; it never widens a selection."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.expressions import Expression, OrderBy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cooperatives import keys
from cooperatives.models import District, Village
from cooperatives.places import districts, villages
from cooperatives.querysets import CooperativeQuerySet
from cooperatives.record import missed_meetings
from cooperatives.record.completeness import WANTED
from cooperatives.register_fields import FIELDS
from cooperatives.register_fields.declaration import FieldKind, RegisterField
from core import areas
from core.lists.declaration import Order
from core.lists.filters import NONE, Filter

# How much of what is wanted a record holds, in percent: {value in the address: (from, below)}.
COMPLETENESS = {"100": (100, 101), "75-99": (75, 100), "50-74": (50, 75), "0-49": (0, 50)}


def by(column: str) -> Order:
    """The order of a column: rows without a value come last, those with the same by their name from A on."""

    def order(descending: bool) -> list[OrderBy]:
        path = F(column)
        return [
            path.desc(nulls_last=True) if descending else path.asc(nulls_last=True),
            F("name_key").asc(),
            F("pk").asc(),
        ]

    return order


def _by_name(descending: bool) -> list[OrderBy]:
    """By the key: capitals, dots and spaces do not matter. Its index is read from either end."""
    columns = F("name_key"), F("pk")
    return [column.desc() if descending else column.asc() for column in columns]


ORDERS: dict[str, Order] = {
    "name": _by_name,
    "legal": by("legal_number"),
    "village": by("village__name"),
    "district": by("district__name"),
    "kind": by("kind"),
    "group": by("group"),
    "status": by("status"),
    "members": by("members"),
    "assets": by("assets"),
    "rat": by("last_rat_year"),
    "missing": by("missing"),
}


def _missing_range(name: str) -> tuple[int, int]:
    """The bounds of `missing` that belong to a completeness band."""
    low, high = COMPLETENESS[name]
    counts = [n for n in range(len(WANTED) + 1) if low <= round(100 * (len(WANTED) - n) / len(WANTED)) < high]
    return min(counts), max(counts)


def _band() -> Expression:
    return Case(
        *(When(missing__range=_missing_range(name), then=Value(name)) for name in COMPLETENESS),
        output_field=CharField(),
    )


def _column(column: str) -> Callable[[list[str]], Q]:
    """Rows whose text column is one of the values; `none` stands for the empty one."""
    return lambda values: Q(**{f"{column}__in": ["" if value == NONE else value for value in values]})


def _place(relation: str, key: Callable[[str], str]) -> Callable[[list[str]], Q]:
    """Rows in a place given by name (in any spelling) or by code."""

    def condition(values: list[str]) -> Q:
        known: Mapping[int, District | Village] = districts() if relation == "district" else villages()
        wanted = {key(value) for value in values}
        ids = [pk for pk, place in known.items() if key(place.name) in wanted or place.code in values]
        empty = Q(**{f"{relation}__isnull": True}) if NONE in values else Q(pk__in=[])
        return Q(**{f"{relation}__in": ids}) | empty

    return condition


def _rat(values: list[str]) -> Q:
    years = [int(value) for value in values if re.fullmatch(r"[0-9]{4}", value)]
    return Q(last_rat_year__in=years) | (Q(last_rat_year=None) if NONE in values else Q(pk__in=[]))


def _completeness(values: list[str]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        if value in COMPLETENESS:
            found |= Q(missing__range=_missing_range(value))
    return found


def _revival(values: list[str]) -> Q:
    return Q(in_revival=True) if "1" in values else Q(pk__in=[])


def _everything(rows: CooperativeQuerySet) -> CooperativeQuerySet:
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet(Filter):
    """A filter of the register with the counts of its choices: by what rows are counted.

    `counted` narrows the rows that are counted, for a filter whose values are rows of another table.
    """

    # A function, where it depends on the day.
    group_by: Expression | F | Callable[[], Expression]
    newest_first: bool = False
    counted: Callable[[CooperativeQuerySet], CooperativeQuerySet] = _everything
    # Offered while this area is in use.
    area: str = ""

    @property
    def grouping(self) -> Expression | F:
        return self.group_by() if callable(self.group_by) else self.group_by


PLACE_KEYS = {"district": keys.district_key, "village": keys.village_key}


def _of_field(declared: RegisterField) -> Facet:
    """The filter of a field of the register that is declared to have one."""
    name, label = declared.name, capfirst(declared.label)
    if declared.kind == FieldKind.PLACE:
        return Facet(key=name, label=label, condition=_place(name, PLACE_KEYS[name]), group_by=F(f"{name}_id"))
    choices: dict[str, Any] = dict(declared.choices.choices) if declared.choices else {}
    return Facet(key=name, label=label, condition=_column(name), group_by=F(name), choices=choices)


FACETS: list[Facet] = [
    *(_of_field(declared) for declared in sorted(FIELDS, key=lambda one: one.facet) if declared.facet),
    Facet(
        key="rat",
        label=_("Last annual meeting (RAT)"),
        condition=_rat,
        group_by=F("last_rat_year"),
        empty=_("never / not known"),
        newest_first=True,
    ),
    Facet(
        key="norat",
        label=_("No annual meeting (RAT) for"),
        condition=missed_meetings.condition,
        group_by=missed_meetings.grouping,
        choices=missed_meetings.LABELS,
        empty="",
    ),
    Facet(
        key="complete",
        label=_("Completeness"),
        condition=_completeness,
        group_by=_band(),
        choices={name: f"{name} %" for name in COMPLETENESS},
    ),
    Facet(
        key="revival",
        label=_("Revival"),
        condition=_revival,
        group_by=Case(When(in_revival=True, then=Value("1")), output_field=CharField()),
        choices={"1": _("In revival")},
        empty="",
    ),
]


def declare(*facets: Facet, orders: Mapping[str, Order]) -> None:
    """Add filters and orders of a higher floor; called once, when its app is ready."""
    FACETS.extend(facets)
    ORDERS.update(orders)


def offered() -> list[Facet]:
    """The filters of the areas in use. An address that names another one is understood still."""
    return areas.in_use(FACETS)
