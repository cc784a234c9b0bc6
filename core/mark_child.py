"""The process that writes marks into a workbook: `python -m core.mark_child IN OUT MARKS CPU MEMORY`.

MARKS is JSON: cells as `Sheet!C6` with a level and a text. Bounded like the reader; imports nothing of the portal
but that.
"""

import json
import sys
from copy import copy
from pathlib import Path

from core.sheet_child import TOO_COSTLY, bound

COLOURS = {"error": "F6B8AE", "warning": "FBDD8C", "info": "CFE6EE"}
WIDTH, HEIGHT = 360, 150


def main(source: str, target: str, notes: str, cpu_seconds: str, memory_bytes: str) -> None:
    bound(float(cpu_seconds), int(memory_bytes))
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = load_workbook(source, keep_links=False)
    texts: dict[str, list[dict]] = {}
    for mark in json.loads(Path(notes).read_text()):
        texts.setdefault(mark["cell"], []).append(mark)
    for place, marks in texts.items():
        sheet, _bang, address = place.rpartition("!")
        if sheet not in book.sheetnames:
            continue
        cell = book[sheet][address]
        cell.fill = PatternFill("solid", fgColor=COLOURS[marks[0]["level"]])
        cell.protection = copy(cell.protection)
        cell.comment = Comment("\n\n".join(mark["text"] for mark in marks)[:2000], "SoloKop", HEIGHT, WIDTH)
    first = next((place.rpartition("!")[0] for place in texts), "")
    if first in book.sheetnames:
        book.active = book.sheetnames.index(first)
    book.save(target)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except MemoryError:
        sys.exit(TOO_COSTLY)
