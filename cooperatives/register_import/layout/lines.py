"""What each line below a heading is: a row of the register, or a repeated heading, a total, a signature."""

import re
from itertools import pairwise
from typing import Any

from cooperatives.register_fields import COUNTS, MONEY
from cooperatives.register_import.layout.columns import RegisterTable, find_district, letter
from cooperatives.register_import.layout.headings import normal
from cooperatives.register_import.problems import NOTE, problem
from core.text.parsing import UnreadableError, is_nothing, read_rupiah, tidy
from core.workbooks.tables import Uncalculated

TOTAL_WORDS = re.compile(
    r"(sub\s*)?(grand\s*)?(jumlah|total|jml|rekap\w*)"
    r"(\s+(seluruh\w*|semua|koperasi|kec.*|kelurahan.*|kota.*|se\s?kota.*|akhir|umum|kabupaten.*))*[\s:.]*",
    re.IGNORECASE,
)
# In a list of so few known columns a line with a name alone is a row.
FEW_COLUMNS = 2
SUMMED = {*COUNTS, *MONEY}


def kind_of(table: RegisterTable, cells: list[Any], column_of: dict[str, int], after_heading: bool) -> tuple[str, bool]:
    """Why a line is no row: empty, numbers, heading, section, total, signature; and whether it was a heading."""
    filled = [(i, cell) for i, cell in enumerate(cells) if not is_nothing(cell)]
    if not filled:
        return "empty", False
    if is_numbering(cells):
        return "numbers", False
    alike = sum(_same_heading(table, i, cell) for i, cell in filled)
    if alike >= max(2, len(filled) * 0.6):
        return "heading", True
    name = cell_at(cells, column_of.get("name"))
    if after_heading and is_nothing(name) and all(_same_sub_heading(table, i, cell) for i, cell in filled):
        return "heading", True
    first_text = next((tidy(cell) for __, cell in filled if isinstance(cell, str) and not tidy(cell).isdigit()), "")
    mapped = [i for i, __ in filled if i in set(column_of.values())]
    if len(filled) <= 2 and find_district([first_text]) and re.match(r"(?i)\W*kec", first_text):
        return "section", False
    if TOTAL_WORDS.fullmatch(first_text) and is_nothing(cell_at(cells, column_of.get("legal_number"))):
        known = {column_of.get(key) for key in ("address", "village", "chair")}
        if not any(i in known for i, __ in filled):
            return "total", False
    if is_nothing(name):
        # A row that lost its name still has several other facts; a signature has none or one.
        identifying = {column_of.get(key) for key in ("legal_number", "national_number", "address", "village")}
        if len(mapped) < 3 or not any(i in identifying for i in mapped):
            return "signature", False
    elif len(column_of) > FEW_COLUMNS and len(mapped) == 1 and len(filled) <= 2 and not _is_numbered(cells):
        return "signature", False
    return "", False


def _is_numbered(cells: list[Any]) -> bool:
    """Whether the first cell is a number or a key (`7.`, `KOP-1AB`), as in front of a row and not of a signature."""
    return bool(re.fullmatch(r"\S*\d\S*", tidy(cell_at(cells, 0) or "")))


def is_numbering(cells: list[Any]) -> bool:
    """1 2 3 4 … or (1) (2) (3) …: a line that numbers the columns."""
    digits = [re.sub(r"[()\s]", "", tidy(cell)) for cell in cells if not is_nothing(cell)]
    if len(digits) < 3 or not all(text.isdigit() for text in digits):
        return False
    numbers = [int(text) for text in digits]
    return all(b - a == 1 for a, b in pairwise(numbers)) and numbers[0] <= 2


def _same_heading(table: RegisterTable, index: int, cell: Any) -> bool:
    words = normal(cell)
    upper = table.sheet.rows[table.heading_row]
    return bool(words) and index < len(upper) and words == normal(upper[index])


def _same_sub_heading(table: RegisterTable, index: int, cell: Any) -> bool:
    if table.heading_height < 2:
        return False
    below = table.sheet.rows[table.heading_row + 1]
    return index < len(below) and normal(cell) == normal(below[index])


def cell_at(cells: list[Any], index: int | None) -> Any:
    return cells[index] if index is not None and index < len(cells) else None


def compare_totals(
    values: list[dict[str, Any]], lines: list[tuple[int, list[Any]]], mapping: dict[int, str], sheet: str
) -> list[dict[str, Any]]:
    """The list's last total line beside the sum of the rows, where both are known."""
    found = []
    for index, cells in lines[-1:]:
        for position, key in mapping.items():
            raw = cell_at(cells, position)
            if key not in SUMMED or is_nothing(raw) or isinstance(raw, Uncalculated):
                continue
            try:
                said = read_rupiah(raw).value
            except UnreadableError:
                continue
            total = sum(row.get(key) or 0 for row in values)
            if said != total:
                cell = f"{letter(position)}{index + 1}"
                found.append(
                    problem("total_differs", NOTE, cell=f"{sheet}!{cell}", field=key, found=said, expected=total)
                )
    return found
