"""Where a cooperative stands among its like: same kind and profile, same size class, at least five of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperatives.models import Cooperative
from core import charts
from core.charts import AxisPlace, Hue, Mark, Series
from reports.summary.peers import AT_LEAST, size_class
from reports.summary.ratios import percent_text
from supervision.flags import CATALOGUE, Flag
from supervision.histories import SHOWN, YEAR, Facts, History, quarter_of
from supervision.measures import NAMES
from supervision.models import ReportSums
from supervision.warnings.report_sums import SENT

# Flags whose number is a ratio of one quarter, and so can be set beside that of others.
COMPARED = ("bad_loans", "allowance_short", "equity_low", "cash_low", "bank_loans")


@dataclass(frozen=True, slots=True)
class PeerRatio:
    """One ratio: its own and the peers' median by quarter, and the place among them in the newest, 1 the best."""

    flag: Flag
    quarters: tuple[int, ...]
    own: Mapping[int, Fraction]
    medians: Mapping[int, Fraction]
    place: int | None
    of: int

    @property
    def text(self) -> str:
        return self.flag.text(self.own[self.quarters[-1]]) if self.quarters[-1] in self.own else "–"

    @property
    def median_text(self) -> str:
        found = self.medians.get(self.quarters[-1])
        return "–" if found is None else percent_text(found / 100)

    @property
    def chart(self) -> charts.Drawing:
        def marks(values: Mapping[int, Fraction]) -> list[Mark]:
            return [Mark(round(float(values[at])) if at in values else None) for at in self.quarters]

        title = _("{name}: {own}, its like {median}").format(
            name=capfirst(str(self.flag.looks_at)), own=self.text, median=self.median_text
        )
        return charts.line(
            charts.ChartFigures(
                key=f"beside-{self.flag.key}",
                title=title,
                heading=_("Quarter"),
                places=[AxisPlace(quarter_of(at).short_label) for at in self.quarters],
                series=[
                    Series(_("This cooperative"), marks(self.own), Hue.INFORMS, charts.PERCENT),
                    Series(_("Median of its like"), marks(self.medians), Hue.RESTS, charts.PERCENT),
                ],
            )
        )


def beside(cooperative: Cooperative, history: History, assets: int | None) -> list[PeerRatio]:
    """Its ratios beside those of its like, in one statement; nothing where nothing was reported."""
    last = history.last
    if last is None or assets is None:
        return []
    low, high = size_class(assets)
    places = tuple(range(last - SHOWN + 1, last + 1))
    sums = _sums(cooperative, history.profile, low, high, places)
    found = (_beside(CATALOGUE[key], history, sums, places) for key in COMPARED)
    return [one for one in found if one]


def _sums(cooperative, profile: str, low: int, high: int | None, places) -> dict[int, list[Facts]]:
    """The facts of its like, without itself, by quarter."""
    rows = ReportSums.objects.filter(
        report__state__in=SENT,
        report__profile=profile,
        report__obligation__cooperative__kind=cooperative.kind,
        report__obligation__cooperative__merged_into=None,
        report__obligation__period__year__gte=places[0] // YEAR,
        assets__gte=low,
    ).exclude(report__obligation__cooperative=cooperative)
    if high is not None:
        rows = rows.filter(assets__lt=high)
    columns = ("report__obligation_id", "report__obligation__period__year", "report__obligation__period__quarter")
    newest: dict[int, Facts] = {}
    # Of one obligation the accepted version, or else the newest, is read last.
    for owed, year, number, *values in rows.order_by("report__version").values_list(*columns, *NAMES):
        newest[owed] = Facts(year * YEAR + number - 1, dict(zip(NAMES, values, strict=True)))
    found: dict[int, list[Facts]] = {place: [] for place in places}
    for facts in newest.values():
        if facts.place in found:
            found[facts.place].append(facts)
    return found


def _beside(flag: Flag, history: History, sums: Mapping[int, list[Facts]], places) -> PeerRatio | None:
    if history.profile not in flag.profiles:
        return None
    own, medians, newest = {}, {}, []
    for place in places:
        value = _value(flag, history.quarters.get(place), history.profile)
        if value is not None:
            own[place] = value
        others = [one for facts in sums[place] if (one := _value(flag, facts, history.profile)) is not None]
        if len(others) >= AT_LEAST:
            medians[place] = median(others)
            newest = others if place == places[-1] else newest
    if not own or not medians:
        return None
    mine = own.get(places[-1])
    better = None if mine is None or not newest else sum(flag.is_worse(mine, one) for one in newest)
    return PeerRatio(flag, tuple(places), own, medians, None if better is None else better + 1, len(newest) + 1)


def _value(flag: Flag, facts: Facts | None, profile: str) -> Fraction | None:
    if facts is None or facts.sums is None:
        return None
    value = flag.measure(History.of([facts], profile=profile))
    return None if value is None else Fraction(value)
