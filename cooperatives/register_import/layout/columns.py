"""Finding the table in a sheet: where its heading is, what each column means, what the title says."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cooperatives import keys
from cooperatives.places import districts
from cooperatives.register_import.fields import ENOUGH_COLUMNS
from cooperatives.register_import.layout.headings import field_near, field_of, normal
from core.text.parsing import find_date, tidy
from core.workbooks.tables import Sheet

SEARCHED_ROWS = 60
LONGEST_HEADING = 60
# A heading has words over most of its columns; a title over one or two.
HEADING_SHARE = 0.6
SUB_WORDS = re.compile(
    r"(l|p|lk|pr|pria|wanita|laki laki|perempuan|nomor|no|tanggal|tgl|jumlah|jml"
    r"|total|aktif|tidak aktif|tidak|pasif|nama)"
)


@dataclass(frozen=True, slots=True)
class HeadingColumn:
    index: int
    heading: str

    @property
    def letter(self) -> str:
        return letter(self.index)


def letter(index: int) -> str:
    """0 is A, 26 is AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass(slots=True)
class RegisterTable:
    """A register table in a sheet. Rows are counted from 0; people count from 1."""

    sheet: Sheet
    heading_row: int
    heading_height: int
    columns: list[HeadingColumn]
    signature: str
    proposal: dict[int, str] = field(default_factory=dict)
    district: str = ""
    as_of: date | None = None
    title: list[str] = field(default_factory=list)
    # Why the officer must say what the columns are: DOUBTS of tables.py, or empty.
    doubt: str = ""

    @property
    def first_row(self) -> int:
        return self.heading_row + self.heading_height


def table_at(sheet: Sheet, heading_row: int, heading_height: int) -> RegisterTable:
    """The table whose heading stands there, with its columns proposed and what the lines above say."""
    columns = _columns(sheet.rows, heading_row, heading_height)
    signature = hashlib.sha256("|".join(normal(column.heading) for column in columns).encode()).hexdigest()
    title = [tidy(cell) for row in sheet.rows[:heading_row] for cell in row if isinstance(cell, str)]
    return RegisterTable(
        sheet,
        heading_row,
        heading_height,
        columns,
        signature,
        propose(columns),
        district=find_district([*title, sheet.name]),
        as_of=next((found for line in title if (found := find_date(line))), None),
        title=title,
    )


def register_heading(sheet: Sheet) -> tuple[int, int] | None:
    """Row and height of the heading of a register: a name and enough other known columns."""
    return _best_heading(sheet, exact=True) or _best_heading(sheet, exact=False)


def any_heading(sheet: Sheet) -> tuple[int, int] | None:
    """Row and height of whatever looks like the heading of a table: short words over most columns, data below."""
    rows = sheet.rows[:SEARCHED_ROWS]
    widest = max((sum(cell is not None for cell in row) for row in rows), default=0)
    best: tuple[int, int, int] | None = None
    for index, row in enumerate(rows):
        filled = [cell for cell in row if cell is not None]
        words = {normal(cell) for cell in filled if isinstance(cell, str) and len(cell) <= LONGEST_HEADING}
        words = {text for text in words if re.search("[a-z]", text)}
        followed = any(cell is not None for line in sheet.rows[index + 1 :] for cell in line)
        if not followed or len(words) < max(1, len(filled) * HEADING_SHARE):
            continue
        known = set(propose(_columns(rows, index, 1)).values())
        wide = len(words) > 1 and len(filled) >= widest * HEADING_SHARE
        if (wide or "name" in known) and (best is None or len(known) > best[0]):
            best = (len(known), index, 1)
    return best[1:] if best else None


def _best_heading(sheet: Sheet, *, exact: bool) -> tuple[int, int] | None:
    """Row and height of the heading that means the most fields, a name among them."""
    best: tuple[int, int, int] | None = None
    for index, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        if sum(isinstance(cell, str) for cell in row) < ENOUGH_COLUMNS - 1:
            continue
        for height in (2, 1) if _is_sub_heading(sheet.rows, index) else (1,):
            found = set(propose(_columns(sheet.rows, index, height), exact=exact).values())
            if "name" in found and len(found) >= ENOUGH_COLUMNS and (best is None or len(found) > best[0]):
                best = (len(found), index, height)
    return best[1:] if best else None


def _is_sub_heading(rows: list[list[Any]], index: int) -> bool:
    """Whether the next row continues this heading: only short known words, under merged cells."""
    if index + 1 >= len(rows):
        return False
    cells = [normal(cell) for cell in rows[index + 1] if cell is not None]
    return bool(cells) and all(SUB_WORDS.fullmatch(cell) for cell in cells)


def _columns(rows: list[list[Any]], index: int, height: int) -> list[HeadingColumn]:
    """The columns of a heading of one or two rows; a merged cell above counts for those to its right."""
    top = rows[index]
    below = rows[index + 1] if height == 2 else []
    columns = []
    above = ""
    for position in range(max(len(top), len(below))):
        upper = _heading_text(top, position)
        lower = _heading_text(below, position)
        above = upper or (above if lower else "")
        text = " ".join(part for part in (above, lower) if part)
        if text:
            columns.append(HeadingColumn(position, text))
    return columns


def _heading_text(row: list[Any], position: int) -> str:
    cell = row[position] if position < len(row) else None
    return tidy(cell)[:120] if isinstance(cell, str | int) and not isinstance(cell, bool) else ""


def propose(columns: list[HeadingColumn], *, exact: bool = False) -> dict[int, str]:
    """What each column most likely means: known words first, then nearly the same; each field once."""
    found: dict[int, str] = {}
    for meaning in (field_of,) if exact else (field_of, field_near):
        for column in columns:
            key = meaning(column.heading)
            if key and column.index not in found and key not in found.values():
                found[column.index] = key
    return found


def find_district(lines: list[str]) -> str:
    """The district that a title or a sheet's name speaks of (`KECAMATAN JEBRES`, `Kec. Laweyan`, `Serengan`)."""
    names = {keys.district_key(district.name): district.name for district in districts().values()}
    for line in lines:
        match = re.search(r"\bkec(?:amatan)?\b[.:\s]*(.+)", line, re.IGNORECASE)
        candidate = keys.district_key(match[1]) if match else keys.district_key(line)
        for key, name in names.items():
            if candidate == key or (match and candidate.startswith(key)):
                return name
    return ""
