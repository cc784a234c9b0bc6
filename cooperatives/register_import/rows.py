"""From a table to parsed rows: each cell read, every problem noted, every other line accounted for."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cooperatives.places import Gazetteer
from cooperatives.register_fields import SUMS
from cooperatives.register_import.cells import read_yes
from cooperatives.register_import.fields import FIELDS
from cooperatives.register_import.layout.columns import RegisterTable, find_district, letter
from cooperatives.register_import.layout.lines import cell_at, compare_totals, kind_of
from cooperatives.register_import.parsed import ParsedRow
from cooperatives.register_import.problems import NOTE, REFUSED, found_text, level_of
from cooperatives.register_import.row_places import regency_of_title, settle_places
from cooperatives.register_import.words import Answers, answer_of
from core.events import plain
from core.text.parsing import ParsedValue as CellReading
from core.text.parsing import UnreadableError, is_nothing, tidy
from core.workbooks.tables import Uncalculated


@dataclass(slots=True)
class TableReading:
    """The rows of a table, and which other lines (counted from 1) were what."""

    table: RegisterTable
    rows: list[ParsedRow] = field(default_factory=list)
    skipped: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    totals: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Context:
    """What every row of a table is read with."""

    table: RegisterTable
    mapping: dict[int, str]
    words: Answers
    gazetteer: Gazetteer
    headings: dict[int, str]
    regency: str


def read_table(table: RegisterTable, mapping: dict[int, str], words: Answers | None = None) -> TableReading:
    """Parse every line below the heading. `mapping` gives the field key of each column index.

    `words` are the officers' answers to words that a closed column does not know.
    """
    result = TableReading(table)
    column_of = {key: index for index, key in mapping.items()}
    headings = {column.index: column.heading for column in table.columns}
    regency = regency_of_title([*table.title, table.sheet.name])
    context = _Context(table, mapping, words or {}, Gazetteer(), headings, regency)
    district = table.district
    total_lines: list[tuple[int, list[Any]]] = []
    previous_was_heading = False
    for index, cells in _lines(table):
        kind, previous_was_heading = kind_of(table, cells, column_of, previous_was_heading)
        if kind == "section":
            district = find_district([tidy(cell) for cell in cells if cell is not None]) or district
        elif kind == "total":
            total_lines.append((index, cells))
        elif not kind:
            result.rows.append(_parse(context, index, cells, district=district))
        if kind:
            result.skipped["heading" if kind == "section" else kind].append(index + 1)
    result.totals = compare_totals([row.values for row in result.rows], total_lines, mapping, table.sheet.name)
    return result


def _lines(table: RegisterTable) -> Iterator[tuple[int, list[Any]]]:
    for index in range(table.first_row, len(table.sheet.rows)):
        yield index, table.sheet.rows[index]


def _parse(context: _Context, index: int, cells: list[Any], *, district: str) -> ParsedRow:
    row = ParsedRow(context.table.sheet.name[:100], index + 1)
    row.raw = {
        letter(i): plain(c.formula if isinstance(c, Uncalculated) else c) for i, c in enumerate(cells) if c is not None
    }
    if district:
        row.values["district"] = district
    places_of: dict[str, dict[str, str]] = {}
    facts: dict[str, str] = {}
    for position, key in sorted(context.mapping.items()):
        raw = cell_at(cells, position)
        place = {"cell": f"{letter(position)}{index + 1}", "heading": context.headings.get(position, ""), "field": key}
        places_of[key] = place | {"found": found_text(plain(raw) if not isinstance(raw, Uncalculated) else raw.formula)}
        if not is_nothing(raw):
            facts |= _read_cell(row, key, raw, places_of[key], context.words)
    for key, value in facts.items():
        row.values.setdefault(key, value)
    if not row.values.get("name"):
        row.add("name_missing", REFUSED, **places_of.get("name", {}))
    _settle_status(row, context.mapping, cells, places_of)
    _settle_members(row, places_of)
    settle_places(row, places_of, context.gazetteer, regency=context.regency)
    _settle_meeting(row)
    return row


def _read_cell(row: ParsedRow, key: str, raw: Any, place: dict[str, str], words: Answers) -> dict[str, str]:
    """Put a cell into the row; returns what it says of other columns too (`Primer Provinsi`)."""
    found = FIELDS[key]
    if isinstance(raw, Uncalculated):
        row.add("uncalculated", level_of(key), **place)
        return {}
    try:
        reading = found.read(raw)
    except UnreadableError as error:
        answer = answer_of(words, key, raw) if error.code == "choice_unknown" else None
        if answer is None:
            row.add(error.code, level_of(key), **place, expected=found.expected)
            return {}
        if not answer:
            row.add("word_left_out", NOTE, **place)
        reading = CellReading(answer or None, adapted=True)
    if isinstance(reading.value, dict):
        row.adapted |= dict.fromkeys(reading.value, place["found"])
        return reading.value
    _keep(row, key, reading, place)
    return {}


def _keep(row: ParsedRow, key: str, reading: CellReading, place: dict[str, str]) -> None:
    """Put a value that was read into the row, unless it cannot be true or does not fit."""
    found = FIELDS[key]
    if reading.value is None:
        return
    try:
        value = found.accept(reading.value)
    except UnreadableError as error:
        row.add(error.code, level_of(key), **place, expected=found.expected)
        return
    if found.max_length and isinstance(value, str) and len(value) > found.max_length:
        row.add("name_long", level_of(key), **place, limit=found.max_length)
        return
    row.values[key] = plain(value)
    if reading.adapted or value != reading.value:
        row.adapted[key] = place["found"]


def _settle_status(row: ParsedRow, mapping: dict[int, str], cells: list[Any], places_of: dict[str, Any]) -> None:
    """Two columns of 0 and 1 become one status; exactly one of them must be set."""
    pair = [row.values.pop(key, "") for key in ("status_active", "status_passive")]
    if "status_active" not in mapping.values() and "status_passive" not in mapping.values():
        return
    place = places_of.get("status_active") or places_of["status_passive"]
    try:
        active, passive = (bool(text) and read_yes(text).value for text in pair)
    except UnreadableError as error:
        row.add(error.code, REFUSED, **place)
        return
    if active and passive:
        row.add("status_both", REFUSED, **place)
    elif not active and not passive:
        row.add("status_unmarked", REFUSED, **place)
    else:
        row.values["status"] = "active" if active else "passive"


def _settle_members(row: ParsedRow, places_of: dict[str, Any]) -> None:
    for whole in SUMS:
        male, female = row.values.get(f"{whole}_male"), row.values.get(f"{whole}_female")
        if male is None or female is None:
            continue
        if whole in row.values and row.values[whole] != male + female:
            row.add("members_sum", NOTE, **places_of[whole], expected=male + female)
        row.values[whole] = male + female


def _settle_meeting(row: ParsedRow) -> None:
    """The last RAT is a date or only a year; a date says more than a year in a column beside it."""
    said = {key: row.values.pop(key, None) for key in ("last_rat", "last_rat_year")}
    days = [value for value in said.values() if isinstance(value, str)]
    years = [value for value in said.values() if isinstance(value, int)]
    if days:
        row.values["last_rat_on"] = days[0]
        row.values["last_rat_year"] = date.fromisoformat(days[0]).year
    elif years:
        row.values["last_rat_year"] = years[0]
    if "last_rat" in row.adapted:
        row.adapted["last_rat_on"] = row.adapted.pop("last_rat")
