"""A data set written as CSV, XLSX or JSON, row by row: memory does not grow with the rows.

CSV follows RFC 4180 in UTF-8, with commas; text that a spreadsheet would calculate gets an apostrophe. JSON is one
array of objects. XLSX has the rows and, on a second sheet, the dictionary of the columns.
"""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from core.workbooks.writer import csv_value, safe_text
from opendata.choices import Format
from opendata.datasets import Dataset, Rows, Type

WIDTHS = {Type.STRING: 24, Type.INTEGER: 12, Type.DATE: 14}
# Numbers beyond it lose digits in a spreadsheet.
LARGEST = 10**15


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def write_csv(path: Path, dataset: Dataset, rows: Rows) -> int:
    n = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.name for column in dataset.columns])
        for row in rows:
            writer.writerow([csv_value(_plain(value)) for value in row])
            n += 1
    return n


def write_json(path: Path, dataset: Dataset, rows: Rows) -> int:
    names, n = [column.name for column in dataset.columns], 0
    with path.open("w", encoding="utf-8") as stream:
        stream.write("[")
        for n, row in enumerate(rows, start=1):
            known = {name: _plain(value) for name, value in zip(names, row, strict=True)}
            stream.write(f"{',' if n > 1 else ''}\n{json.dumps(known, ensure_ascii=False)}")
        stream.write("\n]\n")
    return n


def write_xlsx(path: Path, dataset: Dataset, rows: Rows) -> int:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(str(dataset.title)[:31])
        sheet.freeze_panes(1, 0)
        write = [_writer(sheet, column.type, day) for column in dataset.columns]
        for at, column in enumerate(dataset.columns):
            sheet.set_column(at, at, WIDTHS[column.type])
            sheet.write_string(0, at, column.name, bold)
        n = 0
        for n, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                if value is not None and value != "":
                    write[at](n, at, value)
        _dictionary(book.add_worksheet("Kamus kolom"), dataset, bold)
    return n


def _writer(sheet, kind: Type, day) -> Callable[[int, int, Any], Any]:
    if kind is Type.DATE:
        return lambda row, at, value: sheet.write_datetime(row, at, value, day)
    if kind is Type.INTEGER:
        return lambda row, at, value: (
            sheet.write_number(row, at, value) if abs(value) < LARGEST else sheet.write_string(row, at, str(value))
        )
    return lambda row, at, value: sheet.write_string(row, at, safe_text(value))


def _dictionary(sheet, dataset: Dataset, bold) -> None:
    for at, (head, width) in enumerate((("Kolom", 20), ("Nama", 36), ("Jenis", 12), ("Keterangan", 70))):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, head, bold)
    for row, column in enumerate(dataset.columns, start=1):
        said = "; ".join([str(column.about), *(f"{code} = {label}" for code, label in column.values)])
        for at, text in enumerate((column.name, str(column.label), str(column.type), said.strip("; "))):
            sheet.write_string(row, at, text)


WRITERS: Mapping[Format, Callable[[Path, Dataset, Iterable[Sequence[Any]]], int]] = {
    Format.CSV: write_csv,
    Format.XLSX: write_xlsx,
    Format.JSON: write_json,
}
