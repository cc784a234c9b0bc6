"""Bars: a row for each place, in it a bar for each series from zero to its value, with the value beside or in it."""

from dataclasses import dataclass

from core.charts.axis import Axis, axis_of
from core.charts.declaration import AxisPlace, ChartFigures, Drawing, Hue, Mark, Series


@dataclass(frozen=True, slots=True)
class Tick:
    """A round value of an axis, `at` in percent."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """From `x` on, `width` long, its words at `text_x`, all in percent; a gap has no width."""

    series: str
    hue: Hue
    x: float
    width: float
    text: str
    text_x: float
    anchor: str
    is_inside: bool
    address: str

    @property
    def is_gap(self) -> bool:
        return self.text == "–"


@dataclass(frozen=True, slots=True)
class BarRow:
    place: AxisPlace
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows of bars over an axis; `zero` in percent."""

    rows: list[BarRow]
    ticks: list[Tick]
    zero: float


def bars(figures: ChartFigures) -> Drawing:
    """Bars of all series side by side; nothing to draw where no value is known."""
    if not figures.known:
        return Drawing("bars", figures, None)
    axis = axis_of(figures.known)
    rows = [
        BarRow(place, [bar(one, one.marks[i], axis) for one in figures.series])
        for i, place in enumerate(figures.places)
    ]
    shape = Bars(rows, ticks(axis, figures), axis.share(0))
    return Drawing("bars", figures, shape, figures.scale.unit)


def bar(series: Series, mark: Mark, axis: Axis) -> Bar:
    """The words stand where there is most room: in the bar, or beside it on the wider side."""
    zero, end = axis.share(0), axis.share(mark.value or 0)
    left, right = min(zero, end), max(zero, end)
    width = round(right - left, 2)
    is_inside = width >= max(left, 100 - right)
    if is_inside:
        text_x, anchor = (right, "end") if end >= zero else (left, "start")
    else:
        text_x, anchor = (right, "start") if 100 - right >= left else (left, "end")
    return Bar(series.name, series.hue, left, width, series.text(mark), text_x, anchor, is_inside, mark.address)


def ticks(axis: Axis, figures: ChartFigures) -> list[Tick]:
    scale = figures.scale
    return [Tick(axis.share(at), scale.text(at)) for at in axis.ticks]
