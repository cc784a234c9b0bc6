"""Pictures of the city for slides: the charts of the page as PNG, 16 : 9, in the language of the screen."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cooperatives import places
from core import charts, office
from core.charts.stacks import Stacks
from core.charts.tiles import TileMap
from core.papers import typesetting
from core.papers.head import words
from core.papers.typesetting import TypesetPaper
from core.text.formats import long_date
from solokop.city import drawings
from solokop.city.day import Look
from solokop.city.page import CityPage

PICTURES: Mapping[str, Callable[[Look, CityPage], charts.Drawing]] = {
    "quarters": lambda look, found: drawings.quarters(look, found.reporting),
    "kecamatan": lambda look, found: drawings.districts(look, found.register),
    "kelurahan": lambda look, found: drawings.villages(look, found.register),
}


def png(name: str, look: Look, found: CityPage) -> TypesetPaper:
    """The picture of a name (PICTURES). Raises PaperError."""
    return typesetting.picture("slide", data(PICTURES[name](look, found), look))


def data(drawing: charts.Drawing, look: Look) -> dict[str, Any]:
    """What the layout takes: the same marks as on the page, in percent of their width."""
    shape = drawing.shape
    day = long_date(look.day)
    return {
        "title": drawing.figures.title,
        "head": {"office": words()["office"]},
        "legend": [[series.name, series.hue.value] for series in drawing.legend],
        "rows": _rows(shape) if isinstance(shape, Stacks) else [],
        "tiles": _tiles(shape) if isinstance(shape, TileMap) else [],
        "foot": _("As of {day}").format(day=day) + f" · {office.value('name')}",
    }


def _rows(shape: Stacks) -> list[dict[str, Any]]:
    return [
        {
            "label": str(row.place),
            "total": row.total,
            "parts": [{"width": part.width, "hue": part.hue.value, "text": part.text} for part in row.parts],
        }
        for row in shape.rows
    ]


def _tiles(shape: TileMap) -> list[dict[str, Any]]:
    at = {village.name: places.tiles().get(village.code) for village in places.villages().values()}
    return [
        {"column": spot.column, "row": spot.row, "shade": tile.shade or 0, "label": tile.place.label, "text": tile.text}
        for tile in shape.tiles
        if (spot := at.get(tile.place.label))
    ]
