"""A sheet of the template that was saved by itself, as CSV: it has no names and no hidden sheet, but a heading.

The heading says whose it is, in words: “KSP Maju – Triwulan II 2026, posisi per …”.
"""

import contextlib
import re
from dataclasses import dataclass

from core.text.parsing import tidy
from core.workbooks.tables import Book
from reports.obligations.quarter import Quarter

ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
# Triwulan II 2026, Quarter II 2026: the name of a cooperative may hold a dash and digits, so the last one counts.
HEADING = re.compile(r"^(?P<name>.+)\s[–—-]\s\S+\s(?P<quarter>IV|I{1,3})\s(?P<year>[0-9]{4})\b")
HEADING_ROWS = 10


@dataclass(frozen=True, slots=True)
class Heading:
    """Whose sheet it says to be."""

    name: str
    quarter: Quarter


def heading_of(book: Book) -> Heading | None:
    """The heading of the first sheet that has one; None for a sheet of something else."""
    for sheet in book.sheets:
        for row in sheet.rows[:HEADING_ROWS]:
            for cell in row[:2]:
                found = HEADING.match(tidy(cell)) if isinstance(cell, str) else None
                if found:
                    with contextlib.suppress(ValueError):
                        return Heading(found["name"].strip(), Quarter(int(found["year"]), ROMAN[found["quarter"]]))
    return None
