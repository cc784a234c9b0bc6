"""The rows with problems, and those with a cell that was left out, as a workbook that can be mended and sent again."""

import re
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from cooperatives.models import ImportRow, RegisterImport
from cooperatives.register_import.intake import tables_of
from cooperatives.register_import.layout.columns import letter
from cooperatives.register_import.problems import NOTE, render
from core.storage import scratch
from core.text.parsing import tidy
from core.workbooks.writer import SheetColumn, write_workbook

OUTCOMES = (ImportRow.Outcome.DOUBTFUL, ImportRow.Outcome.REFUSED)


def problem_workbook(batch: RegisterImport) -> bytes:
    """One sheet for each sheet of the file: its own heading, the rows as they came, and what to mend in words."""
    sheets = []
    for table in tables_of(batch)[0]:
        found = batch.rows.filter(Q(outcome__in=OUTCOMES) | Q(left_out__gt=0), sheet=table.sheet.name[:100])
        # A repeated row is decided on the page: sent again alone, it would look like a change.
        rows = [row for row in found if any(item["code"] != "same_in_file" for item in _told(row))]
        columns = [SheetColumn(column.heading, width=22) for column in table.columns]
        columns += [SheetColumn(_("ROW IN THE FILE"), width=12), SheetColumn(_("WHAT TO MEND"), width=80)]
        sheets.append((table.sheet.name, columns, [_line(row, table) for row in rows]))
    cover = [
        (_("File"), batch.file_name),
        (
            _("What this is"),
            _("The rows that were not, or not wholly, taken over. Mend them and import this workbook."),
        ),
    ]
    with scratch.folder() as folder:
        path = folder / "problems.xlsx"
        write_workbook(path, cover=cover, sheets=[sheet for sheet in sheets if sheet[2]] or sheets[:1])
        return path.read_bytes()


def _line(row: ImportRow, table) -> list:
    cells = [row.raw.get(letter(column.index)) for column in table.columns]
    told = [render(item) for item in _told(row)]
    words = "; ".join(f"{item['heading']} “{tidy(item['found'])}”: {item['wrong']} {item['todo']}" for item in told)
    return [*(_typed(cell) for cell in cells), row.number, words]


def _told(row: ImportRow) -> list[dict[str, Any]]:
    return [item for item in row.problems if item["level"] != NOTE]


def _typed(cell: Any) -> Any:
    """A cell as it came: dates were kept as ISO text."""
    if isinstance(cell, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        return date.fromisoformat(cell).strftime("%d/%m/%Y")
    return cell
