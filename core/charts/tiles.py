"""A map of tiles: each place as a square of one size, near where it lies; the shade says how much, the number exactly.

Lines between tiles part the groups (the kecamatan). Without positions, or with a place that has none, there is no map
but the table of the numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.charts.axis import axis_of
from core.charts.declaration import AxisPlace, ChartFigures, Drawing

SHADES = 4


@dataclass(frozen=True, slots=True)
class TilePosition:
    """Where a tile lies, column and row from 1 on, and the group that it belongs to."""

    column: int
    row: int
    group: str


@dataclass(frozen=True, slots=True)
class Tile:
    """In percent of the drawing. `shade` from 0 for nothing to 4; None where no figure is known."""

    place: AxisPlace
    x: float
    y: float
    shade: int | None
    text: str
    label: str
    address: str

    @property
    def words(self) -> list[tuple[str, int]]:
        """The name in lines, each with its place from the top in percent."""
        lines = self.place.label.split()
        return [(line, 24 + 20 * i) for i, line in enumerate(lines)]


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two groups, in percent of the drawing."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class TileMap:
    """Tiles of `width` and `height` percent; `shades` says from which value to which each shade goes."""

    tiles: list[Tile]
    edges: list[Edge]
    width: float
    height: float
    shades: list[tuple[int, str]]


def tile_map(figures: ChartFigures, positions: Mapping[str, TilePosition]) -> Drawing:
    """The first series on a map. `positions` are those of the places by their labels."""
    series = figures.series[0]
    if not series.known or any(place.label not in positions for place in figures.places):
        return Drawing("tiles", figures, None)
    columns = max(position.column for position in positions.values())
    rows = max(position.row for position in positions.values())
    bounds = _bounds(max(series.known))
    tiles = []
    for place, mark in zip(figures.places, series.marks, strict=True):
        at = positions[place.label]
        shade = None if mark.value is None else sum(mark.value >= bound for bound in bounds)
        tiles.append(
            Tile(
                place,
                round(100 * (at.column - 1) / columns, 2),
                round(100 * (at.row - 1) / rows, 2),
                shade,
                "–" if mark.value is None else series.measure.text(mark.value),
                f"{place} ({at.group}): {series.text(mark)}",
                mark.address or place.address,
            )
        )
    # Row by row, so that the keyboard goes over the map as the eye does.
    tiles.sort(key=lambda tile: (tile.y, tile.x))
    width, height = round(100 / columns, 2), round(100 / rows, 2)
    edges = _edges({(at.column, at.row): at.group for at in positions.values()}, columns, rows)
    return Drawing("tiles", figures, TileMap(tiles, edges, width, height, _legend(bounds, max(series.known))))


def _bounds(largest: int) -> list[int]:
    """From which value on each shade begins: the first from one on, the others at round steps."""
    step = max(1, -(-axis_of([largest]).high // SHADES))
    return [1, *(step * i + 1 for i in range(1, SHADES) if step * i + 1 <= largest)]


def _legend(bounds: list[int], largest: int) -> list[tuple[int, str]]:
    found = [(0, "0")]
    for i, first in enumerate(bounds):
        last = bounds[i + 1] - 1 if i + 1 < len(bounds) else largest
        found.append((i + 1, str(first) if first >= last else f"{first}–{last}"))
    return found


def _edges(groups: Mapping[tuple[int, int], str], columns: int, rows: int) -> list[Edge]:
    """Between neighbours of two groups; the rim of the map needs none."""
    found = []
    for (column, row), group in sorted(groups.items()):
        x, y = round(100 * column / columns, 2), round(100 * row / rows, 2)
        left, top = round(100 * (column - 1) / columns, 2), round(100 * (row - 1) / rows, 2)
        if groups.get((column + 1, row), group) != group:
            found.append(Edge(x, top, x, y))
        if groups.get((column, row + 1), group) != group:
            found.append(Edge(left, y, x, y))
    return found
