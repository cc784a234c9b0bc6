"""Whether a figure still stands in the row of its line: rows that are sorted or copied over move, names stay.

A row says which line it is by its code, and by its label in either language. A label that no line has today (the
template is older, or somebody has put it in own words) says nothing; then the code decides, or else the name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.text.parsing import is_nothing, tidy
from core.workbooks.tables import Book
from reports.statement.lines import STATEMENT, Line

LONGEST_SAID = 80
# The template has the code and the label before the figures; somebody may have put a column before them.
HEAD_COLUMNS = 3
Place = tuple[int, int, int]  # sheet, row, column, all from 0


@dataclass(slots=True)
class Rows:
    """The rows of a workbook as they name themselves. `renamed` maps the codes of an older version to today's."""

    book: Book
    renamed: Mapping[str, str]
    lines: dict[str, Line]
    labels: dict[str, set[str]] = field(default_factory=dict)
    places: dict[tuple[int, str], list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Book, profile: str, renamed: Mapping[str, str]) -> "Rows":
        rows = cls(book, renamed, {line.code: line for line in STATEMENT.of(profile)})
        for line in rows.lines.values():
            for label in (line.label_id, line.label_en):
                rows.labels.setdefault(_key(label), set()).add(line.code)
        for sheet, part in enumerate(book.sheets):
            for index, cells in enumerate(part.rows):
                if code := rows._code(cells[:HEAD_COLUMNS]):
                    rows.places.setdefault((sheet, code), []).append(index)
        return rows

    def misfit(self, place: Place, line: Line) -> str | None:
        """What the row says instead, as it stands there; None when the row is that of the line."""
        sheet, index, column = place
        cells = self._cells(sheet, index)[:column]
        code, labelled = self._code(cells), self._labelled(cells)
        if (code and code != line.code) or (labelled and line.code not in labelled):
            return self._said(cells)
        if not code and not labelled and self.places.get((sheet, line.code)):
            # The row of the line is another one of this sheet.
            return self._said(cells)
        return None

    def copy(self, place: Place, line: Line) -> Place | None:
        """The same cell in a further row of the line in the sheet, when it holds something else than the place."""
        sheet, index, column = place
        own = self._cell(place)
        for other in self.places.get((sheet, line.code), []):
            value = self._cell((sheet, other, column))
            if other != index and not is_nothing(value) and value != own:
                return sheet, other, column
        return None

    def _cells(self, sheet: int, index: int) -> list[Any]:
        rows = self.book.sheets[sheet].rows
        return rows[index] if index < len(rows) else []

    def _cell(self, place: Place) -> Any:
        cells = self._cells(*place[:2])
        return cells[place[2]] if place[2] < len(cells) else None

    def _code(self, cells: list[Any]) -> str:
        texts = (tidy(cell) for cell in cells if isinstance(cell, str))
        return next((code for text in texts if (code := self.renamed.get(text, text)) in self.lines), "")

    def _labelled(self, cells: list[Any]) -> set[str]:
        texts = (_key(cell) for cell in cells if isinstance(cell, str))
        return next((self.labels[text] for text in texts if text in self.labels), set())

    def _said(self, cells: list[Any]) -> str:
        return " ".join(tidy(cell) for cell in cells if isinstance(cell, str)).rstrip(" *")[:LONGEST_SAID] or "–"


def _key(text: str) -> str:
    """A label without the mark of a required line."""
    return tidy(text).rstrip(" *").casefold()
