"""The process that writes marks into a workbook: `python -m core.workbooks.marks IN OUT MARKS CPU MEMORY`.

MARKS is JSON: titles, and marks with a cell (`Sheet!C6` or empty), a label, a level and a text. Bounded like the
reader; imports nothing of the portal but that.
"""

import json
import sys
from pathlib import Path

from core.workbooks.worker import TOO_COSTLY, bound

COLOURS = {"error": "F6B8AE", "warning": "FBDD8C", "info": "CFE6EE"}
WIDTH, HEIGHT = 360, 150


def top_left(book, place: str):
    """The cell of an address, of a merged range its first; None when there is no such cell."""
    sheet, _bang, address = place.rpartition("!")
    if sheet not in book.sheetnames:
        return None
    try:
        cell = book[sheet][address]
    except ValueError:
        return None
    for merged in book[sheet].merged_cells.ranges:
        if cell.coordinate in merged:
            return book[sheet].cell(merged.min_row, merged.min_col)
    return cell


def list_problems(book, titles: list[str], marks: list[dict]) -> None:
    """All problems on a sheet of their own, in front: comments of cells are hard to find on a phone."""
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet = book.create_sheet(titles[0][:31], 0)
    sheet.append(titles[1:])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for mark in marks:
        sheet.append([None, None, None])
        for cell, text in zip(sheet[sheet.max_row], (mark["cell"], mark["label"], mark["text"]), strict=True):
            cell.value, cell.data_type = text, "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.fill = PatternFill("solid", fgColor=COLOURS[mark["level"]])
    for letter, width in zip("ABC", (22, 34, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    book.active = 0


def main(source: str, target: str, notes: str, cpu_seconds: str, memory_bytes: str) -> None:
    bound(float(cpu_seconds), int(memory_bytes))
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = load_workbook(source, keep_links=False)
    texts: dict[str, list[dict]] = {}
    found = json.loads(Path(notes).read_text())
    for mark in found["marks"]:
        if mark["cell"]:
            texts.setdefault(mark["cell"], []).append(mark)
    for place, marks in texts.items():
        cell = top_left(book, place)
        if cell is not None:
            cell.fill = PatternFill("solid", fgColor=COLOURS[marks[0]["level"]])
            cell.comment = Comment("\n\n".join(mark["text"] for mark in marks)[:2000], "SoloKop", HEIGHT, WIDTH)
    list_problems(book, found["titles"], found["marks"])
    book.save(target)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except MemoryError:
        sys.exit(TOO_COSTLY)
