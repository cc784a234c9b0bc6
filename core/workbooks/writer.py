"""Workbooks out: a cover sheet that says what the file is, and tables written row by row.

Memory does not grow with the rows. Text stays text: a cell that begins with `=` is no formula.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
HEADING = PatternFill("solid", fgColor="5B3A1E")
FORMATS = {
    "date": "DD/MM/YYYY",
    "number": "#,##0;(#,##0)",
    "count": "#,##0",
    "percent": "0.0%",
    "million0": "#,##0;(#,##0)",
    **{f"million{n}": f"#,##0.{'0' * n};(#,##0.{'0' * n})" for n in (1, 2, 3)},
}
GAP = PatternFill("solid", fgColor="FFE08A")
A4 = 9
LONGEST = 32_767
# What a spreadsheet takes for the beginning of a formula when it opens a CSV file, its full-width forms included.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
INVISIBLE = " \u00a0\u200b\u200c\u200d\u2060\ufeff\u3000"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of an exported table; `width` is in characters, `kind` text, date or a key of FORMATS."""

    title: str
    kind: str = "text"
    width: int = 16
    # An empty cell of it is coloured, for whoever fills it in.
    is_wanted: bool = False


def safe_text(value: Any) -> str:
    return ILLEGAL.sub(" ", str(value))[:LONGEST]


def write_workbook(
    path: Path, *, cover: Iterable[tuple[str, Any]], sheets: Iterable[tuple[str, Sequence[SheetColumn], Iterable]]
) -> int:
    """Write a cover (pairs of label and value) and the sheets; returns the number of table rows written."""
    book, count = Workbook(write_only=True), 0
    try:
        _write_cover(book.create_sheet("Sampul"), cover)
        for title, columns, rows in sheets:
            count += _write_table(book.create_sheet(_sheet_title(title)), columns, rows)
        book.save(path)
    except BaseException:
        _remove_parts(book)
        raise
    return count


def _remove_parts(book: Workbook) -> None:
    """openpyxl writes each sheet into a temporary file, and leaves it when it does not come to the end."""
    for sheet in book.worksheets:
        if (writer := getattr(sheet, "_writer", None)) is None:
            continue
        for part in filter(None, (getattr(sheet, "_rows", None), writer.xf)):
            # Closed now, or they would try to write their last lines when nobody holds them any more.
            with suppress(Exception):
                part.close()
        Path(writer.out).unlink(missing_ok=True)


def _sheet_title(title: str) -> str:
    """Excel allows 31 characters and none of []:*?/\\ in the name of a sheet."""
    return re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip("' ")[:31] or "Data"


def _write_cover(sheet, pairs: Iterable[tuple[str, Any]]) -> None:
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 80
    for label, value in pairs:
        name = _text_cell(sheet, label)
        name.font = Font(bold=True)
        text = _text_cell(sheet, value) if isinstance(value, str) else WriteOnlyCell(sheet, value)
        text.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
        sheet.append([name, text])


def _text_cell(sheet, value: str) -> Cell:
    cell = WriteOnlyCell(sheet, safe_text(value))
    cell.data_type = "s"
    return cell


def _write_table(sheet, columns: Sequence[SheetColumn], rows: Iterable) -> int:
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}1"
    for index, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    heading = []
    for column in columns:
        cell = _text_cell(sheet, column.title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = HEADING
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        heading.append(cell)
    sheet.append(heading)
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True

    # One cell object a column, used again for every row: it is written out before the next row comes.
    formatted: dict[int, Cell] = {}
    for index, column in enumerate(columns):
        if column.kind in FORMATS:
            formatted[index] = WriteOnlyCell(sheet)
            formatted[index].number_format = FORMATS[column.kind]
    literal, gap = WriteOnlyCell(sheet), WriteOnlyCell(sheet)
    gap.fill = GAP
    count = 0
    for row in rows:
        cells = list(row)
        for index, value in enumerate(cells):
            if value is None or value == "":
                cells[index] = gap if columns[index].is_wanted else None
            elif index in formatted:
                formatted[index].value = value
                cells[index] = formatted[index]
            elif isinstance(value, str):
                text = ILLEGAL.sub(" ", value)[:LONGEST]
                if text.startswith("="):
                    literal = WriteOnlyCell(sheet, text)
                    literal.data_type = "s"
                    cells[index] = literal
                else:
                    cells[index] = text
        sheet.append(cells)
        count += 1
    return count


def write_csv(stream, columns: Sequence[SheetColumn], rows: Iterable) -> int:
    """CSV with `;` for an Indonesian Excel; text that a spreadsheet would calculate gets an apostrophe."""
    writer = csv.writer(stream, delimiter=";")
    writer.writerow([column.title for column in columns])
    count = 0
    for row in rows:
        writer.writerow([csv_value(value) for value in row])
        count += 1
    return count


def _is_risky(text: str) -> bool:
    """Whether a text begins like a formula, also behind blanks and in the full-width letters of an East Asian Excel."""
    return text.startswith(RISKY) or unicodedata.normalize("NFKC", text.lstrip(INVISIBLE)[:1]).startswith(RISKY)


def csv_value(value: Any) -> Any:
    """A cell of a CSV file: a text that a spreadsheet would calculate behind an apostrophe."""
    if isinstance(value, str) and _is_risky(value):
        return f"'{value}"
    return "" if value is None else value
