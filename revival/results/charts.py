"""The pictures of the results: the funnel, and the city on a map of tiles; each mark leads to its cases."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from cooperatives import places
from core import charts
from core.charts import AxisPlace, Hue, Mark, Series
from core.text.formats import thousands

# The address of the cases that some filters choose.
Listed = Callable[..., str]


def address_of_cases(**chosen: str) -> str:
    """The list of cases that some filters choose."""
    return f"{reverse('revival')}?{urlencode(chosen)}"


def funnel(counted: Sequence[tuple[str, Any, int]], listed: Listed) -> charts.Drawing:
    stages = [(AxisPlace(str(label), listed(**({"milestone": key} if key else {}))), n) for key, label, n in counted]
    title = _("{n} cases, and how far they have come").format(n=thousands(counted[0][2]))
    note = _("Each step is counted by itself: a case can skip one. A bar leads to its cases.")
    return charts.funnel("far", title, _("Stage"), _("Cases"), stages, Hue.INFORMS, note, follow=False)


def villages(counted: Mapping[int, tuple[int, int]], listed: Listed) -> charts.Drawing:
    """Cases of each kelurahan, and how many of them are active again."""
    shown = sorted(places.villages().values(), key=lambda village: village.name)
    found = [counted.get(village.pk, (0, 0)) for village in shown]
    keys = [{"village": str(village.pk)} for village in shown]
    active = [Mark(n, listed(**key, milestone="active")) for key, (_all, n) in zip(keys, found, strict=True)]
    positions = places.tiles()
    return charts.tile_map(
        charts.ChartFigures(
            key="villages",
            title=_("Cases in each village"),
            heading=_("Village (kelurahan)"),
            places=[AxisPlace(village.name, listed(**key)) for village, key in zip(shown, keys, strict=True)],
            series=[Series(_("Cases"), [Mark(n) for n, _active in found])],
            more=[Series(_("Active again"), active)],
            note=_("The lines part the districts. A square leads to its cases."),
        ),
        {village.name: positions[village.code] for village in shown if village.code in positions},
    )
