"""What was taken from a file and what was not: sheets, columns and lines, each with its reason."""

from collections import Counter
from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperatives.register_import.fields import FIELDS
from cooperatives.register_import.layout import headings, tables
from cooperatives.register_import.layout.columns import letter
from cooperatives.register_import.rows import TableReading
from core.text.parsing import is_nothing

# What lines are that are no rows.
LINES: dict[str, Any] = {
    "empty": _("empty rows"),
    "heading": _("repeated headings"),
    "numbers": _("rows of column numbers"),
    "total": _("total rows"),
    "signature": _("titles and signatures"),
}
# So many line numbers of a kind are told one by one.
MOST_LINES = 20


def remarks(
    readings: list[TableReading], mapping: dict[str, dict[int, str]], ignored: dict[str, str]
) -> dict[str, Any]:
    """The remarks of an import, as they are stored. `ignored` gives the reason of each sheet that was left out."""
    skipped = Counter(kind for reading in readings for kind, numbers in reading.skipped.items() for __ in numbers)
    return {
        "sheets": [_sheet(reading, mapping[reading.table.signature]) for reading in readings],
        "ignored_sheets": list(ignored),
        "why_ignored": ignored,
        "skipped": dict(skipped),
        "totals": [item for reading in readings for item in reading.totals],
    }


def _sheet(reading: TableReading, columns: dict[int, str]) -> dict[str, Any]:
    table = reading.table
    known = {column.index: column.heading for column in table.columns}
    filled = _filled(reading)
    places = sorted({*known, *(index for index, n in filled.items() if n)})
    return {
        "sheet": table.sheet.name,
        "heading_row": table.heading_row + 1,
        "rows": len(reading.rows),
        "used": [
            {"column": letter(index), "heading": known.get(index, ""), "field": columns[index], "cells": filled[index]}
            for index in places
            if index in columns
        ],
        "ignored": [
            {
                "column": letter(index),
                "heading": known.get(index, ""),
                "cells": filled[index],
                "reason": _reason(known.get(index, ""), table.proposal.get(index, ""), set(columns.values())),
            }
            for index in places
            if index not in columns
        ],
        "skipped": {kind: numbers[:MOST_LINES] for kind, numbers in reading.skipped.items() if kind != "empty"},
    }


def _filled(reading: TableReading) -> Counter[int]:
    """In how many of the rows that were read each column holds something."""
    rows = reading.table.sheet.rows
    numbers = [row.number - 1 for row in reading.rows]
    return Counter(index for number in numbers for index, cell in enumerate(rows[number]) if not is_nothing(cell))


def _reason(heading: str, proposed: str, used: set[str]) -> str:
    if not heading:
        return headings.NO_HEADING
    if proposed and proposed not in used:
        return headings.BY_OFFICER
    field = headings.field_of(heading) or headings.field_near(heading)
    known = headings.reason_not_taken(heading)
    return known or (headings.TWICE if field in used else headings.BY_OFFICER if field else headings.UNKNOWN)


def in_words(kept: dict[str, Any]) -> list[dict[str, Any]]:
    """The sheets of stored remarks as people read them: labels of fields, reasons in words."""
    return [
        sheet
        | {
            "used": [item | {"label": FIELDS[item["field"]].label} for item in sheet["used"]],
            "ignored": [item | {"why": str(headings.REASONS[item["reason"]])} for item in sheet["ignored"]],
            "lines": [(str(LINES[kind]), numbers) for kind, numbers in sheet["skipped"].items()],
        }
        for sheet in kept.get("sheets", [])
    ]


def reasons_of(ignored: dict[str, str]) -> list[tuple[str, str]]:
    """Sheets that were left out with the reason in words."""
    return [(name, str(tables.REASONS.get(reason, ""))) for name, reason in ignored.items()]


def sheets_left_out(kept: dict[str, Any]) -> list[tuple[str, str]]:
    """The sheets that stored remarks name as left out; imports of an earlier version know no reasons."""
    return reasons_of(kept.get("why_ignored") or dict.fromkeys(kept.get("ignored_sheets", []), ""))
