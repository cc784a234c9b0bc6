"""Reading a filled template, whatever was done to it: rows inserted, sheets moved or renamed, formats lost.

A figure is found by the defined name of its cell; where an app has dropped the names, by the line's code
in column A. The row must be that of the line (rows.py): sorting moves amounts, but no names. Nothing is guessed:
what cannot be read with certainty is a finding with its cell.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from openpyxl.utils import column_index_from_string, get_column_letter

from core.text.parsing import ParsedValue, UnreadableError, is_nothing, read_count, read_rupiah, tidy, whole
from core.workbooks.tables import Book, Uncalculated
from reports.checks import CATALOGUE, Found
from reports.checks.cells import RULE_OF
from reports.statement.lines import STATEMENT, Line, key_of
from reports.statement.versions import ACCEPTED, CURRENT
from reports.workbook.names import KEY_OF, META, META_SHEET, PREFIX, name_of, pointer
from reports.workbook.rows import Place, Rows
from reports.workbook.template import FIRST_INPUT

LONGEST_TEXT = 60
# Parts of a rupiah in a typed amount, other than `,00`.
FRACTION = re.compile(r",[0-9]*[1-9]")


@dataclass(slots=True)
class ParsedWorkbook:
    """What a workbook says: whose it is, the figures by key, where each stood, and what could not be read.

    `shown_totals` are the results of the template's own formulas, for comparison; they are never taken over. `parts`
    are those of sheets that came by themselves; empty for a whole workbook.
    """

    version: str = ""
    cooperative_id: int | None = None
    period: str = ""
    profile: str = ""
    figures: dict[str, int] = field(default_factory=dict)
    shown_totals: dict[str, int] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    adapted: dict[str, str] = field(default_factory=dict)
    findings: list[Found] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def is_template(self) -> bool:
        return bool(self.version and self.period)


def parse(book: Book, *, accepted: dict[str, dict[str, str]] | None = None) -> ParsedWorkbook:
    """Read a workbook. One that is no template comes back without version; an unknown version without figures."""
    parsed = ParsedWorkbook()
    sheets = {sheet.name: number for number, sheet in enumerate(book.sheets)}
    _read_meta(book, sheets, parsed)
    versions = ACCEPTED if accepted is None else accepted
    if not parsed.is_template or parsed.version not in versions or parsed.profile not in _profiles():
        return parsed
    renamed = versions[parsed.version]
    _read_lines(book, _places(book, sheets, parsed, renamed), renamed, parsed, STATEMENT.of(parsed.profile))
    return parsed


def parse_sheets(book: Book, profile: str) -> ParsedWorkbook:
    """Read sheets that were saved by themselves, such as a CSV: by the codes in column A, the parts that are there.

    Whose they are is not known here (reports/workbook/single_sheets.py).
    """
    parsed = ParsedWorkbook(version=CURRENT, profile=profile)
    places = dict(_places_by_code(book, profile, {}))
    parsed.parts = sorted({STATEMENT.line(key).part.code for key in places})
    _read_lines(book, places, {}, parsed, [line for line in STATEMENT.of(profile) if line.part.code in parsed.parts])
    return parsed


def _read_lines(
    book: Book, places: dict[str, Place], renamed: dict[str, str], parsed: ParsedWorkbook, lines: Iterable[Line]
) -> None:
    rows = Rows.of(book, parsed.profile, renamed)
    for line in lines:
        for key in line.keys:
            place, is_input = places.get(key), key in line.input_keys
            if place and not _fits(rows, key, place, parsed, is_input=is_input):
                continue
            _read_figure(book, key, place, parsed, is_input=is_input)


def _profiles() -> set[str]:
    return {profile for line in STATEMENT.lines.values() for profile in line.profiles}


def _read_meta(book: Book, sheets: dict[str, int], parsed: ParsedWorkbook) -> None:
    values = {name: _at(book, _place_of(book.names.get(f"{PREFIX}{name}", ""), sheets)) for name in META}
    hidden = next((sheet for sheet in book.sheets if sheet.name == META_SHEET), None)
    if hidden and not values["version"]:
        values |= {str(row[0]): row[1] for row in hidden.rows if len(row) > 1 and row[0] in META}
    text = {name: tidy(value) if value is not None else "" for name, value in values.items()}
    parsed.version, parsed.period, parsed.profile = text["version"], text["period"], text["profile"]
    parsed.cooperative_id = whole(text["cooperative"])


def _place_of(text: str, sheets: dict[str, int]) -> Place | None:
    found = pointer(text) if text else None
    if not found or found[0] not in sheets or found[2] < 1:
        return None
    if found[2] > settings.READER_MAX_ROWS or column_index_from_string(found[1]) > settings.READER_MAX_COLUMNS:
        return None
    return sheets[found[0]], found[2] - 1, column_index_from_string(found[1]) - 1


def _at(book: Book, place: Place | None) -> Any:
    if place is None:
        return None
    sheet, row, column = place
    rows = book.sheets[sheet].rows
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _address(book: Book, place: Place) -> str:
    sheet, row, column = place
    return f"{book.sheets[sheet].name}!{get_column_letter(column + 1)}{row + 1}"


def _places(book: Book, sheets: dict[str, int], parsed: ParsedWorkbook, renamed: dict[str, str]) -> dict[str, Place]:
    """Where each figure stands. `renamed` maps the codes of an older version to those of today."""
    places: dict[str, Place] = {}
    for name, text in book.names.items():
        key = KEY_OF.get(name) or _renamed_key(name, renamed)
        place = _place_of(text, sheets)
        if key and place:
            places[key] = place
    by_code = {key: place for key, place in _places_by_code(book, parsed.profile, renamed) if key not in places}
    if by_code:
        places |= by_code
        parsed.findings.append(Found("B9", CATALOGUE["B9"].level, values={"n": len(by_code)}))
    return places


def _renamed_key(name: str, renamed: dict[str, str]) -> str:
    for old, new in renamed.items():
        if new and name.startswith(name_of(old)):
            return KEY_OF.get(name.replace(name_of(old), name_of(new), 1), "")
    return ""


def _places_by_code(book: Book, profile: str, renamed: dict[str, str]) -> Iterator[tuple[str, Place]]:
    """For workbooks that lost their names: the code in column A, the columns as the template has them."""
    known = {line.code: line for line in STATEMENT.of(profile)}
    rows: dict[tuple[str, int], dict[str, int]] = {}
    for number, sheet in enumerate(book.sheets):
        for index, row in enumerate(sheet.rows):
            code = tidy(row[0]) if row and isinstance(row[0], str) else ""
            code = renamed.get(code, code)
            if code in known:
                rows.setdefault((known[code].part.code, number), {}).setdefault(code, index)
    for part in {line.part.code: line.part for line in known.values()}.values():
        # A note somewhere else may begin with a code too: the sheet with most of a part's codes is that part.
        places = {number: found for (name, number), found in rows.items() if name == part.code}
        if not places:
            continue
        number = max(places, key=lambda n: len(places[n]))
        for code, index in places[number].items():
            for place, column in enumerate(part.columns):
                yield key_of(code, column.code), (number, index, FIRST_INPUT - 1 + place)


def _fits(rows: Rows, key: str, place: Place, parsed: ParsedWorkbook, *, is_input: bool) -> bool:
    """Whether the row is that of the line, and its only one. Otherwise a typed figure is an error and not read; a
    total is left out without a word, since it is calculated anew.
    """
    line = STATEMENT.line(key)
    said = rows.misfit(place, line)
    if not is_input:
        return said is None
    if said is not None:
        rule, cell, values = "B10", place, {"row": said, "line": f"{line.code} {line.label}"}
    elif copy := rows.copy(place, line):
        rule, cell, values = "B11", copy, {"text": _text_of(_at(rows.book, copy)), "cell": _address(rows.book, place)}
    else:
        return True
    address = _address(rows.book, cell)
    parsed.cells[key] = address
    parsed.findings.append(Found(rule, CATALOGUE[rule].level, key, None, None, values, address))
    return False


def _read_figure(book: Book, key: str, place: Place | None, parsed: ParsedWorkbook, *, is_input: bool) -> None:
    line = STATEMENT.line(key)
    if place is None:
        if is_input and parsed.version == CURRENT:
            parsed.findings.append(Found("B8", CATALOGUE["B8"].level, key))
        return
    raw, address = _at(book, place), _address(book, place)
    parsed.cells[key] = address
    try:
        reading = _read(raw, line.unit)
    except UnreadableError as error:
        if is_input:
            values = {"text": _text_of(raw)}
            parsed.findings.append(
                Found(RULE_OF[error.code], CATALOGUE[RULE_OF[error.code]].level, key, None, None, values, address)
            )
        return
    if reading is None:
        return
    if not is_input:
        parsed.shown_totals[key] = reading.value
        return
    parsed.figures[key] = reading.value
    if reading.adapted:
        parsed.adapted[key] = _text_of(raw)
        if isinstance(raw, float) or FRACTION.search(str(raw)):
            values = {"text": _text_of(raw)}
            parsed.findings.append(Found("B7", CATALOGUE["B7"].level, key, reading.value, None, values, address))


def _read(raw: Any, unit: str) -> ParsedValue | None:
    """An amount out of a cell, None for a blank or a dash. Raises UnreadableError with a code of RULE_OF."""
    if isinstance(raw, Uncalculated):
        raise UnreadableError("uncalculated")
    if is_nothing(raw):
        return None
    if isinstance(raw, date | bool):
        raise UnreadableError("number_text")
    return read_count(raw) if unit == "count" else read_rupiah(raw)


def _text_of(raw: Any) -> str:
    if isinstance(raw, Uncalculated):
        return raw.formula[:LONGEST_TEXT]
    if isinstance(raw, date):
        return f"{raw:%d/%m/%Y}"
    return tidy(raw)[:LONGEST_TEXT]
