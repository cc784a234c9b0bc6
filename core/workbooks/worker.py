"""Parsing an uploaded workbook, in a child of core/workbooks/server.py.

It may be killed by its own bounds at any moment. Imports neither Django nor anything of the portal.
"""

import io
import math
import re
import resource
import signal
import sys
import zipfile
from datetime import date, datetime, time
from pathlib import Path

LONGEST = 1000
TOO_COSTLY, UNREADABLE = 3, 4
OUTPUT_BYTES = 12 * 1024 * 1024
MAX_NAMES = 2000
NAME_LENGTH = 200


def bound(cpu_seconds: float, memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    # SIGPROF ends the process when its CPU time is used up; RLIMIT_CPU knows only whole seconds.
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)


def run(main) -> None:
    """A child's work; it leaves by the codes that its parent knows, whatever a library raises on damaged files."""
    try:
        main()
    except MemoryError:
        sys.exit(TOO_COSTLY)
    except Exception:
        sys.exit(UNREADABLE)


def plain(value):
    if value is None:
        return None
    if isinstance(value, datetime | date):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, str):
        return value if len(value) <= LONGEST else value[:LONGEST] + "…"
    if isinstance(value, float) and not math.isfinite(value):
        return "#NUM!"
    if isinstance(value, int | float):
        return value
    return str(value)[:LONGEST]


def trimmed(cells: list) -> list:
    while cells and cells[-1] is None:
        cells.pop()
    return cells


# A formula, and one with a result; each pattern reads a part once from front to back.
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
CALCULATED = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*<(?:\w+:)?v>[^<]")


def has_uncalculated(path: str) -> bool:
    """Whether some formula has no saved result: the file was then made by a program."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.lower().endswith(".xml"):
                part = archive.read(name)
                if len(FORMULA.findall(part)) > len(CALCULATED.findall(part)):
                    return True
    return False


def names_of(book) -> dict[str, str]:
    """Where the defined names of the whole workbook point to, e.g. `'Neraca'!$C$6`."""
    return {
        str(name)[:NAME_LENGTH]: str(defined.attr_text)[:NAME_LENGTH]
        for name, defined in list(book.defined_names.items())[:MAX_NAMES]
    }


def read_each_cell() -> None:
    """Make openpyxl read a cell that it stumbles over as the text that stands in it, instead of giving the book up."""
    from openpyxl.worksheet._reader import VALUE_TAG, WorkSheetParser

    whole = WorkSheetParser.parse_cell

    def parse_cell(self, element):
        before = self.col_counter
        try:
            return whole(self, element)
        except (ValueError, IndexError, OverflowError, TypeError, KeyError):
            if self.col_counter == before:
                self.col_counter += 1
            text = element.findtext(VALUE_TAG, None) or "#VALUE!"
            return {"row": self.row_counter, "column": self.col_counter, "value": text, "data_type": "s", "style_id": 0}

    WorkSheetParser.parse_cell = parse_cell  # type: ignore[method-assign]


def read(path: str, max_rows: int, max_columns: int, *, values: bool) -> tuple[list[dict], dict[str, str]]:
    from openpyxl import load_workbook

    # As a stream: openpyxl goes by the ending of a path, and people rename files.
    stream = Path(path).open("rb")  # noqa: SIM115 - read until the child ends
    book = load_workbook(stream, read_only=True, data_only=values, keep_links=False)
    sheets = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = []
        blank = 0
        for cells in sheet.iter_rows(max_row=max_rows + 1, max_col=max_columns, values_only=True):
            row = [plain(value) for value in trimmed(list(cells))]
            blank = 0 if row else blank + 1
            if blank > 500:
                break
            rows.append(row)
        while rows and not rows[-1]:
            rows.pop()
        sheets.append({"name": sheet.title, "hidden": sheet.sheet_state != "visible", "rows": rows})
    return sheets, names_of(book)


def read_workbook(path: str, max_rows: int, max_columns: int) -> dict:
    """Sheets with their rows, and the defined names; a formula without a result as `{"f": text}`."""
    sheets, names = read(path, max_rows, max_columns, values=True)
    if has_uncalculated(path):
        formulas, _names = read(path, max_rows, max_columns, values=False)
        for sheet, other in zip(sheets, formulas, strict=True):
            mark_uncalculated(sheet["rows"], other["rows"])
    return {"sheets": sheets, "names": names}


def mark_uncalculated(values: list[list], formulas: list[list]) -> None:
    for index, row in enumerate(formulas):
        for column, text in enumerate(row):
            if isinstance(text, str) and text.startswith("="):
                while len(values) <= index:
                    values.append([])
                cells = values[index]
                cells.extend([None] * (column + 1 - len(cells)))
                if cells[column] is None:
                    cells[column] = {"f": text[:100]}


def read_other(path: str, max_rows: int, max_columns: int) -> dict:
    """The same of an .xls or .ods. It knows no defined names; a formula has its saved result, or is blank."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(Path(path).read_bytes()))
    sheets = []
    for number, about in enumerate(book.sheets_metadata):
        table = book.get_sheet_by_index(number)
        rows: list[list] = []
        if table.total_height and table.total_width:
            # From the first cell on, so that rows and columns are those that people see.
            for cells in table.to_python(skip_empty_area=False, nrows=max_rows + 1):
                rows.append(trimmed([other_plain(value) for value in cells[:max_columns]]))
        while rows and not rows[-1]:
            rows.pop()
        sheets.append({"name": about.name, "hidden": about.visible != SheetVisibleEnum.Visible, "rows": rows})
    return {"sheets": sheets, "names": {}}


def other_plain(value):
    """A cell of an .xls or .ods: blank is an empty text there, and a whole number a float."""
    if value == "":
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return plain(value)
