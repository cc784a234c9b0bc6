"""Accepted figures of earlier quarters: what a new report is compared with."""

from collections.abc import Iterable

from django.db.models import Q

from reports.choices import State
from reports.models import Figure
from reports.periods import Quarter
from reports.statement.lines import key_of


def accepted(cooperative_id: int, quarters: Iterable[Quarter]) -> dict[Quarter, dict[str, int]]:
    """The accepted figures of a cooperative by quarter, in one query; a quarter without any is left out."""
    wanted = Q(pk__in=[])
    for quarter in quarters:
        wanted |= Q(report__obligation__period__year=quarter.year, report__obligation__period__quarter=quarter.number)
    rows = Figure.objects.filter(
        wanted, report__state=State.ACCEPTED, report__obligation__cooperative=cooperative_id
    ).values_list("report__obligation__period__year", "report__obligation__period__quarter", "line", "column", "amount")
    found: dict[Quarter, dict[str, int]] = {}
    for year, number, line, column, amount in rows:
        found.setdefault(Quarter(year, number), {})[key_of(line, column)] = amount
    return found
