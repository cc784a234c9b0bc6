"""A selection of the register: what the address says, as a query and in words.

The list, the facets, the exports and the saved views all go through `Selection`, so that they always
mean the same rows. A value that is not known selects nothing; it never widens a selection.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.expressions import Expression
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cooperatives import keys, missed_meetings
from cooperatives.completeness import WANTED
from cooperatives.models import District, Village
from cooperatives.places import districts, villages
from cooperatives.querysets import CooperativeQuerySet
from cooperatives.register_fields import FIELDS
from cooperatives.register_fields.declaration import FieldKind, RegisterField
from core import areas
from core.formats import international_phone
from core.lists.filters import NONE, NOT_KNOWN
from core.lists.selection import chosen_of, order_of, pairs_of, size_of, words_of

PER_PAGE = (25, 50, 100)
# How much of what is wanted a record holds, in percent: {value in the address: (from, below)}.
COMPLETENESS = {"100": (100, 101), "75-99": (75, 100), "50-74": (50, 75), "0-49": (0, 50)}

SORTS = {
    # By the key: capitals, dots and spaces do not matter.
    "name": "name_key",
    "legal": "legal_number",
    "village": "village__name",
    "district": "district__name",
    "kind": "kind",
    "group": "group",
    "status": "status",
    "members": "members",
    "assets": "assets",
    "rat": "last_rat_year",
    "missing": "missing",
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


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: its parameter, how rows are chosen by it, and by what they are counted.

    `empty` is what rows without a value are called; "" offers no such choice. `counted` narrows the rows that are
    counted, for a filter whose values are rows of another table.
    """

    key: str
    label: Any
    condition: Callable[[list[str]], Q]
    # A function, where it depends on the day.
    group_by: Expression | F | Callable[[], Expression]
    choices: dict[str, Any] = field(default_factory=dict)
    empty: Any = NOT_KNOWN
    newest_first: bool = False
    counted: Callable[[CooperativeQuerySet], CooperativeQuerySet] = _everything
    # How a value that is not among the choices is called.
    naming: Callable[[str], str] = str
    # Offered while this area is in use.
    area: str = ""

    def label_of(self, value: str) -> str:
        if value == NONE:
            return str(self.empty)
        return str(self.choices[value]) if value in self.choices else self.naming(value)

    @property
    def grouping(self) -> Expression | F:
        return self.group_by() if callable(self.group_by) else self.group_by


PLACE_KEYS = {"district": keys.district_key, "village": keys.village_key}


def _of_field(declared: RegisterField) -> Facet:
    """The filter of a field of the register that is declared to have one."""
    name, label = declared.name, capfirst(declared.label)
    if declared.kind == FieldKind.PLACE:
        return Facet(name, label, _place(name, PLACE_KEYS[name]), F(f"{name}_id"))
    choices: dict[str, Any] = dict(declared.choices.choices) if declared.choices else {}
    return Facet(name, label, _column(name), F(name), choices)


FACETS: list[Facet] = [
    *(_of_field(declared) for declared in sorted(FIELDS, key=lambda one: one.facet) if declared.facet),
    Facet("rat", _("Last annual meeting (RAT)"), _rat, F("last_rat_year"), empty=_("never / not known"),
          newest_first=True),
    Facet("norat", _("No annual meeting (RAT) for"), missed_meetings.condition, missed_meetings.grouping,
          missed_meetings.LABELS, empty=""),
    Facet("complete", _("Completeness"), _completeness, _band(), {name: f"{name} %" for name in COMPLETENESS}),
    Facet("revival", _("Revival"), _revival, Case(When(in_revival=True, then=Value("1")), output_field=CharField()),
          {"1": _("In revival")}, empty=""),
]  # fmt: skip
FACET_BY_KEY = {facet.key: facet for facet in FACETS}


def declare(*facets: Facet, sorts: Mapping[str, str]) -> None:
    """Add filters and orders of a higher floor; called once, when its app is ready."""
    FACETS.extend(facets)
    FACET_BY_KEY.update({facet.key: facet for facet in facets})
    SORTS.update(sorts)


def offered() -> list[Facet]:
    """The filters of the areas in use. An address that names another one is understood still."""
    return areas.in_use(FACETS)


@dataclass(frozen=True, slots=True)
class Selection:
    """What an address selects: search words, filters, order and page size."""

    q: str = ""
    chosen: dict[str, list[str]] = field(default_factory=dict)
    sort: str = "name"
    descending: bool = False
    per_page: int = 25

    @classmethod
    def from_query(cls, params) -> "Selection":
        """Read the parameters of a request (a QueryDict)."""
        sort, descending = order_of(SORTS, params, "name")
        return cls(words_of(params), chosen_of(FACETS, params), sort, descending, size_of(PER_PAGE, params))

    def query_string(self, *, sort: str = "", page: int = 0) -> str:
        """The filters and the order as an address keeps them; `sort` gives another order, `page` a page."""
        return urlencode(self.pairs(sort=sort, page=page))

    def pairs(self, *, sort: str = "", page: int = 0) -> list[tuple[str, str]]:
        """The same as names and values, for the hidden fields of a form."""
        order = sort or ("-" if self.descending else "") + self.sort
        size = (self.per_page, PER_PAGE[0])
        return pairs_of(self.q, self.chosen, order=(order, "name"), size=size, page=page)

    def filter(self, rows: CooperativeQuerySet, *, without: str = "") -> CooperativeQuerySet:
        """The selected rows, unordered; `without` leaves one filter out, for its facet's counts."""
        for key, values in self.chosen.items():
            if key != without:
                rows = rows.filter(FACET_BY_KEY[key].condition(values))
        return rows

    def order(self, rows: CooperativeQuerySet) -> CooperativeQuerySet:
        if self.sort == "name":
            return rows.order_by("-name_key", "-pk") if self.descending else rows.order_by("name_key", "pk")
        column = F(SORTS[self.sort])
        ordering = column.desc(nulls_last=True) if self.descending else column.asc(nulls_last=True)
        return rows.order_by(ordering, "name_key", "pk")


def search(rows: CooperativeQuerySet, q: str) -> CooperativeQuerySet:
    """Rows that hold every word of `q`, or its letters and digits as a legal number in any spelling.

    On PostgreSQL, words that nothing holds are searched again with typing errors forgiven.
    """
    if not q:
        return rows
    words = q.lower().split()
    exact = Q()
    for word in words:
        exact &= Q(search_text__contains=word)
    for key in (keys.legal_key(q), keys.name_key(q), international_phone(q).removeprefix("+62")):
        # The record's keys stand in its search text too: a legal number, a name or a telephone in any spelling.
        if len(key) >= 4:
            exact |= Q(search_text__contains=key.lower())
    found = rows.filter(exact)
    if connection.vendor != "postgresql" or found.exists():
        return found
    long = [word for word in words if len(word) >= 3]
    alike = rows if long else rows.none()
    for word in long:
        alike = alike.filter(search_text__trigram_word_similar=word)
    return alike
