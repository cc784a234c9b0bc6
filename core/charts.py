"""Small bar charts as SVG, drawn by a template: no script, no inline style; always beside a table of the numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 640, 210, 6
GAP = 0.3


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    series: int
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars in the coordinates of `viewBox 0 0 WIDTH HEIGHT`, with a label for each group and the line of zero."""

    bars: list[Bar]
    labels: list[str]
    names: list[str]
    zero: float
    width: int = WIDTH
    height: int = HEIGHT


def bars(
    labels: Sequence[str], series: Mapping[str, Sequence[int | None]], *, text: Callable[[int], str] = str
) -> Chart:
    """A group of bars a label, one bar a series; a missing value has no bar. Negative values hang below zero."""
    values = [value for column in series.values() for value in column if value is not None]
    high, low = max([0, *values]), min([0, *values])
    span = (high - low) or 1
    room = HEIGHT - 2 * MARGIN
    zero = MARGIN + room * high / span
    step = WIDTH / max(len(labels), 1)
    width = step * (1 - GAP) / max(len(series), 1)
    drawn = []
    for number, (name, column) in enumerate(series.items()):
        for place, value in enumerate(column):
            if value is None:
                continue
            height = room * abs(value) / span
            x = place * step + step * GAP / 2 + number * width
            y = zero - height if value >= 0 else zero
            drawn.append(
                Bar(
                    round(x, 1),
                    round(y, 1),
                    round(width * 0.94, 1),
                    round(height, 1),
                    number,
                    f"{name}, {labels[place]}: {text(value)}",
                )
            )
    return Chart(drawn, list(labels), list(series), round(zero, 1))
