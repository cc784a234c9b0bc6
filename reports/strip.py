"""A cooperative's quarters as a strip, and its key figures over the quarters as a chart and a table."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core import charts, clock
from core.formats import rupiah_short
from reports.choices import LOOK, FilingState
from reports.models import Report
from reports.querysets import ObligationQuerySet

QUARTERS = 8


@dataclass(frozen=True, slots=True)
class Square:
    """One quarter of the strip."""

    obligation: Any
    state: FilingState
    label: str
    tone: str
    symbol: str
    late: bool


def of(owed: ObligationQuerySet) -> dict[str, Any]:
    """The last quarters, newest last, with the accepted figures of each."""
    rows = list(
        owed.with_filing_state(clock.today())
        .select_related("period", "cooperative")
        .order_by("-period__year", "-period__quarter")[:QUARTERS]
    )[::-1]
    reports = {
        report.obligation_id: report
        for report in Report.objects.current().filter(obligation__in=[row.pk for row in rows])
    }
    figures = [(row, reports[row.pk]) for row in rows if row.pk in reports and reports[row.pk].assets is not None]
    return {
        "strip": [_square(row) for row in rows],
        "figures": figures,
        "chart": _chart(figures) if len(figures) > 1 else None,
        "newest": next((row for row in reversed(rows)), None),
    }


def _square(row) -> Square:
    state = FilingState(row.filing_state)
    tone, symbol = LOOK[state]
    return Square(row, state, str(state.label), tone, symbol, bool(row.days_late))


def _chart(figures) -> charts.Chart:
    labels = [row.period.value.short_label for row, _report in figures]
    return charts.bars(
        labels,
        {
            _("Assets"): [report.assets for _row, report in figures],
            _("Equity"): [report.equity for _row, report in figures],
        },
        text=rupiah_short,
    )
