from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from cooperatives.models import Cooperative


@dataclass(frozen=True, slots=True)
class HandoverColumn:
    """A column as the other side spells it. Without a `value` the portal does not hold it.

    `lacks` selects the cooperatives of which it is missing; without it the other side can do without.
    """

    heading: str
    value: Callable[[Cooperative], Any] | None = None
    lacks: Q | None = None
    kind: str = "text"
    width: int = 20


@dataclass(frozen=True, slots=True)
class GivenValue:
    """What there is for a heading, to be copied. `note` says how far it is to be believed."""

    heading: str
    value: Any
    is_wanted: bool = True
    is_held: bool = True
    note: str = ""

    @property
    def is_missing(self) -> bool:
        return self.is_held and self.is_wanted and self.value in ("", None)

    @property
    def text(self) -> str:
        """As a form of the other side takes it: days as 31/12/2025, numbers without points, as 1234,5."""
        if isinstance(self.value, date):
            return f"{self.value:%d/%m/%Y}"
        if isinstance(self.value, float):
            return f"{self.value:f}".rstrip("0").rstrip(".").replace(".", ",")
        return "" if self.value is None else str(self.value)


def as_row(given: Sequence[GivenValue]) -> str:
    """As a spreadsheet takes it: pasted into the first cell of a row, each value comes into its own."""
    return "\t".join(one.text for one in given)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A list that somebody asks for. `among` are the cooperatives that it is about; `related` is read along."""

    key: str
    name: str
    about: Any
    columns: Sequence[HandoverColumn]
    among: Q
    related: Sequence[str] = ()

    @property
    def wanted(self) -> list[HandoverColumn]:
        return [column for column in self.columns if column.lacks is not None]

    def rows(self, rows: QuerySet[Cooperative]) -> QuerySet[Cooperative]:
        """Those of some cooperatives that belong on the list."""
        return rows.filter(self.among).select_related("village", "district")

    def of(self, cooperative: Cooperative) -> Iterator[GivenValue]:
        """What a cooperative has for each column."""
        for column in self.columns:
            value = column.value(cooperative) if column.value else None
            yield GivenValue(column.heading, value, column.lacks is not None, column.value is not None)

    def missing(self, cooperative: Cooperative) -> list[str]:
        return [given.heading for given in self.of(cooperative) if given.is_missing]


def text(name: str) -> Q:
    """Those whose text is empty."""
    return Q(**{name: ""})


def nothing(name: str) -> Q:
    """Those whose value is null."""
    return Q(**{f"{name}__isnull": True})
