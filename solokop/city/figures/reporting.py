"""The reports of eight quarters as they stood at the end of a day: due, in time, late, missing, accepted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef

from reports.models import Obligation, Period
from reports.obligations.as_of import DUE, SENT, STATES, of_quarters, periods, sizes
from reports.obligations.quarter import Quarter
from solokop.city.day import Look
from solokop.city.figures.kept_counts import CityCounts


@dataclass(slots=True)
class ReportingRow:
    """One quarter, or those of it in one place or of one kind."""

    states: Counter[str] = field(default_factory=Counter)
    accepted: int = 0

    @property
    def due(self) -> int:
        return sum(self.states[state] for state in DUE)

    @property
    def sent(self) -> int:
        return sum(self.states[state] for state in SENT)

    def __getattr__(self, state: str) -> int:
        if state not in STATES:
            raise AttributeError(state)
        return self.states[state]


@dataclass(frozen=True, slots=True)
class Reporting:
    """`quarters` from the oldest on; `shown` is the newest whose day had come, None before the first."""

    quarters: dict[Quarter, ReportingRow]
    shown: Quarter | None
    # Of the quarter that is shown, by `district`, `village` and `kind`.
    by: dict[str, dict[Any, ReportingRow]]


def nothing(look: Look) -> Reporting:
    """While the reports are not in use."""
    return Reporting({quarter: ReportingRow() for quarter in look.quarters}, None, {name: {} for name in PLACES})


def of(look: Look, shown: Quarter | None, accepted: Mapping[Quarter, int], counts: CityCounts) -> Reporting:
    """Four statements: the quarters, and the groups of the shown one. `accepted` is how many of each quarter are."""
    found = {quarter: ReportingRow() for quarter in look.quarters}
    for year, number, state, n in counts.by_quarter("states", look.quarters, partial(_by_quarter, look)):
        row = found[Quarter(year, number)]
        row.states[state] += n
        # Of a quarter that nobody owed by then nothing was accepted.
        row.accepted = accepted[Quarter(year, number)]
    by: dict[str, dict[Any, ReportingRow]] = {name: {} for name in PLACES}
    if shown:
        for *keys, state, n in counts.whole("places", [shown], partial(_by_place, look, shown), of_register=True):
            for groups, key in zip(by.values(), keys, strict=True):
                groups.setdefault(key, ReportingRow()).states[state] += n
    return Reporting(found, shown, by)


PLACES = {"district": "cooperative__district", "village": "cooperative__village", "kind": "cooperative__kind"}


def _by_quarter(look: Look, quarters: Sequence[Quarter]) -> list[tuple[Any, ...]]:
    opened = periods(quarters)
    found = _counted(look, ("period",), opened)
    return [(opened[pk].year, opened[pk].number, state, n) for pk, state, n in found]


def _by_place(look: Look, quarter: Quarter) -> list[tuple[Any, ...]]:
    return _counted(look, tuple(PLACES.values()), periods([quarter]))


def _counted(look: Look, columns: tuple[str, ...], opened: Mapping[int, Quarter]) -> list[tuple[Any, ...]]:
    # What is missing depends on whether the day is over.
    return list(sizes(opened, look.day, look.last_day, columns)) if opened else []


def shown_quarter(look: Look) -> Quarter | None:
    """The newest of the eight quarters whose due day had passed."""
    owed = Obligation.objects.current().filter(period=OuterRef("pk"))
    opened = Period.objects.filter(Exists(owed), of_quarters(look.quarters), opened_at__lt=look.end)
    due = opened.filter(due_on__lte=look.last_day).order_by("-year", "-quarter")
    newest = due.values_list("year", "quarter").first()
    return Quarter(*newest) if newest else None
