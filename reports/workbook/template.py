"""The template of one cooperative and one quarter: to be filled offline and uploaded (DESIGN.md flow 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from core.workbooks.writer import safe_text
from reports.obligations.quarter import Quarter
from reports.statement.lines import STATEMENT, Line, Part, PartColumn, key_of
from reports.statement.versions import CURRENT
from reports.workbook import looks
from reports.workbook.check_sheet import write_checks
from reports.workbook.cover import write_cover, write_meta
from reports.workbook.names import name_of

HEAD_ROW = 5
FIRST_INPUT = 3
LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class TemplateSubject:
    """What the template is for. `previous` are last quarter's accepted figures with totals, by key."""

    cooperative_id: int
    cooperative: str
    legal_number: str
    quarter: Quarter
    profile: str
    profile_label: str
    previous: Mapping[str, int] | None = None
    filled: Mapping[str, int] | None = None


def write(path: Path, subject: TemplateSubject) -> None:
    """Write the template. `subject.filled` puts figures into the input cells, e.g. those of a draft."""
    book = Workbook()
    write_cover(book.active, subject)
    cells: dict[str, str] = {}
    sheets = [(part, book.create_sheet(part.sheet)) for part in STATEMENT.parts(subject.profile)]
    for part, sheet in sheets:
        _number_cells(part, sheet, subject, cells)
    for part, sheet in sheets:
        _write_part(book, sheet, part, subject, cells)
    write_checks(book.create_sheet(_("Check")), subject, cells)
    write_meta(book, subject, CURRENT)
    book.calculation.fullCalcOnLoad = True
    book.save(path)


def _number_cells(part: Part, sheet, subject: TemplateSubject, cells: dict[str, str]) -> None:
    """Give each figure its cell, before any formula refers to it."""
    for row, line in enumerate(STATEMENT.of(subject.profile, part.code), start=HEAD_ROW + 1):
        for place, column in enumerate(part.columns):
            letter = get_column_letter(FIRST_INPUT + place)
            cells[key_of(line.code, column.code)] = f"{quote_sheetname(sheet.title)}!${letter}${row}"


def _previous_column(part: Part) -> PartColumn | None:
    """The column of the last quarter that is shown beside the input."""
    if part.code == "equity_change":
        return None
    return part.columns[-1]


def _write_part(book: Workbook, sheet, part: Part, subject: TemplateSubject, cells: dict[str, str]) -> None:
    lines = STATEMENT.of(subject.profile, part.code)
    before = _previous_column(part)
    titles = [_("Code"), str(part.label)] + [str(column.label) for column in part.columns]
    if before:
        titles.append(_("{quarter}, accepted").format(quarter=subject.quarter.previous.short_label))
    titles.append(_("Where to look"))
    last = len(titles)
    looks.head(sheet, part, subject, titles, HEAD_ROW)
    money = _validation(sheet, signed=False)
    signed = _validation(sheet, signed=True)
    for row, line in enumerate(lines, start=HEAD_ROW + 1):
        sheet.cell(row, 1, line.code)
        sheet.cell(row, 2, safe_text(line.label))
        for place, column in enumerate(part.columns):
            key = key_of(line.code, column.code)
            cell = sheet.cell(row, FIRST_INPUT + place)
            cell.number_format = looks.COUNT if line.unit == "count" else looks.MONEY
            name = name_of(key)
            book.defined_names[name] = DefinedName(name, attr_text=cells[key])
            if line.is_total or column.computed:
                cell.value = _formula(line, column, subject.profile, cells, sheet.title)
            else:
                cell.value = (subject.filled or {}).get(key)
                (signed if line.sign == "any" else money).add(cell)
        if before:
            cell = sheet.cell(row, last - 1, (subject.previous or {}).get(key_of(line.code, before.code)))
            cell.number_format = looks.COUNT if line.unit == "count" else looks.MONEY
        sheet.cell(
            row,
            last,
            _("Calculated: {formula}").format(formula=line.formula_in(subject.profile))
            if line.is_total
            else safe_text(line.help),
        )
        looks.row(sheet, row, line, subject.profile, FIRST_INPUT, last)
    looks.finish(sheet, HEAD_ROW, last, FIRST_INPUT)


def _formula(line: Line, column: PartColumn, profile: str, cells: Mapping[str, str], own: str) -> str:
    """The total of a line, or the closing balance of a row of the change in equity."""

    def at(code: str, name: str) -> str:
        return cells[key_of(code, name)].removeprefix(f"{quote_sheetname(own)}!").replace("$", "")

    if column.computed:
        return f"={at(line.code, 'opening')}+{at(line.code, 'increase')}-{at(line.code, 'decrease')}"
    terms = [(sign, code) for sign, code in line.terms if profile in STATEMENT.lines[code].profiles]
    return "=" + "".join(f"{'+' if sign > 0 else '-'}{at(code, column.code)}" for sign, code in terms).lstrip("+")


def _validation(sheet, *, signed: bool) -> DataValidation:
    """A whole number, with the reason in words when something else is typed."""
    rule = DataValidation(
        type="whole",
        operator="between",
        formula1=str(-LARGEST if signed else 0),
        formula2=str(LARGEST),
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        errorStyle="stop",
        errorTitle=_("Whole rupiah"),
        error=_("Type a whole number in full rupiah, without Rp and without words."),
        promptTitle=_("Full rupiah"),
        prompt=_("A loss has a minus sign. 0 if there is none.")
        if signed
        else _("A positive number. 0 if there is none."),
    )
    sheet.add_data_validation(rule)
    return rule
