"""The recap as sheets of the summary: the one row to send, and where each of its sums comes from."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from cooperatives.choices import FigureSource
from cooperatives.figure_sets import MONEY
from core import office
from core.formats import long_date
from core.workbook_write import Column
from reports import recap

MILLION = 1_000_000
SOURCES = (FigureSource.REPORT, recap.EARLIER, FigureSource.REGISTER, FigureSource.HAND)


def title() -> str:
    """The name of the sheet with the row for the province."""
    return _("Provincial recap")


def _labels() -> dict[str, str]:
    """The heading of each figure, in the order of the province's form."""
    found = {}
    for whole, label in (("members", _("Members")), ("managers", _("Managers")), ("employees", _("Employees"))):
        for sex, word in (("_male", _("male")), ("_female", _("female")), ("", _("total"))):
            found[f"{whole}{sex}"] = f"{label}, {word}"
    words = (_("Own capital"), _("Outside capital"), _("Assets"), _("Turnover"), _("Surplus (SHU)"))
    for name, label in zip(MONEY, words, strict=True):
        found[name] = _("{what} (million rupiah)").format(what=label)
    return found


def columns() -> list[Column]:
    labels, kind = _labels(), f"million{office.value('recap_decimals')}"
    return [
        Column(_("Regency / city"), width=22),
        Column(_("Active"), "count", 10),
        Column(_("Not active"), "count", 10),
        Column(_("Cooperatives in all"), "count", 12),
        Column(_("With annual meeting (RAT)"), "count", 12),
        *(Column(labels[name], "count", 13) for name in recap.BY_SEX),
        *(Column(labels[name], kind, 18) for name in MONEY),
    ]


def row(found: recap.Recap) -> list[str | int | float | None]:
    """The one row to send; a figure that nobody has said is blank."""
    counts, decimals = found.counts, office.value("recap_decimals")
    people = [figure.total if figure.n else None for figure in (found.figures[name] for name in recap.BY_SEX)]
    money = [
        round(figure.total / MILLION, decimals) if figure.n else None
        for figure in (found.figures[name] for name in MONEY)
    ]
    return [str(_("Kota Surakarta")), counts.active, counts.not_active, counts.total, counts.with_rat, *people, *money]


def source_columns() -> list[Column]:
    return [
        Column(_("Figure"), width=38),
        Column(_("Said by"), "count", 12),
        Column(_("of cooperatives"), "count", 14),
        Column(_("accepted report of this quarter"), "count", 16),
        Column(_("accepted report of an earlier quarter"), "count", 16),
        Column(_("register"), "count", 12),
        Column(_("typed by the office"), "count", 12),
        Column(_("Oldest of"), "date", 13),
        Column(_("Newest of"), "date", 13),
    ]


def source_rows(found: recap.Recap) -> Iterator[list[str | int | date | None]]:
    """Of each sum: how many cooperatives stand behind it, by source, and of which days."""
    labels = _labels()
    for name, figure in found.figures.items():
        yield [
            labels[name],
            figure.n,
            found.counts.total,
            *(
                figure.sources[source]
                for source in (FigureSource.REPORT, "earlier", FigureSource.REGISTER, FigureSource.HAND)
            ),
            min(figure.days, default=None),
            max(figure.days, default=None),
        ]


def notes(found: recap.Recap) -> list[tuple[str, str]]:
    """What the cover says of the recap: as of which day, known when, what counts."""
    day = long_date(found.day)
    known = (
        _("as it is known today")
        if found.known_on is None
        else _("as it was known on {day}").format(day=long_date(found.known_on))
    )
    said = _(
        "State of {day}, {known}. The status is by its history. Of each figure the newest counts, of an accepted "
        "report or of the register; the sheet beside it says how many are of which. RAT: held in {year} until that day."
    ).format(day=day, known=known, year=found.day.year)
    if found.counts.unknown:
        said += " " + _("{n} without a known status are counted as not active.").format(n=found.counts.unknown)
    return [(_("Provincial recap"), said)]
