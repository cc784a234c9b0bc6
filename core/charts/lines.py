"""Lines over time: a column for each place, broken where a figure is missing; and the small line beside a number."""

from dataclasses import dataclass

from core.charts.axis import Axis, axis_of
from core.charts.bars import Tick
from core.charts.declaration import AxisPlace, ChartFigures, Drawing, Hue, Series

# Percent of the height that is kept above and below for the words at the marks.
MARGIN = 9
# Pixels of a line on a phone, of a sign, and between words: of what does not fit there, every second is shown.
PHONE, SIGN, BETWEEN = 234, 7, 4
SERIES = 2


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A mark, in percent from the left and from the top; its value stands above it or below."""

    x: float
    y: float
    hue: Hue
    text: str
    is_above: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """Between two places beside each other that both have a value, in percent; towards a running place it is dashed."""

    x1: float
    y1: float
    x2: float
    y2: float
    hue: Hue
    is_running: bool


@dataclass(frozen=True, slots=True)
class MarkColumn:
    """A place with its marks, from `x` on, in percent; on a phone a spare one gives up the words at its marks, and one
    with a spare name its name.
    """

    place: AxisPlace
    x: float
    width: float
    points: list[ChartPoint]
    label: str
    is_spare: bool
    has_spare_name: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def words(self) -> list[str]:
        """The label in one line or two: `TW III`, `2026`."""
        return _words(self.place)


def _words(place: AxisPlace) -> list[str]:
    return place.label.rsplit(" ", 1)


@dataclass(frozen=True, slots=True)
class LineDrawing:
    columns: list[MarkColumn]
    segments: list[Segment]
    ticks: list[Tick]
    zero: float


def line(figures: ChartFigures) -> Drawing:
    """One or two series over time. Raises ValueError for more: their words would lie on each other."""
    if len(figures.series) > SERIES:
        raise ValueError("A line has one or two series")
    if not figures.known:
        return Drawing("line", figures, None)
    axis, scale, n = axis_of(figures.known), figures.scale, len(figures.places)
    width = round(100 / n, 2)
    longest = max(len(scale.text(value)) for value in figures.known)
    # The last value that is known keeps its words.
    last = max(i for one in figures.series for i, mark in enumerate(one.marks) if mark.value is not None)
    is_dense = n * (SIGN * longest + BETWEEN) > PHONE
    longest_name = max(len(word) for place in figures.places for word in _words(place))
    has_dense_names = n * (SIGN * longest_name + BETWEEN) > PHONE
    columns = [
        MarkColumn(
            place,
            round(100 * i / n, 2),
            width,
            _points(figures, i, axis),
            figures.in_words(i),
            is_dense and (last - i) % 2 == 1,
            has_dense_names and (last - i) % 2 == 1,
        )
        for i, place in enumerate(figures.places)
    ]
    segments = [segment for one in figures.series for segment in _segments(one, figures, axis)]
    ticks = [Tick(_height(axis, at), scale.text(at)) for at in axis.ticks]
    return Drawing("line", figures, LineDrawing(columns, segments, ticks, _height(axis, 0)), scale.unit)


def _x(figures: ChartFigures, i: int) -> float:
    return round(100 * (i + 0.5) / len(figures.places), 2)


def _height(axis: Axis, value: int) -> float:
    return round(100 - MARGIN - axis.share(value) * (100 - 2 * MARGIN) / 100, 2)


def _points(figures: ChartFigures, i: int, axis: Axis) -> list[ChartPoint]:
    """The larger value stands above its mark, the smaller below: they never meet."""
    found = [(one.marks[i].value, one.hue) for one in figures.series]
    known = sorted([(value, hue) for value, hue in found if value is not None], key=lambda one: -one[0])
    return [
        ChartPoint(_x(figures, i), _height(axis, value), hue, figures.scale.text(value), rank == 0)
        for rank, (value, hue) in enumerate(known)
    ]


def _segments(series: Series, figures: ChartFigures, axis: Axis) -> list[Segment]:
    found = []
    for i in range(1, len(series.marks)):
        before, after = series.marks[i - 1].value, series.marks[i].value
        if before is not None and after is not None:
            ends = (_x(figures, i - 1), _height(axis, before), _x(figures, i), _height(axis, after))
            found.append(Segment(*ends, series.hue, figures.places[i].is_running))
    return found


def sparkline(figures: ChartFigures) -> Drawing:
    """One series as a small line beside its last value, between its smallest and its largest."""
    series = figures.series[0]
    if not series.known:
        return Drawing("sparkline", figures, None)
    low, high = min(series.known), max(series.known)
    # One that never changes runs in the middle.
    axis = Axis(low, high, high - low) if high > low else Axis(low - 1, low + 1, 1)
    known = [(i, mark.value) for i, mark in enumerate(series.marks) if mark.value is not None]
    i, value = known[-1]
    last = ChartPoint(_x(figures, i), _height(axis, value), series.hue, series.measure.text(value), True)
    return Drawing("sparkline", figures, (_segments(series, figures, axis), last))
