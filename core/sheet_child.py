"""The process that parses an uploaded workbook: `python -m core.sheet_child FILE ROWS COLUMNS CPU MEMORY`.

It may be killed by its own bounds at any moment; it prints JSON on success and nothing of worth otherwise.
Imports neither Django nor anything of the portal.
"""

import json
import math
import re
import resource
import signal
import sys
import zipfile
from datetime import date, datetime, time

LONGEST = 1000
TOO_COSTLY = 3
OUTPUT_BYTES = 12 * 1024 * 1024
MAX_NAMES = 2000
NAME_LENGTH = 200


def bound(cpu_seconds: float, memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    # What is printed goes into a file and from there into the portal's own memory.
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
    # SIGPROF ends the process when its CPU time is used up; RLIMIT_CPU knows only whole seconds.
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)


def plain(value):
    if isinstance(value, datetime | date):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, str):
        return value if len(value) <= LONGEST else value[:LONGEST] + "…"
    if isinstance(value, float) and not math.isfinite(value):
        return "#NUM!"
    if value is None or isinstance(value, int | float):
        return value
    return str(value)[:LONGEST]


def trimmed(cells: list) -> list:
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def has_formulas(path: str) -> bool:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.lower().endswith(".xml") and re.search(rb"<(\w+:)?f[ >/]", archive.read(name)):
                return True
    return False


def names_of(book) -> dict[str, str]:
    """Where the defined names of the whole workbook point to, e.g. `'Neraca'!$C$6`."""
    return {
        str(name)[:NAME_LENGTH]: str(defined.attr_text)[:NAME_LENGTH]
        for name, defined in list(book.defined_names.items())[:MAX_NAMES]
    }


def read(path: str, max_rows: int, max_columns: int, *, values: bool) -> tuple[list[dict], dict[str, str]]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=values, keep_links=False)
    sheets = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = []
        blank = 0
        for cells in sheet.iter_rows(max_row=max_rows + 1, max_col=max_columns, values_only=True):
            row = trimmed([plain(value) for value in cells])
            blank = 0 if row else blank + 1
            if blank > 500:
                break
            rows.append(row)
        while rows and not rows[-1]:
            rows.pop()
        sheets.append({"name": sheet.title, "hidden": sheet.sheet_state != "visible", "rows": rows})
    return sheets, names_of(book)


def main(path: str, max_rows: str, max_columns: str, cpu_seconds: str, memory_bytes: str) -> None:
    bound(float(cpu_seconds), int(memory_bytes))
    bounds = int(max_rows), int(max_columns)
    sheets, names = read(path, *bounds, values=True)
    if has_formulas(path):
        # A formula that was never calculated has no value: mark it, so that the reader can say so.
        for sheet, formulas in zip(sheets, read(path, *bounds, values=False)[0], strict=True):
            for index, row in enumerate(formulas["rows"]):
                for column, text in enumerate(row):
                    if isinstance(text, str) and text.startswith("="):
                        while len(sheet["rows"]) <= index:
                            sheet["rows"].append([])
                        cells = sheet["rows"][index]
                        cells.extend([None] * (column + 1 - len(cells)))
                        if cells[column] is None:
                            cells[column] = {"f": text[:100]}
    json.dump({"sheets": sheets, "names": names}, sys.stdout)
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except MemoryError:
        sys.exit(TOO_COSTLY)
