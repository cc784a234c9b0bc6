"""The city's figures as anybody may read them: by year, nothing of one cooperative, groups under five together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cooperatives import places
from cooperatives.choices import Kind
from core import areas
from core.small_groups import LEAST, merged
from core.text.formats import rupiah_short, thousands
from reports.obligations.quarter import Quarter
from revival.area import AREA as REVIVAL
from solokop.city import facts, tables
from solokop.city.day import YEARS, Look
from solokop.city.figures.register import NO_SIZE, SIZES, RegisterTally
from solokop.city.figures.sums import KINDS
from solokop.city.page import CityPage
from solokop.city.words import SIZE_LABELS
from training.area import AREA as TRAINING

SHOWN = ("total", "active", "not_active", "with_rat")
Line = tuple[str, RegisterTally]


@dataclass(frozen=True, slots=True)
class PublicTable:
    key: str
    title: str
    heading: str
    lines: Sequence[Line]


def years(today: date) -> list[int]:
    return [today.year - n for n in range(YEARS)]


def look_of(year: int, today: date) -> Look:
    """The end of a year; of the running one, today."""
    return Look(min(date(year, 12, 31), today), today)


def headlines(city: CityPage) -> list[tuple[str, int, int | None]]:
    """Label, number, and what it was at the same point of the year before, where the two can be compared."""
    labels = dict(zip(tables.COLUMNS, tables.heads(), strict=True)) | {"with_rat": rat_label(city)}
    names = {"total": "", "active": "active", "not_active": "not_active", "with_rat": "with_rat"}
    return [(labels[names[name]], city.deltas[name].now, city.deltas[name].since_a_year) for name in SHOWN]


def rat_label(city: CityPage) -> str:
    """Of past years the meetings of some are not known: their number is the least that there were."""
    return _("RAT held, at least") if city.all.rat_unknown else _("RAT held")


def _together(lines: Sequence[Line]) -> Line:
    found = RegisterTally()
    for _name, tally in lines:
        found.add(tally)
    return _("Others together"), found


def _table(
    key: str, title: str, heading: str, names: Mapping[Any, Any], counted: Mapping[Any, RegisterTally]
) -> PublicTable:
    lines = [(str(label), counted[name]) for name, label in names.items() if name in counted]
    unknown = [(_("not known"), tally) for name, tally in counted.items() if name not in names]
    return PublicTable(key, title, heading, merged([*lines, *unknown], lambda line: line[1].total, _together))


def of_places_and_kinds(city: CityPage) -> list[PublicTable]:
    districts = {pk: one.name for pk, one in sorted(places.districts().items(), key=lambda item: item[1].name)}
    sizes = {size: SIZE_LABELS[size] for size in SIZES} | {NO_SIZE: _("not known")}
    by = city.register.by
    return [
        _table("district", _("By kecamatan"), _("Kecamatan"), districts, by("district")),
        _table("kind", _("By kind"), _("Kind"), dict(Kind.choices), by("kind")),
        _table("size", _("By size (assets)"), _("Size by assets"), sizes, by("size")),
    ]


def sums(city: CityPage) -> list[tuple[str, str, str]]:
    """Figure, sum and how many have said it, of the quarter that is shown; none that fewer than five have said."""
    shown: Quarter | None = city.reporting.shown
    if shown is None:
        return []
    due, found = city.reporting.quarters[shown].due, []
    for kind in KINDS:
        said = city.figures.quarters[kind.key][shown]
        if said.total is not None and said.n >= LEAST:
            text = thousands if kind.key == "members" else rupiah_short
            of = _("{n} of {of}").format(n=thousands(said.n), of=thousands(due))
            found.append((str(kind.label), text(said.total), of))
    return found


def cautions(city: CityPage) -> list[str]:
    """What must be known to read the numbers right."""
    inactive = _(
        "“Not active” are also those whose dissolution is proposed and those being wound up; dissolved ones are left "
        "out."
    )
    carried = _("A status counts from the day of the list or decision that said it, until another one is decided.")
    return [inactive, *([] if city.look.is_today else [carried]), *facts.of_meetings(city)]


def sentences(city: CityPage) -> list[str]:
    """Of coaching and training; what warns early is the office's alone."""
    return [
        *(facts.of_coaching(city, is_public=True) if areas.is_on(REVIVAL.key) else []),
        *([facts.of_training(city, is_public=True)] if areas.is_on(TRAINING.key) else []),
        facts.of_kkmp(city),
    ]
