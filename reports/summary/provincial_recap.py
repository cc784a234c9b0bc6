"""The row of Kota Surakarta in the provincial recap (DOMAIN.md 1.1, REGISTER_HEADERS H8), and where it comes from.

As of the last day of the quarter, out of what is known now or was known at the end of another day: the status by its
history, each figure by the newest that counts of that day, report or register alike. Money in million rupiah.
"""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from cooperatives.choices import FigureSource
from cooperatives.key_figures import city_sums
from cooperatives.key_figures.figure_sets import MONEY
from core import office
from core.text.formats import long_date
from core.workbooks.writer import SheetColumn
from reports.models import Period

MILLION = 1_000_000
# Members, managers and employees in the order of the province's form.
BY_SEX = tuple(f"{whole}{sex}" for whole in ("members", "managers", "employees") for sex in ("_male", "_female", ""))


def of(period: Period, known_on: date | None = None) -> city_sums.CitySums:
    """What the recap of a quarter says."""
    return city_sums.of(period.value.end, known_on, names=(*BY_SEX, *MONEY))


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


def columns() -> list[SheetColumn]:
    labels, kind = _labels(), f"million{office.value('recap_decimals')}"
    return [
        SheetColumn(_("Regency / city"), width=22),
        SheetColumn(_("Active"), "count", 10),
        SheetColumn(_("Not active"), "count", 10),
        SheetColumn(_("Cooperatives in all"), "count", 12),
        SheetColumn(_("With annual meeting (RAT)"), "count", 12),
        *(SheetColumn(labels[name], "count", 13) for name in BY_SEX),
        *(SheetColumn(labels[name], kind, 18) for name in MONEY),
    ]


def row(found: city_sums.CitySums) -> list[str | int | float | None]:
    """The one row to send; a figure that nobody has said is blank. Rounded once, from whole rupiah."""
    counts, decimals = found.counts, office.value("recap_decimals")
    people = [part.total if part.n else None for part in (found.sums[name] for name in BY_SEX)]
    money = [round(part.total / MILLION, decimals) if part.n else None for part in (found.sums[name] for name in MONEY)]
    return ["Kota Surakarta", counts.active, counts.not_active, counts.total, counts.with_rat, *people, *money]


def source_columns() -> list[SheetColumn]:
    return [
        SheetColumn(_("Figure"), width=38),
        SheetColumn(_("Said by"), "count", 12),
        SheetColumn(_("of cooperatives"), "count", 14),
        SheetColumn(_("accepted report of this quarter"), "count", 16),
        SheetColumn(_("accepted report of an earlier quarter"), "count", 16),
        SheetColumn(_("register"), "count", 12),
        SheetColumn(_("typed by the office"), "count", 12),
        SheetColumn(_("Oldest of"), "date", 13),
        SheetColumn(_("Newest of"), "date", 13),
    ]


def source_rows(found: city_sums.CitySums) -> Iterator[list[str | int | date | None]]:
    """Of each sum: how many cooperatives stand behind it, by source, and of which days."""
    labels = _labels()
    for name, part in found.sums.items():
        yield [
            labels[name],
            part.n,
            found.counts.total,
            part.said_by(FigureSource.REPORT, on=found.day),
            part.said_by(FigureSource.REPORT, before=found.day),
            part.said_by(FigureSource.REGISTER),
            part.said_by(FigureSource.HAND),
            min(part.days, default=None),
            max(part.days, default=None),
        ]


def notes(found: city_sums.CitySums) -> list[tuple[str, str]]:
    """What the cover says of the recap: as of which day, known when, what counts."""
    known = _("as it is known today")
    if found.known_on:
        known = _("as it was known on {day}").format(day=long_date(found.known_on))
    said = _(
        "State of {day}, {known}. The status is by its history. Of each figure the newest counts, of an accepted "
        "report or of the register; the sheet beside it says how many are of which. RAT: held in {year} until that day."
    ).format(day=long_date(found.day), known=known, year=found.day.year)
    if found.known_on:
        said += " " + _(
            "Legal dates, annual meetings and merged records are as they are known today, and so are the other sheets."
        )
        if not found.counts.total:
            said += " " + _("On that day no cooperative was entered in this portal yet.")
    if found.counts.unknown:
        said += " " + _("{n} without a known status are counted as not active.").format(n=found.counts.unknown)
    return [(title(), said)]
