"""Accepted figures of earlier quarters: what a new report is compared with."""

from collections.abc import Iterable

from django.db.models import Q

from reports.choices import State
from reports.models import Figure
from reports.periods import Quarter


def accepted(cooperative_id: int, quarters: Iterable[Quarter]) -> dict[Quarter, dict[str, int]]:
    """The accepted figures of a cooperative by quarter, in one query; a quarter without any is left out."""
    wanted = Q(pk__in=[])
    for quarter in quarters:
        wanted |= Q(report__obligation__period__year=quarter.year, report__obligation__period__quarter=quarter.number)
    rows = Figure.objects.filter(
        wanted, report__state=State.ACCEPTED, report__obligation__cooperative=cooperative_id
    ).select_related("report__obligation__period")
    found: dict[Quarter, dict[str, int]] = {}
    for figure in rows:
        found.setdefault(figure.report.obligation.period.value, {})[figure.key] = figure.amount
    return found
