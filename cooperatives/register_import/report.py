"""The rows with problems, as a workbook that can be mended and sent again."""

import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from cooperatives.models import ImportRow, RegisterImport
from cooperatives.register_import.intake import tables_of
from cooperatives.register_import.layout import letter
from cooperatives.register_import.problems import NOTE, render
from core.reading import tidy
from core.workbook_write import Column, write_workbook

OUTCOMES = (ImportRow.Outcome.DOUBTFUL, ImportRow.Outcome.REFUSED)


def problem_workbook(batch: RegisterImport) -> bytes:
    """One sheet for each sheet of the file: its own heading, the rows as they came, and what to mend in words."""
    sheets = []
    for table in tables_of(batch)[0]:
        rows = batch.rows.filter(outcome__in=OUTCOMES, sheet=table.sheet.name[:100])
        columns = [Column(column.heading, width=22) for column in table.columns]
        columns += [Column(_("ROW IN THE FILE"), width=12), Column(_("WHAT TO MEND"), width=80)]
        sheets.append((table.sheet.name, columns, [_line(row, table) for row in rows]))
    cover = [
        (_("File"), batch.file_name),
        (_("What this is"), _("The rows that could not be taken over. Mend them here and import this workbook.")),
    ]
    with tempfile.TemporaryDirectory(prefix="solokop-") as folder:
        path = Path(folder) / "problems.xlsx"
        write_workbook(path, cover=cover, sheets=[sheet for sheet in sheets if sheet[2]] or sheets[:1])
        return path.read_bytes()


def _line(row: ImportRow, table) -> list:
    cells = [row.raw.get(letter(column.index)) for column in table.columns]
    told = [render(item) for item in row.problems if item["level"] != NOTE]
    words = "; ".join(f"{item['where']} “{tidy(item['found'])}”: {item['wrong']} {item['todo']}" for item in told)
    return [*cells, row.number, words]
