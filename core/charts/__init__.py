"""Charts as SVG by attributes and classes: no script, no style, no picture that scales its words away.

`declaration.py` says what a chart shows, `measures.py` how its values are written, `axis.py` finds round values; a
module for each kind finds the places of its marks: `bars.py`, `stacks.py`, `lines.py`, `funnels.py`, `tiles.py`. The
tags of `templatetags/charts.py` draw them, always with a table of the numbers (docs/how-to-chart.md).

Along the width all places are percent of the drawing, which has no viewBox: words keep their size at 360 px.
"""

from core.charts.bars import bars
from core.charts.declaration import AxisPlace, ChartFigures, Drawing, Hue, Mark, Series
from core.charts.funnels import funnel
from core.charts.lines import line, sparkline
from core.charts.measures import COUNT, PERCENT, RUPIAH, Measure
from core.charts.stacks import stacks
from core.charts.tiles import TilePosition, tile_map

__all__ = [
    "COUNT",
    "PERCENT",
    "RUPIAH",
    "AxisPlace",
    "ChartFigures",
    "Drawing",
    "Hue",
    "Mark",
    "Measure",
    "Series",
    "TilePosition",
    "bars",
    "funnel",
    "line",
    "sparkline",
    "stacks",
    "tile_map",
]
