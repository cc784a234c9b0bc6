"""The map of tiles of the kelurahan, with how many of their cooperatives are active: one for all pages that draw it."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from cooperatives import places
from cooperatives.models import Village
from core import charts
from core.charts import AxisPlace, Mark, Series
from core.text.formats import thousands

# All cooperatives of a kelurahan and the active ones of them, by the key of the kelurahan.
Counted = Mapping[int, tuple[int, int]]


def draw(
    counted: Counted,
    listed: Callable[[Village], str],
    *,
    active: Callable[[Village], str],
    note: str,
) -> charts.Drawing:
    """`listed` gives the address of all of a kelurahan, `active` that to which its square leads."""
    shown = sorted(places.villages().values(), key=lambda village: village.name)
    found = [(village, *counted.get(village.pk, (0, 0))) for village in shown]
    positions = places.tiles()
    return charts.tile_map(
        charts.ChartFigures(
            key="villages",
            title=_("{n} of {of} cooperatives whose village is known are active").format(
                n=thousands(sum(n for _village, _all, n in found)), of=thousands(sum(n for _village, n, _n in found))
            ),
            heading=_("Village (kelurahan)"),
            places=[AxisPlace(village.name, listed(village)) for village in shown],
            series=[Series(_("Active"), [Mark(n, active(village), whole=total) for village, total, n in found])],
            more=[Series(_("Registered"), [Mark(total) for _village, total, _n in found])],
            note=note,
        ),
        {village.name: positions[village.code] for village in shown if village.code in positions},
    )
