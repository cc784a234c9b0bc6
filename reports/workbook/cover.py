"""The first sheet of the template, which people read, and the hidden one, which the portal reads."""

from django.utils.translation import gettext as _
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font
from openpyxl.workbook.defined_name import DefinedName

from core import office
from core.workbooks.writer import safe_text
from reports.statement.lines import STATEMENT
from reports.workbook import looks
from reports.workbook.names import META, META_SHEET, PREFIX


def write_cover(sheet, subject) -> None:
    sheet.title = _("Cover")
    sheet["A1"] = _("Quarterly report")
    sheet["A1"].font = Font(bold=True, size=20, color="5B3413")
    parts = ", ".join(part.sheet for part in STATEMENT.parts(subject.profile))
    facts = [
        (_("Cooperative"), subject.cooperative),
        (_("Legal-entity number"), subject.legal_number or "–"),
        (_("Quarter"), f"{subject.quarter.label}, {subject.quarter.position_label}"),
        (_("Lines"), subject.profile_label),
        (_("For"), office.value("name")),
    ]
    steps = [
        _("1. Fill in the yellow cells of these sheets: {parts}.").format(parts=parts),
        _(
            "2. Type amounts in full rupiah, for instance 12500000. Type 0 where there is "
            "none; an empty cell is not zero."
        ),
        _("3. Lines that reduce others (depreciation, allowances) and costs are typed as positive figures."),
        _("4. Look at the last sheet: everything there should say OK."),
        _("5. Save the file and upload it in SoloKop. Nothing is sent before a board member signs."),
    ]
    for row, (label, value) in enumerate(facts, start=3):
        sheet.cell(row, 1, label).font = looks.BOLD
        sheet.cell(row, 2, safe_text(value)).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(row, 2).data_type = "s"
    sheet.cell(9, 1, _("How to fill it in")).font = looks.BOLD
    for row, step in enumerate(steps, start=10):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        sheet.cell(row, 1, step).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 32
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 76
    sheet.sheet_view.showGridLines = False
    looks.protect(sheet)
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def write_meta(book, subject, version: str) -> None:
    """Whose template it is, twice: in a hidden sheet with names, and in the properties of the file."""
    sheet = book.create_sheet(META_SHEET)
    values = {
        "version": version,
        "cooperative": str(subject.cooperative_id),
        "period": subject.quarter.slug,
        "profile": subject.profile,
    }
    for row, name in enumerate(META, start=1):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, values[name]).data_type = "s"
        book.defined_names[f"{PREFIX}{name}"] = DefinedName(f"{PREFIX}{name}", attr_text=f"{META_SHEET}!$B${row}")
        book.custom_doc_props.append(StringProperty(name=f"{PREFIX}{name}", value=values[name]))
    sheet.sheet_state = "veryHidden"
    looks.protect(sheet)
