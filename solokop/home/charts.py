"""The charts of the office's home page; each mark leads to its rows in a list."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from cooperatives import village_map
from cooperatives.choices import Status
from cooperatives.register import as_of
from core import charts
from core.charts import AxisPlace, Hue, Mark, Series
from core.lists.filters import NONE
from core.text.formats import thousands
from reports.escalation import worklist

# Whoever is dissolved is counted nowhere.
STANDING = (*(status.value for status in Status if status != Status.DISSOLVED), NONE)
OTHERS = tuple(status for status in STANDING if status not in as_of.ACTIVE)


def _register(**chosen: str | Sequence[str]) -> str:
    return f"{reverse('cooperative_list')}?{urlencode(chosen, doseq=True)}"


def by_district(rows: Sequence[Mapping[str, Any]]) -> charts.Drawing:
    """Active and other cooperatives of each district."""
    names = [row["name"] for row in rows]
    active = [Mark(row["active"], _register(district=row["name"], status=as_of.ACTIVE)) for row in rows]
    others = [Mark(row["total"] - row["active"], _register(district=row["name"], status=OTHERS)) for row in rows]
    return charts.stacks(
        charts.ChartFigures(
            key="districts",
            title=_("{n} of {of} cooperatives whose district is known are active").format(
                n=thousands(sum(row["active"] for row in rows)), of=thousands(sum(row["total"] for row in rows))
            ),
            heading=_("District"),
            places=[AxisPlace(name, _register(district=name, status=STANDING)) for name in names],
            series=[Series(_("Active"), active, Hue.DONE), Series(_("Others"), others, Hue.RESTS)],
            more=[
                Series(
                    _("All"),
                    [Mark(row["total"], _register(district=row["name"], status=STANDING)) for row in rows],
                )
            ],
        )
    )


def by_village(counted: village_map.Counted) -> charts.Drawing:
    return village_map.draw(
        counted,
        lambda village: _register(village=village.name, status=STANDING),
        active=lambda village: _register(village=village.name, status=as_of.ACTIVE),
        note=_("The lines part the districts. A square leads to its active cooperatives."),
    )


def by_step(rungs: Iterable[tuple[Any, int]]) -> charts.Drawing:
    """Late cooperatives by the step of the ladder that they have come to; of one step they have no step yet."""
    late = reverse("late_list")
    steps = [(step.name, step.code, n) if step else (_("no step yet"), worklist.NOT_TOLD, n) for step, n in rungs]
    return charts.bars(
        charts.ChartFigures(
            key="steps",
            title=_("Late cooperatives: {n}, by the step they have come to").format(
                n=thousands(sum(n for *_, n in steps))
            ),
            heading=_("Step"),
            places=[AxisPlace(str(name)) for name, _code, _n in steps],
            series=[
                Series(
                    _("Cooperatives"),
                    [Mark(n, f"{late}?{urlencode({'step': code})}") for _name, code, n in steps],
                    Hue.LATE,
                )
            ],
        )
    )
