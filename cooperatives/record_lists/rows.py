"""Rows of a list, each with the cooperative that it speaks of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from cooperatives import keys
from cooperatives.places import Gazetteer
from cooperatives.register_import.layout.columns import letter
from cooperatives.register_import.layout.headings import normal
from cooperatives.register_import.matching import Index, MatchCandidate
from cooperatives.register_import.problems import TEXTS
from core.errors import DomainError
from core.text.parsing import UnreadableError, read_date, tidy
from core.workbooks.tables import Sheet, read_file

# Where the heading may stand.
DEEPEST = 30
WHOSE: dict[str, tuple[str, ...]] = {
    "name": ("nama koperasi", "nama", "koperasi", "name"),
    "village": ("kelurahan", "desa kelurahan", "village"),
    "legal_number": ("nomor badan hukum", "no badan hukum", "badan hukum", "nomor bh", "no bh", "legal number"),
}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Where something is wrong, what was found, what is wrong with it, and what to do."""

    where: str
    found: str
    wrong: str
    todo: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be kept of a cooperative, by its key; `values` are those of its kind of list."""

    cooperative: int
    where: str
    values: Mapping[str, Any]


@dataclass(slots=True)
class ParsedList:
    """`empty` are rows of a cooperative of which the list says nothing."""

    rows: int = 0
    empty: int = 0
    entries: list[Entry] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row below a heading: its cells by what their columns mean."""

    sheet: str
    number: int
    cells: Mapping[str, tuple[int, Any]]

    def value(self, column: str) -> Any:
        return self.cells.get(column, (0, None))[1]

    def where(self, column: str = "") -> str:
        place = f"{letter(self.cells[column][0])}{self.number}" if column in self.cells else str(self.number)
        return f"{self.sheet}!{place}"

    def problem(self, column: str, code: str) -> RowProblem:
        """A problem of a cell, in the words of the register's import."""
        wrong, todo = TEXTS[code]
        return RowProblem(self.where(column), tidy(self.value(column) or "")[:80], str(wrong), str(todo))

    def day(self, column: str) -> date | None:
        """Raises UnreadableError for what is no date."""
        value = self.value(column)
        return None if tidy(value or "") in ("", "-") else read_date(value).value


# What the rows of a list say, given the row: values of entries; problems go into the list.
Reader = Callable[[ListRow, list[RowProblem]], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class ListKind:
    """A kind of list: the words of its headings, by what they mean, which of them it needs, and how a row is read."""

    key: str
    words: Mapping[str, Sequence[str]]
    needs: Callable[[set[str]], bool]
    read: Reader
    # What a heading means that no fixed word knows, "" for nothing.
    other: Callable[[str], str] = lambda heading: ""


def read(path: Path, kind: ListKind) -> ParsedList:
    """A workbook or CSV file as entries of a kind of list.

    Raises RefusedFileError for a file that cannot be opened, DomainError for one without such a list.
    """
    register, parsed, found = RegisterIndex(Index.of_register(), Gazetteer()), ParsedList(), False
    for sheet in read_file(path, path.name):
        heading = None if sheet.hidden else _heading(sheet, kind)
        if heading:
            found = True
            for row in _rows(sheet, *heading):
                _take(row, kind, register, parsed)
    if not found:
        raise DomainError(_("No table with such a list was found: a heading needs the name or the number, and a date."))
    return parsed


def _heading(sheet: Sheet, kind: ListKind) -> tuple[int, dict[str, int]] | None:
    """The row of the heading, and the column of each meaning."""
    meant = {word: key for key, words in (WHOSE | dict(kind.words)).items() for word in words}
    for number, cells in enumerate(sheet.rows[:DEEPEST]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(cells):
            words = normal(cell)
            if key := meant.get(words) or kind.other(words):
                columns.setdefault(key, place)
        if {"name", "legal_number"} & set(columns) and kind.needs(set(columns)):
            return number, columns
    return None


def _rows(sheet: Sheet, heading: int, columns: dict[str, int]) -> Iterator[ListRow]:
    for number, cells in enumerate(sheet.rows[heading + 1 :], heading + 2):
        held = {key: (place, cells[place] if place < len(cells) else None) for key, place in columns.items()}
        if any(tidy(held[key][1] or "") for key in ("name", "legal_number") if key in held):
            yield ListRow(sheet.name, number, held)


class RegisterIndex(NamedTuple):
    """What the rows are compared with."""

    index: Index
    places: Gazetteer


def _take(row: ListRow, kind: ListKind, register: RegisterIndex, parsed: ParsedList) -> None:
    index = register.index
    parsed.rows += 1
    name, number = (tidy(row.value(key) or "") for key in ("name", "legal_number"))
    place = register.places.village(tidy(row.value("village") or ""))
    village = place.pk if place else None
    match = index.match({"name": name, "legal_number": number, "village_id": village})
    same = [pk for pk in match.candidates if _is_meant(index.known[pk], name, number, village)]
    whose = match.pk or (same[0] if len(same) == 1 else None)
    if whose is None:
        names = "; ".join(index.known[pk].name for pk in match.candidates[:3])
        wrong = _("It may be one of: {names}.").format(names=names) if names else _("It is not in the register.")
        todo = _("Write the number of its legal status as the register has it.")
        parsed.problems.append(RowProblem(row.where("name"), name or number, wrong, todo))
        return
    told = len(parsed.problems)
    values = kind.read(row, parsed.problems)
    parsed.empty += not values and told == len(parsed.problems)
    parsed.entries += [Entry(whose, row.where(), one) for one in values]


def _is_meant(known: MatchCandidate, name: str, number: str, village: int | None) -> bool:
    """Whether a list means this one: by its very name, in the kelurahan if one is named, or by its number alone."""
    if village and known.village_id and village != known.village_id:
        return False
    if name:
        return known.name_key == keys.name_key(name)
    return bool(number) and known.legal_key == keys.legal_key(number)


def day_or_problem(row: ListRow, column: str, problems: list[RowProblem], *, today: date) -> date | None:
    """The day of a cell, None for an empty one or one that is no day of the past; that is told."""
    try:
        found = row.day(column)
    except UnreadableError as error:
        problems.append(row.problem(column, error.code))
        return None
    if found and found > today:
        problems.append(
            RowProblem(row.where(column), found.isoformat(), _("The date lies in the future."), _("Check the year."))
        )
        return None
    return found
