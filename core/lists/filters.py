"""One filter of a list: its name in the address, its choices, and the rows that a value selects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.text.parsing import iso_day, whole

NONE = "none"
NOT_KNOWN = _("not known")
NOTHING = Q(pk__in=[])
Choices = Mapping[str, Any] | Callable[[], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """`condition` gives the rows of any of the values; nothing for a value that it does not know.

    `empty` is what rows without a value are called; "" offers no such choice. `naming` calls a value that is not among
    the choices.
    """

    key: str
    label: Any
    condition: Callable[[list[str]], Q]
    # Value and label; a function, where they are rows of a table.
    choices: Choices = field(default_factory=dict)
    empty: Any = NOT_KNOWN
    naming: Callable[[str], str] = str
    # The value of an address that does not name the key; one that names it without a value takes all rows.
    usual: str = ""
    # How it is asked for on the page: "choice", "date", "side" (of a day, whose label is seen), "text", "hidden" (an
    # address brings it along), or "tabs" that say how many rows each of them holds.
    kind: str = "choice"

    def label_of(self, value: str) -> str:
        if value == NONE and self.empty:
            return str(self.empty)
        offered = self.offered
        return str(offered[value]) if value in offered else self.naming(value)

    def has_chip(self, value: str) -> bool:
        """What is usual, and a tab that is open, are seen already; there is nothing to take off."""
        return value != self.usual and not (self.kind == "tabs" and value in self.offered)

    @property
    def offered(self) -> Mapping[str, Any]:
        return self.choices() if callable(self.choices) else self.choices


def one_of(column: str, choices: Mapping[str, Any]) -> Callable[[list[str]], Q]:
    """Rows whose column is one of the values, among those that it can have."""
    return lambda values: Q(**{f"{column}__in": [value for value in values if value in choices]})


def by_number(column: str) -> Callable[[list[str]], Q]:
    """Rows whose column is one of the whole numbers, such as the key of another row."""
    return lambda values: Q(**{f"{column}__in": [n for value in values if (n := whole(value)) is not None]})


def by_number_or_none(column: str) -> Callable[[list[str]], Q]:
    """The same, and of `none` the rows whose column is empty."""
    numbered = by_number(column)
    return lambda values: numbered(values) | (Q(**{f"{column}__isnull": True}) if NONE in values else NOTHING)


def cases(known: Mapping[str, Q | Callable[[], Q]]) -> Callable[[list[str]], Q]:
    """Rows of named conditions; a function, where the condition depends on the day."""

    def condition(values: list[str]) -> Q:
        found = NOTHING
        for value in values:
            if value in known:
                one = known[value]
                found |= one() if callable(one) else one
        return found

    return condition


def on_day(column: str) -> Callable[[list[str]], Q]:
    """Rows of a day, written as 2026-12-31."""

    def condition(values: list[str]) -> Q:
        days = []
        for value in values:
            try:
                days.append(iso_day(value))
            except ValueError:
                continue
        return Q(**{f"{column}__in": days})

    return condition


def choice_of(key: str, label: Any, choices: Mapping[str, Any], column: str = "") -> Filter:
    """The filter of a column that holds one of some choices; every row holds one."""
    return Filter(key=key, label=label, condition=one_of(column or key, choices), choices=choices, empty="")
