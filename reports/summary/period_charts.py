"""The charts of a quarter: how far its reports have come, by district, quarter after quarter, and the joint figures."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from cooperatives.choices import Kind
from cooperatives.places import districts
from core import charts, clock
from core.charts import AxisPlace, Hue, Mark, Series
from core.text.formats import rupiah_short, thousands
from reports.models import Period
from reports.summary.aggregation import Joint
from reports.summary.period_statistics import PeriodTally

# The line of the statement with the total assets.
TOTAL = "A"


def _list(period: Period, **chosen: Any) -> str:
    address = reverse("period_obligations", args=[period.slug])
    return f"{address}?{urlencode(chosen)}" if chosen else address


def far(period: Period, city: PeriodTally) -> charts.Drawing:
    """From what is asked for over what came in to what is accepted; what is waived is not asked for."""
    stages = [
        (AxisPlace(_("Asked for"), _list(period, state="asked")), city.asked),
        (AxisPlace(_("Filed"), _list(period, state="filed")), city.filed),
        (AxisPlace(_("Accepted"), _list(period, state="accepted")), city.accepted),
    ]
    title = _("{n} of {of} reports have come in").format(n=thousands(city.filed), of=thousands(stages[0][1]))
    waived = thousands(city.waived)
    note = _("{n} of {of} are waived and not asked for.").format(n=waived, of=thousands(city.total))
    return charts.funnel("far", title, _("Stage"), _("Reports"), stages, Hue.INFORMS, note if city.waived else "")


def by_district(period: Period, rows: Sequence[PeriodTally]) -> charts.Drawing:
    """The reports of each district by their state; a state that none has is left out."""
    states = (
        ("accepted", _("Accepted"), Hue.DONE),
        ("waiting", _("Waiting for review"), Hue.INFORMS),
        ("returned", _("Returned"), Hue.WAITS),
        ("late", _("Late"), Hue.LATE),
        ("open", _("Not yet due"), Hue.RESTS),
        ("waived", _("Waived"), Hue.OWN),
    )

    def rows_of(row: PeriodTally, **chosen: str) -> str:
        # Those without a district cannot be asked for by it.
        return _list(period, district=row.value, **chosen) if row.value else ""

    series = [
        Series(
            name,
            [Mark(getattr(row, state), rows_of(row, state=state)) for row in rows],
            hue,
        )
        for state, name, hue in states
    ]
    return charts.stacks(
        charts.ChartFigures(
            key="states",
            title=_("{n} of {of} reports are accepted").format(
                n=thousands(sum(row.accepted for row in rows)), of=thousands(sum(row.total for row in rows))
            ),
            heading=_("District"),
            places=[AxisPlace(row.label, rows_of(row)) for row in rows],
            series=[one for one in series if any(one.known)],
        )
    )


def by_quarter(rows: Sequence[tuple[Period, PeriodTally]]) -> charts.Drawing:
    """The share that has filed, from the oldest to the newest quarter; `rows` begin with the newest."""
    today = clock.today()
    quarters = [(period, city, period.value.end >= today) for period, city in reversed(rows)]
    return charts.line(
        charts.ChartFigures(
            key="filed",
            title=_("Share of the reports of each quarter that were filed"),
            heading=_("Quarter"),
            places=[
                AxisPlace(period.value.short_label, reverse("period", args=[period.slug]), is_running)
                for period, _city, is_running in quarters
            ],
            series=[
                Series(
                    _("Filed"),
                    # Before a quarter is over nothing can come in: that is no share of zero.
                    [
                        Mark(None) if is_running and not city.filed else Mark.share(city.filed, city.total)
                        for _period, city, is_running in quarters
                    ],
                    measure=charts.PERCENT,
                )
            ],
        )
    )


def joint_assets(period: Period, found: Joint, by: str) -> charts.Drawing:
    """Total assets of the accepted reports by kind or district, the largest first, and how many reports say them."""
    groups = sorted((group for group in found.sums if group), key=lambda group: -(found.amount(TOTAL, group) or 0))
    labels = {value: str(label) for value, label in Kind.choices}
    keys = {value: value for value in labels} if by == "kind" else {one.name: one.pk for one in districts().values()}
    addresses = {group: _list(period, **{by: key}, state="accepted") for group, key in keys.items()}
    n = found.count(TOTAL)
    amounts = [Mark(found.amount(TOTAL, group)) for group in groups]
    reports = [Mark(found.count(TOTAL, group), addresses.get(group, ""), whole=n) for group in groups]
    return charts.bars(
        charts.ChartFigures(
            key="assets",
            title=_("Assets of {amount} in {n} accepted reports").format(
                amount=rupiah_short(found.amount(TOTAL)), n=thousands(n)
            ),
            heading=_("Kind") if by == "kind" else _("District"),
            places=[AxisPlace(labels.get(group, group), addresses.get(group, "")) for group in groups],
            series=[Series(_("Assets"), amounts, measure=charts.RUPIAH)],
            more=[Series(_("Reports"), reports)],
        )
    )
