"""How the values of a chart are written: in full in the table, short at a mark, in one unit along the axis."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.text.formats import rupiah_short, thousands


@dataclass(frozen=True, slots=True)
class Scale:
    """The unit of an axis: a value of `size` is one; `unit` names it, "" where it needs no name."""

    size: int
    unit: str

    def text(self, value: int) -> str:
        """A value in the unit, with one decimal below a hundred: `12,3`, `1.235`."""
        if self.size == 1 or abs(value) >= 100 * self.size:
            return thousands(round(value / self.size))
        # Nothing is added, so that -0,0 is written as 0.
        return f"{round(value / self.size, 1) + 0.0:.1f}".removesuffix(".0").replace(".", ",")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a value measures: its text at a mark, and the unit for an axis up to a largest value."""

    text: Callable[[int], str]
    scale: Callable[[int], Scale]


def percent(value: int) -> str:
    return f"{value} %"


def _rupiah_scale(largest: int) -> Scale:
    """The largest unit of which there are ten, so that values of one chart differ in three digits."""
    units = (
        (10**12, _("trillion rupiah")),
        (10**9, _("billion rupiah")),
        (10**6, _("million rupiah")),
        (10**3, _("thousand rupiah")),
    )
    return next((Scale(size, unit) for size, unit in units if largest >= 10 * size), Scale(1, _("rupiah")))


COUNT = Measure(thousands, lambda largest: Scale(1, ""))
PERCENT = Measure(percent, lambda largest: Scale(1, _("percent")))
# Whole rupiah.
RUPIAH = Measure(rupiah_short, _rupiah_scale)
