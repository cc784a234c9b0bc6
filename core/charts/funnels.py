"""A funnel: stages of which each is a part of the one before, with how many fell away between them."""

from dataclasses import dataclass

from core.charts.declaration import AxisPlace, ChartFigures, Drawing, Hue, Mark, Series
from core.text.formats import thousands

# From this width on, in percent, a stage has its words inside.
ROOM_INSIDE = 45


@dataclass(frozen=True, slots=True)
class FunnelStage:
    """In percent of the drawing, around its middle; `lost` since the stage before is "" where nothing was."""

    place: AxisPlace
    hue: Hue
    x: float
    width: float
    text: str
    lost: str
    address: str

    @property
    def is_inside(self) -> bool:
        return self.width >= ROOM_INSIDE

    @property
    def text_x(self) -> float:
        return 50.0 if self.is_inside else round(self.x + self.width, 2)


def funnel(
    key: str,
    title: str,
    heading: str,
    name: str,
    stages: list[tuple[AxisPlace, int]],
    hue: Hue,
    note: str = "",
    *,
    follow: bool = True,
) -> Drawing:
    """Stages from the widest on, each with how many it holds; `name` is what is counted. Where each follows the one
    before it, what is lost between them is said.

    Raises ValueError where a stage is larger than the first or below zero.
    """
    whole = stages[0][1] if stages else 0
    if any(not 0 <= n <= whole for _place, n in stages):
        raise ValueError("A stage of a funnel is a part of the first")
    marks = [Mark(n, place.address, whole=whole if i else None) for i, (place, n) in enumerate(stages)]
    series = Series(name, marks, hue)
    figures = ChartFigures(key, title, heading, [place for place, _n in stages], [series], note=note)
    if not whole:
        return Drawing("funnel", figures, None)
    shape = []
    for i, (place, n) in enumerate(stages):
        width = round(100 * n / whole, 2)
        lost = stages[i - 1][1] - n if i and follow else 0
        shape.append(
            FunnelStage(
                place,
                hue,
                round(50 - width / 2, 2),
                width,
                series.text(marks[i]),
                f"–{thousands(lost)}" if lost > 0 else "",
                place.address,
            )
        )
    return Drawing("funnel", figures, shape)
