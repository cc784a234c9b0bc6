"""A cooperative's quarters as a strip, and its key figures over the quarters as charts and a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core import charts, clock
from core.charts import AxisPlace, Hue, Mark, Series
from core.text.formats import rupiah_short
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
        for report in Report.objects.current().filter(obligation__in=[row.pk for row in rows], assets__isnull=False)
    }
    return {
        "strip": [_square(row) for row in rows],
        **(_drawings(rows, reports) if reports else {}),
        "newest": next((row for row in reversed(rows)), None),
    }


def _square(row) -> Square:
    state = FilingState(row.filing_state)
    tone, symbol = LOOK[state]
    return Square(row, state, str(state.label), tone, symbol, bool(row.days_late))


def _drawings(rows: Sequence[Any], reports: Mapping[int, Report]) -> dict[str, Any]:
    """Assets and equity as lines, members and surplus as small ones; a quarter without an accepted report is a gap."""
    places = [_place(row, reports.get(row.pk)) for row in rows]

    def series(name: str, column: str, hue: Hue, measure: charts.Measure = charts.RUPIAH) -> Series:
        marks = [Mark(getattr(reports[row.pk], column) if row.pk in reports else None) for row in rows]
        return Series(name, marks, hue, measure)

    surplus = series(_("Surplus to date"), "surplus", Hue.INFORMS)
    members = series(_("Members"), "members", Hue.INFORMS, charts.COUNT)
    return {
        "chart": charts.line(
            charts.ChartFigures(
                key="key-figures",
                title=_title(reports, rows),
                heading=_("Quarter"),
                places=places,
                series=[series(_("Assets"), "assets", Hue.INFORMS), series(_("Equity"), "equity", Hue.OWN)],
                more=[surplus, members],
            )
        ),
        "small": [_small(one, places) for one in (surplus, members) if one.known],
    }


def _title(reports: Mapping[int, Report], rows: Sequence[Any]) -> str:
    """Assets and equity with those of the newest quarter of which they are known."""
    newest = next((row for row in reversed(rows) if row.pk in reports), None)
    report = reports[newest.pk] if newest else None
    if newest is None or report is None or report.assets is None or report.equity is None:
        return _("Assets and equity at the end of each quarter")
    return _("Assets {assets} and equity {equity} at the end of {quarter}").format(
        assets=rupiah_short(report.assets),
        equity=rupiah_short(report.equity),
        quarter=newest.period.value.short_label,
    )


def _place(row, report: Report | None) -> AxisPlace:
    if report:
        address = reverse("report_version", args=[row.pk, report.version])
    else:
        address = reverse("obligation", args=[row.pk])
    return AxisPlace(row.period.value.short_label, address, row.period.value.end >= clock.today())


def _small(series: Series, places: Sequence[AxisPlace]) -> charts.Drawing:
    """One figure over the quarters, for the line in which its last value stands."""
    title = _("{name} over the last {n} quarters").format(name=series.name, n=len(places))
    return charts.sparkline(charts.ChartFigures(series.name, title, _("Quarter"), places, [series]))
