"""The pictures of the city page; each mark leads to its rows."""

from functools import partial
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from cooperatives import places, village_map
from cooperatives.models import Village
from core import charts
from core.charts import AxisPlace, Hue, Mark, Series
from core.text.formats import thousands
from reports.obligations import as_of
from solokop.city.day import Look
from solokop.city.figures.money import MoneyFigures
from solokop.city.figures.register import RegisterNumbers, RegisterTally
from solokop.city.figures.reporting import Reporting
from solokop.city.figures.sums import CityFigure
from solokop.city.words import STATE_LABELS

HUES = {
    as_of.ON_TIME: Hue.DONE,
    as_of.LATE: Hue.WAITS,
    as_of.MISSING: Hue.LATE,
    as_of.OPEN: Hue.RESTS,
}


def quarters(look: Look, found: Reporting, *, is_public: bool = False) -> charts.Drawing:
    """Eight quarters of reporting; one that is not over yet is marked. In public nothing leads to its rows."""

    def listed(slug: str, show: str) -> str:
        return "" if is_public else look.address("city_reports", quarter=slug, show=show)

    rows = list(found.quarters.items())
    known = [(quarter, row) for quarter, row in rows if row.due]
    series = [
        Series(
            str(STATE_LABELS[state]),
            [Mark(row.states[state] if row.due else None, listed(quarter.slug, state)) for quarter, row in rows],
            hue,
        )
        for state, hue in HUES.items()
    ]
    due = [Mark(row.due if row.due else None, listed(quarter.slug, "due")) for quarter, row in rows]
    accepted = [Mark(row.accepted if row.due else None, listed(quarter.slug, "accepted")) for quarter, row in rows]
    shown = found.quarters.get(found.shown) if found.shown else None
    title = _("No quarter is due yet") if known else _("By this day no report was asked for in this portal")
    if found.shown and shown:
        title = _("{n} of {of} reports of {quarter} came, {on_time} of them in time").format(
            n=thousands(shown.sent),
            of=thousands(shown.due),
            quarter=found.shown.short_label,
            on_time=thousands(shown.on_time),
        )
    return charts.stacks(
        charts.ChartFigures(
            key="quarters",
            title=title,
            heading=_("Quarter"),
            places=[
                AxisPlace(quarter.short_label, listed(quarter.slug, "due") if row.due else "", look.is_running(quarter))
                for quarter, row in rows
            ],
            series=[one for one in series if any(one.known)] if known else series,
            more=[Series(_("Had to report"), due), Series(_("Accepted"), accepted, Hue.INFORMS)],
        )
    )


def districts(look: Look, register: RegisterNumbers) -> charts.Drawing:
    """Active and other cooperatives of each kecamatan."""
    shown = sorted(places.districts().values(), key=lambda district: district.name)
    counted = register.by("district")
    found = [counted.get(district.pk, RegisterTally()) for district in shown]
    chosen = [{"district": str(district.pk)} for district in shown]

    def marks(name: str) -> list[Mark]:
        return [
            Mark(getattr(tally, name), look.address("city_cooperatives", **one, show=name))
            for tally, one in zip(found, chosen, strict=True)
        ]

    return charts.stacks(
        charts.ChartFigures(
            key="districts",
            title=_("{n} of {of} cooperatives whose district is known are active").format(
                n=thousands(sum(tally.active for tally in found)), of=thousands(sum(tally.total for tally in found))
            ),
            heading=_("District"),
            places=[
                AxisPlace(district.name, look.address("city_cooperatives", **one))
                for district, one in zip(shown, chosen, strict=True)
            ],
            series=[
                Series(_("Active"), marks("active"), Hue.DONE),
                Series(_("Not active"), marks("not_active"), Hue.RESTS),
            ],
        )
    )


def villages(look: Look, register: RegisterNumbers, *, is_public: bool = False) -> charts.Drawing:
    """Active cooperatives of each kelurahan; in public a square leads to the register as it is today."""

    def listed(village: Village, **chosen: str) -> str:
        if is_public:
            return f"{reverse('public_register')}?{urlencode({'village': village.code})}"
        return look.address("city_cooperatives", village=str(village.pk), **chosen)

    return village_map.draw(
        {pk: (tally.total, tally.active) for pk, tally in register.by("village").items()},
        listed,
        active=partial(listed, show="active"),
        note=_("The lines part the districts. A square leads to the cooperatives of its kelurahan.")
        if is_public
        else _("The lines part the districts. A square leads to its active cooperatives."),
    )


def trend(look: Look, found: MoneyFigures, kind: CityFigure) -> charts.Drawing:
    """One figure over eight quarters, as a small line."""
    sums = found.quarters[kind.key]
    return charts.sparkline(
        charts.ChartFigures(
            key=f"trend-{kind.key}",
            title=str(kind.label),
            heading=_("Quarter"),
            places=[AxisPlace(quarter.short_label, is_running=look.is_running(quarter)) for quarter in sums],
            series=[Series(str(kind.label), [Mark(one.total) for one in sums.values()], measure=kind.measure)],
        )
    )
