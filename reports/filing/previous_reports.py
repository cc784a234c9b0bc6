"""Figures of earlier quarters: what a new report is compared with, and what it goes on from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from reports.choices import State
from reports.models import Figure, Obligation, Report
from reports.obligations.quarter import Quarter
from reports.statement.lines import key_of

Figures = dict[str, int]
# Whichever of these was sent last counts; what was returned counts while nothing else was sent.
STANDS = (State.ACCEPTED, State.IN_REVIEW, State.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Before:
    """What was sent before a quarter, with totals, by key: None where nothing was sent, or where it had no figures.

    `base` is what years to date go on from: `last`, or, after a quarter with nothing to report, those of before it.
    """

    last: Figures | None = None
    end_of_year: Figures | None = None
    base: Figures | None = None


def before(obligation: Obligation) -> Before:
    """What a board has sent of the last quarter and of the end of last year, whether it was accepted or not."""
    quarter = obligation.period.value
    this_year = [Quarter(quarter.year, number) for number in range(1, quarter.number)]
    found = sent(obligation.cooperative_id, {*this_year, quarter.previous, quarter.end_of_last_year})
    last = found.get(quarter.previous)
    return Before(last or None, found.get(quarter.end_of_last_year) or None, last or _over_nothing(this_year, found))


def _over_nothing(this_year: list[Quarter], found: Mapping[Quarter, Figures]) -> Figures | None:
    """The years to date and the opening cash that go on over quarters without figures; None where one was not sent."""
    for quarter in reversed(this_year):
        if quarter not in found:
            return None
        if found[quarter]:
            return {key: value for key, value in found[quarter].items() if key.endswith(":to_date") or key == "C5"}
    return {} if this_year else None


def sent(cooperative_id: int, quarters: Iterable[Quarter]) -> dict[Quarter, Figures]:
    """The figures of the version that stands, by quarter, in two queries: a backlog of reviews holds up no board.

    A quarter with nothing to report has no figures; one of which nothing was sent is left out.
    """
    rows = (
        Report.objects.filter(_in(quarters, ""), obligation__cooperative=cooperative_id)
        .filter(state__in=[*STANDS, State.RETURNED])
        .values_list("obligation__period__year", "obligation__period__quarter", "pk", "state")
        .order_by("version")
    )
    newest: dict[Quarter, tuple[bool, int]] = {}
    for year, number, pk, state in rows:
        at, stands = Quarter(year, number), state in STANDS
        if stands >= newest.get(at, (False, 0))[0]:
            newest[at] = (stands, pk)
    places = {pk: quarter for quarter, (_stands, pk) in newest.items()}
    found: dict[Quarter, Figures] = {quarter: {} for quarter in places.values()}
    if places:
        amounts = Figure.objects.filter(report__in=places).values_list("report", "line", "column", "amount")
        for pk, line, column, amount in amounts:
            found.setdefault(places[pk], {})[key_of(line, column)] = amount
    return found


def accepted(cooperative_id: int, quarters: Iterable[Quarter]) -> dict[Quarter, Mapping[str, int]]:
    """The accepted figures of a cooperative by quarter, in one query; a quarter without any is left out."""
    rows = Figure.objects.filter(
        _in(quarters, "report__"), report__state=State.ACCEPTED, report__obligation__cooperative=cooperative_id
    ).values_list("report__obligation__period__year", "report__obligation__period__quarter", "line", "column", "amount")
    found: dict[Quarter, Figures] = {}
    for year, number, line, column, amount in rows:
        found.setdefault(Quarter(year, number), {})[key_of(line, column)] = amount
    return dict(found)


def _in(quarters: Iterable[Quarter], path: str) -> Q:
    wanted = Q(pk__in=[])
    for quarter in quarters:
        period = f"{path}obligation__period__"
        wanted |= Q((f"{period}year", quarter.year), (f"{period}quarter", quarter.number))
    return wanted
