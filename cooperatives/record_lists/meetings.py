"""Annual meetings (RAT): a row each with book year and day, or a column of days for each year."""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cooperatives.record_lists.rows import ListKind, ListRow, RowProblem, day_or_problem
from core import clock
from core.text.parsing import UnreadableError, read_count, tidy

YEAR = re.compile(r"((?:(?:rat|tahun buku|th buku|tb|tahun) )*)((?:19|20)[0-9]{2})")
MOST_PEOPLE = 1_000_000


def _year_column(heading: str) -> str:
    """`Tahun Buku 2021` heads the days of the meetings about a book year, `RAT 2021` and `2021` those of a year."""
    found = YEAR.fullmatch(heading)
    if not found:
        return ""
    return f"book-{found[2]}" if re.search("buku|tb", found[1]) else f"year-{found[2]}"


def _book_year(column: str, held_on: date) -> int:
    """A meeting of the year that its column names was about the year before, whose books it has approved."""
    year = int(column[5:])
    return year - 1 if column.startswith("year-") and held_on.year == year else year


def _read(row: ListRow, problems: list[RowProblem]) -> list[dict[str, Any]]:
    if "held_on" in row.cells:
        return _one(row, problems)
    found = []
    for column in (name for name in row.cells if name.startswith(("year-", "book-"))):
        if tidy(row.value(column) or "") in ("", "-"):
            continue
        day = day_or_problem(row, column, problems, today=clock.today())
        if day and _fits(row, column, int(column[5:]), day.year, problems):
            found.append({"book_year": _book_year(column, day), "held_on": day, "attendance": None})
    return found


def _one(row: ListRow, problems: list[RowProblem]) -> list[dict[str, Any]]:
    day = day_or_problem(row, "held_on", problems, today=clock.today())
    text = tidy(row.value("book_year") or "")
    if day is None:
        if not tidy(row.value("held_on") or ""):
            problems.append(row.problem("held_on", "date_text"))
        return []
    if not re.fullmatch(r"(19|20)[0-9]{2}", text):
        problems.append(row.problem("book_year", "year_text"))
        return []
    if not _fits(row, "held_on", int(text), day.year, problems):
        return []
    return [{"book_year": int(text), "held_on": day, "attendance": _people(row, problems)}]


def _fits(row: ListRow, column: str, book_year: int, year: int, problems: list[RowProblem]) -> bool:
    if book_year <= year:
        return True
    wrong = _("A RAT is held after its book year has begun: check the year and the date.")
    problems.append(RowProblem(row.where(column), f"{book_year}, {year}", wrong, _("Check the year.")))
    return False


def _people(row: ListRow, problems: list[RowProblem]) -> int | None:
    if not tidy(row.value("attendance") or ""):
        return None
    try:
        found = read_count(row.value("attendance")).value
    except UnreadableError as error:
        problems.append(row.problem("attendance", error.code))
        return None
    if found > MOST_PEOPLE:
        problems.append(row.problem("attendance", "number_large"))
        return None
    return found


MEETINGS = ListKind(
    key="meetings",
    words={
        "held_on": ("tanggal rat", "tgl rat", "tanggal", "tanggal pelaksanaan", "held on"),
        "book_year": ("tahun buku", "th buku", "tb", "book year"),
        "attendance": ("hadir", "jumlah hadir", "anggota hadir", "members present"),
    },
    needs=lambda columns: (
        {"held_on", "book_year"} <= columns or any(one.startswith(("year-", "book-")) for one in columns)
    ),
    read=_read,
    other=_year_column,
)
