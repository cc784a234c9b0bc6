"""The reports of eight quarters as they stood at the end of a day: due, in time, late, missing, accepted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from core.statements import written
from reports.as_of import ACCEPTED, DUE, SENT, STATES, of_quarters, rows
from reports.models import Obligation, Period
from reports.periods import Quarter
from solokop.city.day import Look
from solokop.city.kept import Counts


@dataclass(slots=True)
class Row:
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

    quarters: dict[Quarter, Row]
    shown: Quarter | None
    # Of the quarter that is shown, by `district`, `village` and `kind`.
    by: dict[str, dict[Any, Row]]


def nothing(look: Look) -> Reporting:
    """While the reports are not in use."""
    return Reporting({quarter: Row() for quarter in look.quarters}, None, {name: {} for name in PLACES})


def of(look: Look, counts: Counts) -> Reporting:
    """Four statements: the quarters, how many of each are accepted, which were due, and the groups of the shown one."""
    found = {quarter: Row() for quarter in look.quarters}
    for year, number, state, n in counts.by_quarter("states", look.quarters, partial(_counted, look, QUARTER)):
        found[Quarter(year, number)].states[state] += n
    for year, number, n in counts.by_quarter("accepted", look.quarters, partial(_accepted, look)):
        found[Quarter(year, number)].accepted = n
    shown = shown_quarter(look)
    by: dict[str, dict[Any, Row]] = {name: {} for name in PLACES}
    if shown:
        count = partial(_counted, look, tuple(PLACES.values()), [shown])
        for *keys, state, n in counts.whole("places", [shown], count, of_register=True):
            for groups, key in zip(by.values(), keys, strict=True):
                groups.setdefault(key, Row()).states[state] += n
    return Reporting(found, shown, by)


QUARTER = ("period__year", "period__quarter")
PLACES = {"district": "cooperative__district", "village": "cooperative__village", "kind": "cooperative__kind"}


def _counted(look: Look, columns: tuple[str, ...], quarters: Sequence[Quarter]) -> list[tuple[Any, ...]]:
    """Of some quarters: the columns, the state, and how many."""

    def make() -> QuerySet[Obligation]:
        owed = (
            rows(Obligation.objects.current(), look.day, look.last_day)
            .filter(of_quarters(quarters, "period__"))
            .order_by()
        )
        return owed.values_list(*columns, "state_then").annotate(n=Count("pk"))

    # What is missing depends on whether the day is over.
    return written(("city reports", look.day, look.last_day, tuple(quarters), columns), make).rows()


def _accepted(look: Look, quarters: Sequence[Quarter]) -> list[tuple[int, int, int]]:
    """Of some quarters: how many are accepted."""

    def make() -> QuerySet[Obligation]:
        owed = Obligation.objects.current().filter(
            of_quarters(quarters, "period__"),
            period__opened_at__lt=look.end,
            reports__state__in=ACCEPTED,
            reports__decided_at__lt=look.end,
        )
        return owed.order_by().values_list(*QUARTER).annotate(n=Count("pk", distinct=True))

    return written(("city accepted", look.day, tuple(quarters)), make).rows()


def shown_quarter(look: Look) -> Quarter | None:
    """The newest of the eight quarters whose due day had passed."""
    owed = Obligation.objects.current().filter(period=OuterRef("pk"))
    opened = Period.objects.filter(Exists(owed), of_quarters(look.quarters), opened_at__lt=look.end)
    due = opened.filter(due_on__lte=look.last_day).order_by("-year", "-quarter")
    newest = due.values_list("year", "quarter").first()
    return Quarter(*newest) if newest else None
