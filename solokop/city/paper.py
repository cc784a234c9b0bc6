"""The city page on paper: one A4, for the mayor and for the file."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock, office
from core.papers import typesetting
from core.papers.head import head
from core.papers.typesetting import TypesetPaper
from core.text.formats import long_date, rupiah_short, thousands
from reports.obligations.as_of import LATE, MISSING, ON_TIME, OPEN
from solokop.city import facts, tables
from solokop.city.day import Look
from solokop.city.figures import money
from solokop.city.figures.sums import KINDS, NAMES, CityFigure, QuarterSum
from solokop.city.page import HEADLINES, CityPage
from solokop.city.words import STATE_LABELS
from solokop.templatetags.city import change, change_percent

# The parts of a bar, from the left.
BARS = (ON_TIME, LATE, MISSING, OPEN)


def pdf(look: Look, found: CityPage) -> TypesetPaper:
    """In Indonesian, whatever the screen speaks. Raises PaperError."""
    with translation.override(settings.LANGUAGE_CODE):
        return typesetting.pdf("city", data(look, found))


def data(look: Look, found: CityPage) -> dict[str, Any]:
    """What the layout takes: texts that are written already, and the parts of bars in percent."""
    reporting = found.reporting
    return {
        "title": _("The city"),
        "head": head(),
        "heading": _("Cooperatives of the city of Surakarta"),
        "as_of": _("As of {day}").format(day=long_date(look.day)),
        "headlines": [
            [label, thousands(delta.now), change(delta.since_a_quarter), change(delta.since_a_year)]
            for label, delta in zip(tables.heads(), (found.deltas[name] for name in HEADLINES), strict=True)
        ],
        "headline_words": [_("in 3 months"), _("in a year")],
        "quarters_heading": _("Quarterly reports"),
        "quarters_heads": [
            _("Quarter"),
            _("Had to report"),
            _("In time"),
            _("Late"),
            _("Missing"),
            _("Not yet due"),
            _("Accepted"),
        ],
        "quarters": [_quarter(look, quarter, row) for quarter, row in reporting.quarters.items()]
        if any(row.due for row in reporting.quarters.values())
        else [],
        "bar_words": [str(STATE_LABELS[state]) for state in BARS],
        "running": _("* still running"),
        "figures_heading": _("Money and members, {quarter}").format(quarter=reporting.shown.label)
        if reporting.shown
        else "",
        "figures_heads": [_("Figure"), _("Sum"), _("Said by"), *_since(found)],
        "figures": [_figure(found, kind) for kind in KINDS] if reporting.shown else [],
        "figures_note": _("Changes are those of the same cooperatives in both quarters, with how many they are."),
        "district_heading": _("By kecamatan"),
        "district_heads": [_("Kecamatan"), *tables.heads(reporting)],
        "districts": _lines(tables.by_district(look, found.register, reporting)),
        "kind_heading": _("By kind"),
        "kind_heads": [_("Kind"), *tables.heads(reporting)],
        "kinds": _lines(tables.by_kind(look, found.register, reporting)),
        "indicators_heading": _("Indicators of {year}").format(year=look.day.year),
        "indicators_heads": [_("Indicator"), _("Stands at"), _("Target")],
        "indicators": [[str(one.indicator.label), _stands(one), one.target_text] for one in found.indicators],
        "facts_heading": _("Coaching, training, early warning"),
        "facts": [*facts.of(found), facts.of_kkmp(found)],
        "dated": f"{office.value('letter_city')}, {long_date(clock.today())}",
        "made": _("Made by the portal from the register and from the reports that were sent."),
    }


def _quarter(look: Look, quarter: Any, row: Any) -> dict[str, Any]:
    label = quarter.short_label + (" *" if look.is_running(quarter) else "")
    texts = [thousands(n) if row.due else "–" for n in (row.due, row.on_time, row.late, row.missing, row.open)]
    parts = [round(100 * row.states[state] / row.due, 2) if row.due else 0 for state in BARS]
    return {"cells": [label, *texts, thousands(row.accepted) if row.due else "–"], "parts": parts}


def _since(found: CityPage) -> list[str]:
    changes = found.figures.changes[NAMES[0]]
    return [one.heading for one in changes]


def _figure(found: CityPage, kind: CityFigure) -> list[str]:
    shown = found.reporting.shown
    sums = found.figures.quarters[kind.key][shown] if shown else QuarterSum(None, 0)
    text = thousands if kind.key == "members" else rupiah_short
    due = found.reporting.quarters[shown].due if shown else 0
    changes = [_change(one, text) for one in found.figures.changes[kind.key]]
    said = _("{n} of {of}").format(n=thousands(sums.n), of=thousands(due))
    return [str(kind.label), "–" if sums.total is None else text(sums.total), said, *changes]


def _change(one: money.SumChange, text: Callable[[int], str]) -> str:
    """Of the same cooperatives; in percent, or the amount where there was nothing or less before."""
    if one.same is None:
        return "–"
    percent = change_percent(one.same_percent)
    amount = f"{'+' if one.same > 0 else '−' if one.same < 0 else ''}{text(abs(one.same))}"
    return f"{percent or amount} ({thousands(one.n)})"


def _lines(table: tables.CityTable) -> list[list[str]]:
    return [
        [
            line.name,
            *(thousands(cell.n) + (f" / {thousands(cell.of)}" if cell.of is not None else "") for cell in line.cells),
        ]
        for line in table.lines
    ]


def _stands(one: Any) -> str:
    if one.value.of is None:
        return one.text
    return f"{one.text} ({thousands(one.value.n)} / {thousands(one.value.of)})"
