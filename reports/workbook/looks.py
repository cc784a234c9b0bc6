"""Colours, widths, protection and print set-up of the template's sheets."""

from django.utils.translation import gettext_lazy
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter

from core.workbooks.writer import safe_text

MONEY = "#,##0;(#,##0);0"
COUNT = "#,##0"
BROWN = PatternFill("solid", fgColor="5B3413")
INPUT = PatternFill("solid", fgColor="FFF6CC")
TOTAL = PatternFill("solid", fgColor="F4EBDC")
THIN = Side(style="thin", color="D8C9AE")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
WRAP = Alignment(wrap_text=True, vertical="center")
GREY = Font(color="6B6258")
WHITE = Font(bold=True, color="FFFFFF")
BOLD = Font(bold=True)
OPEN = Protection(locked=False)

REQUIRED = gettext_lazy(
    "Fill in the yellow cells only, in full rupiah. Rows with * must be filled in; type 0 if there is none."
)
OPTIONAL = gettext_lazy(
    "Fill in the yellow cells only, in full rupiah. All rows here are optional; leave the sheet empty if you do not "
    "use it."
)


def head(sheet, part, subject, titles: list[str], row: int) -> None:
    """Title, cooperative and quarter, what to do, and the heading row."""
    sheet["A1"] = str(part.label)
    sheet["A1"].font = Font(bold=True, size=16, color="5B3413")
    sheet["A2"] = safe_text(f"{subject.cooperative} – {subject.quarter.label}, {subject.quarter.position_label}")
    sheet["A2"].font, sheet["A2"].data_type = BOLD, "s"
    sheet["A3"] = str(OPTIONAL if part.optional else REQUIRED)
    for place, title in enumerate(titles, start=1):
        cell = sheet.cell(row, place, title)
        cell.fill, cell.font, cell.alignment, cell.border = BROWN, WHITE, WRAP, BOX
    sheet.row_dimensions[row].height = 34


def row(sheet, number: int, line, profile: str, first: int, last: int) -> None:
    """One line: inputs yellow and open, all else locked; required ones marked."""
    code, label = sheet.cell(number, 1), sheet.cell(number, 2)
    code.font = GREY
    if profile in line.required_in:
        label.value = f"{label.value} *"
    for place in range(1, last + 1):
        cell = sheet.cell(number, place)
        cell.border = BOX
        cell.alignment = WRAP if place in (2, last) else Alignment(vertical="center")
        if line.is_total:
            cell.fill, cell.font = TOTAL, BOLD
    for place, column in enumerate(line.part.columns):
        if not line.is_total and not column.computed:
            cell = sheet.cell(number, first + place)
            cell.fill, cell.protection = INPUT, OPEN
    sheet.cell(number, last).font = GREY
    if len(str(sheet.cell(number, last).value or "")) > 55:
        sheet.row_dimensions[number].height = 30


def finish(sheet, head_row: int, last: int, first: int) -> None:
    """Widths, frozen headings, protection without a password, and one page across in print."""
    sheet.column_dimensions["A"].width = 8
    sheet.column_dimensions["B"].width = 44
    for place in range(first, last):
        sheet.column_dimensions[get_column_letter(place)].width = 19
    sheet.column_dimensions[get_column_letter(last)].width = 62
    sheet.freeze_panes = sheet.cell(head_row + 1, first)
    sheet.sheet_view.showGridLines = False
    protect(sheet)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head_row}:{head_row}"


def protect(sheet) -> None:
    """Against slips of the hand, not against people: there is no password."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
