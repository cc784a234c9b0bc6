"""The last sheet of the template: the main checks, live, before anything is sent."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill

from reports.checks.identities import CASH, LOANS
from reports.statement.lines import STATEMENT
from reports.workbook import looks

GOOD = PatternFill("solid", bgColor="DDF2E3")
BAD = PatternFill("solid", bgColor="FBE0DC")


def write_checks(sheet, subject, cells: Mapping[str, str]) -> None:
    """One row a check: two figures, their difference, and OK or what is wrong."""
    titles = [_("Check"), _("Figure"), _("Should be"), _("Difference"), _("Result")]
    sheet["A1"] = _("Check before you upload")
    sheet["A1"].font = Font(bold=True, size=16, color="5B3413")
    sheet["A2"] = _("This sheet calculates by itself. The portal checks more, and tells you the cell of each problem.")
    for place, title in enumerate(titles, start=1):
        cell = sheet.cell(4, place, title)
        cell.fill, cell.font, cell.alignment, cell.border = looks.BROWN, looks.WHITE, looks.WRAP, looks.BOX
    difference, empty = _("DIFFERENCE"), _("STILL EMPTY")
    row = 5
    for label, found, expected in _pairs(subject, cells):
        sheet.cell(row, 1, label).alignment = looks.WRAP
        sheet.cell(row, 2, f"={found}").number_format = looks.MONEY
        sheet.cell(row, 3, f"={expected}").number_format = looks.MONEY
        sheet.cell(row, 4, f"=B{row}-C{row}").number_format = looks.MONEY
        sheet.cell(row, 5, f'=IF(ABS(D{row})<=1,"OK","{difference}")')
        row += 1
    required = [cells[key] for key in STATEMENT.required_keys(subject.profile)]
    sheet.cell(row, 1, _("Required cells that are still empty")).alignment = looks.WRAP
    sheet.cell(row, 2, "=" + "+".join(f'IF({cell}="",1,0)' for cell in required)).number_format = looks.COUNT
    sheet.cell(row, 3, 0)
    sheet.cell(row, 4, f"=B{row}-C{row}").number_format = looks.COUNT
    sheet.cell(row, 5, f'=IF(D{row}=0,"OK","{empty}")')
    for number in range(5, row + 1):
        for place in range(1, 6):
            sheet.cell(number, place).border = looks.BOX
        sheet.cell(number, 5).font = looks.BOLD
    results = f"E5:E{row}"
    sheet.conditional_formatting.add(results, CellIsRule("equal", ['"OK"'], fill=GOOD))
    sheet.conditional_formatting.add(results, CellIsRule("notEqual", ['"OK"'], fill=BAD))
    for letter, width in zip("ABCDE", (58, 20, 20, 18, 18), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    looks.protect(sheet)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _pairs(subject, cells: Mapping[str, str]):
    """Label, figure and expected figure of each check, as formulas."""
    yield _("Assets = liabilities and equity"), cells["A"], cells["KE"]
    yield _("Surplus in the balance sheet = surplus after tax, year to date"), cells["E.09"], cells["H.SHU:to_date"]
    yield _("Closing cash = cash and bank in the balance sheet"), cells["C6"], "+".join(cells[key] for key in CASH)
    if subject.profile in LOANS:
        added, taken = LOANS[subject.profile]
        loans = "+".join(cells[key] for key in added) + "".join(f"-{cells[key]}" for key in taken)
        yield _("Loan quality = loans in the balance sheet"), cells["Q"], loans
    if "U" in cells:
        yield _("Savings unit: assets = liabilities and capital"), cells["U"], cells["UKE"]
        yield _("Savings unit: surplus of the year"), cells["U10"], cells["U.SHU"]
    before = (subject.previous or {}).get("H.SHU:to_date")
    if subject.quarter.number == 1 or before is not None:
        this_quarter = cells["H.SHU:quarter"]
        expected = f"{before or 0}+{this_quarter}" if subject.quarter.number > 1 else this_quarter
        yield _("Surplus year to date = last quarter’s and this quarter’s"), cells["H.SHU:to_date"], expected
