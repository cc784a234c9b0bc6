"""The warnings of some cooperatives as people read them: sentence, eight quarters, since when, what was answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cooperatives.models import Cooperative
from core import charts
from core.charts import AxisPlace, Hue, Mark, Series
from supervision import limits
from supervision.flags import CATALOGUE, Flag, Limits, Unit, Value
from supervision.histories import SHOWN, History, quarter_of
from supervision.models import EarlyWarning, WarningAnswer
from supervision.warnings import report_sums


@dataclass(slots=True)
class ShownWarning:
    """One warning: what is the matter, how its number came to be, and what was said of it."""

    warning: EarlyWarning
    flag: Flag
    limits: Limits
    # The number at the end of each of the last quarters, None where it is not known.
    values: Sequence[tuple[int, Value | None]]
    answers: Sequence[WarningAnswer]

    @property
    def sentence(self) -> str:
        return self.flag.say(self.warning.exact, self.limits, self.warning.level)

    @property
    def since(self) -> str:
        """The first of the quarters, without a break, in which it would have been raised; else the day it was."""
        first = None
        for place, value in reversed(self.values):
            if value is None or not any(self.flag.has_passed(value, limit) for limit in self.limits):
                break
            first = place
        return "" if first is None else quarter_of(first).short_label

    @property
    def line(self) -> charts.Drawing | None:
        """Its number over eight quarters as a small line; None where it is no quarter's."""
        known = [value for _place, value in self.values if value is not None]
        if len(known) < 2:
            return None
        places = [AxisPlace(quarter_of(place).short_label) for place, _value in self.values]
        marks = [Mark(None if value is None else round(float(value))) for _place, value in self.values]
        measure = charts.PERCENT if self.flag.unit is Unit.PERCENT else charts.COUNT
        series = Series(str(self.flag.label), marks, Hue.LATE, measure)
        title = _("{name} over the last {n} quarters").format(name=self.flag.label, n=len(places))
        return charts.sparkline(charts.ChartFigures(f"flag-{self.warning.pk}", title, _("Quarter"), places, [series]))


def of(warnings: Iterable[EarlyWarning], day: date) -> dict[int, list[ShownWarning]]:
    """By cooperative, the hardest first; in a fixed number of statements."""
    found: dict[int, list[EarlyWarning]] = {}
    for warning in warnings:
        if warning.flag in CATALOGUE:
            found.setdefault(warning.cooperative_id, []).append(warning)
    rows = Cooperative.objects.filter(pk__in=found)
    histories = {known.pk: known.history for known in report_sums.histories(day, rows)}
    answers = _answers(found.values())
    return {
        pk: [_shown(one, histories.get(pk, History()), answers.get(one.pk, [])) for one in mine]
        for pk, mine in found.items()
    }


def _answers(found: Iterable[list[EarlyWarning]]) -> Mapping[int, list[WarningAnswer]]:
    given: dict[int, list[WarningAnswer]] = {}
    for answer in WarningAnswer.objects.filter(warning__in=[one.pk for mine in found for one in mine]):
        given.setdefault(answer.warning_id, []).append(answer)
    return given


def _shown(warning: EarlyWarning, history: History, answers: Sequence[WarningAnswer]) -> ShownWarning:
    flag = CATALOGUE[warning.flag]
    return ShownWarning(warning, flag, limits.kept(warning.limits, flag), _values(flag, history), answers)


def _values(flag: Flag, history: History) -> list[tuple[int, Value | None]]:
    """The flag's number as it was at the end of each of the last quarters. A quarter without a report is a gap."""
    newest = history.newest
    if newest is None:
        return []
    found: list[tuple[int, Value | None]] = []
    for place in range(newest - SHOWN + 1, newest + 1):
        then = history.until(place)
        reported = place in then.quarters and (then.last == place or flag.key in ("late", "returned"))
        found.append((place, flag.measure(then) if reported else None))
    return found


def named(warnings: Iterable[EarlyWarning]) -> list[tuple[Flag, EarlyWarning]]:
    """Warnings with their flags; those of a flag that is no more are left out."""
    return [(CATALOGUE[one.flag], one) for one in warnings if one.flag in CATALOGUE]
