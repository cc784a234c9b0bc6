"""Stacked bars: a row for each place, in it the parts of its whole one after the other."""

from dataclasses import dataclass

from core.charts.axis import axis_of
from core.charts.bars import Tick, ticks
from core.charts.declaration import AxisPlace, ChartFigures, Drawing, Hue
from core.text.formats import thousands

# In percent of the drawing for each sign of a text and for its edges: what is shorter has its number in the table only.
SIGN, EDGES = 2.6, 2.4


@dataclass(frozen=True, slots=True)
class StackPart:
    """From `x` on, `width` wide, in percent; its text is "" where it does not fit in."""

    series: str
    hue: Hue
    x: float
    width: float
    text: str
    label: str
    address: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Stack:
    """The parts of a place, none where nothing is known of it; `total` stands at its end."""

    place: AxisPlace
    parts: list[StackPart]
    total: str

    @property
    def is_gap(self) -> bool:
        return self.total == "–"


@dataclass(frozen=True, slots=True)
class Stacks:
    rows: list[Stack]
    ticks: list[Tick]


def stacks(figures: ChartFigures) -> Drawing:
    """The series as parts of each place's whole. Raises ValueError for a part below zero."""
    if not figures.known:
        return Drawing("stacks", figures, None)
    if min(figures.known) < 0:
        raise ValueError("A part of a whole is not below zero")
    totals = [_total(figures, i) for i in range(len(figures.places))]
    axis = axis_of(total for total in totals if total is not None)
    rows = []
    for i, (place, total) in enumerate(zip(figures.places, totals, strict=True)):
        parts, so_far = [], 0
        for one in figures.series:
            mark = one.marks[i]
            if mark.value:
                x, width = axis.share(so_far), axis.share(mark.value)
                text = one.measure.text(mark.value)
                fits = width >= SIGN * len(text) + EDGES
                label = f"{place}, {one.name}: {one.text(mark)}"
                parts.append(StackPart(one.name, one.hue, x, width, text if fits else "", label, mark.address))
                so_far += mark.value
        rows.append(Stack(place, parts, "–" if total is None else thousands(total)))
    return Drawing("stacks", figures, Stacks(rows, ticks(axis, figures)), figures.scale.unit)


def _total(figures: ChartFigures, i: int) -> int | None:
    values = [one.marks[i].value for one in figures.series if one.marks[i].value is not None]
    return sum(value for value in values if value is not None) if values else None
