"""The office's own indicators of a year: what is counted, how, the target, and where they stand as of the day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import areas, office
from core.office import Setting
from core.small_groups import LEAST
from reports.area import AREA as REPORTS
from revival.area import AREA as REVIVAL
from solokop.city.figures.coaching import Coaching
from solokop.city.figures.register import RegisterNumbers
from solokop.city.figures.reporting import Reporting
from solokop.city.figures.training import TrainingFigures
from training.area import AREA as TRAINING


@dataclass(frozen=True, slots=True)
class Counted:
    """All that indicators are made of."""

    year: int
    register: RegisterNumbers
    reporting: Reporting
    coaching: Coaching
    training: TrainingFigures


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """`n`, of `of` where it is a share; a share of nothing is not known."""

    n: int
    of: int | None = None

    @property
    def number(self) -> float | None:
        """In percent where it is a share."""
        if self.of is None:
            return self.n
        return 100 * self.n / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Indicator:
    """`formula` says in words what `measure` counts; the target is a setting of the office, 0 for none."""

    key: str
    label: Any
    formula: Any
    is_share: bool
    usual: int
    measure: Callable[[Counted], IndicatorValue]
    # Shown while this area is in use.
    area: str = ""

    @property
    def setting(self) -> str:
        return f"target_{self.key}"

    @property
    def unit(self) -> str:
        return "%" if self.is_share else ""


def _active(found: Counted) -> IndicatorValue:
    return IndicatorValue(found.register.all.active, found.register.all.total)


def _with_rat(found: Counted) -> IndicatorValue:
    return IndicatorValue(found.register.all.with_rat, found.register.all.total)


def _on_time(found: Counted) -> IndicatorValue:
    """Of the quarters of the year whose day has come."""
    shown = found.reporting.shown
    rows = [
        row
        for quarter, row in found.reporting.quarters.items()
        if shown and quarter <= shown and quarter.year == found.year
    ]
    due = sum(row.on_time + row.late + row.missing for row in rows)
    return IndicatorValue(sum(row.on_time for row in rows), due)


INDICATORS = (
    Indicator(
        "active",
        _("Active cooperatives"),
        _("Cooperatives that are active, of all that are registered and not dissolved."),
        True,
        50,
        _active,
    ),
    Indicator(
        "with_rat",
        _("Annual meeting held"),
        _("Cooperatives that have held their annual meeting (RAT) in the year, of all that are registered."),
        True,
        40,
        _with_rat,
    ),
    Indicator(
        "on_time",
        _("Reports in time"),
        _("Quarterly reports of this year that came in time, of those whose day has come."),
        True,
        60,
        _on_time,
        REPORTS.key,
    ),
    Indicator(
        "active_again",
        _("Active again"),
        _("Cases of coaching that have ended in the year with a cooperative that is active again."),
        False,
        20,
        lambda found: IndicatorValue(found.coaching.active_again),
        REVIVAL.key,
    ),
    Indicator(
        "trained",
        _("Cooperatives trained"),
        _("Cooperatives of which somebody came to a training of the year."),
        False,
        100,
        lambda found: IndicatorValue(found.training.cooperatives),
        TRAINING.key,
    ),
)
KEYS = [one.setting for one in INDICATORS]


@dataclass(frozen=True, slots=True)
class IndicatorStanding:
    indicator: Indicator
    value: IndicatorValue
    target: int

    @property
    def text(self) -> str:
        number = self.value.number
        if number is None:
            return "–"
        return f"{number:.1f} %".replace(".", ",") if self.indicator.is_share else str(self.value.n)

    @property
    def public_text(self) -> str:
        """For everybody: a count of one to four is not told."""
        is_few = not self.indicator.is_share and 0 < self.value.n < LEAST
        return gettext("fewer than five") if is_few else self.text

    @property
    def target_text(self) -> str:
        return f"{self.target} {self.indicator.unit}".strip() if self.target else "–"

    @property
    def is_reached(self) -> bool:
        number = self.value.number
        return bool(self.target) and number is not None and number >= self.target

    @property
    def share(self) -> int | None:
        """How much of the target is reached, in percent, at most 100; None without a target."""
        number = self.value.number
        return min(100, int(100 * number / self.target)) if self.target and number is not None else None


def of(found: Counted) -> Sequence[IndicatorStanding]:
    values = office.values()
    return [IndicatorStanding(one, one.measure(found), values[one.setting]) for one in areas.in_use(INDICATORS)]


def settings() -> list[Setting]:
    """The targets as settings of the office; 0 for none."""
    return [
        Setting(
            one.setting,
            int,
            one.usual,
            one.label,
            one.formula,
            0,
            100 if one.is_share else 10_000,
            has_own_page=True,
        )
        for one in INDICATORS
    ]
