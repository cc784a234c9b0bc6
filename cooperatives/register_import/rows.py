"""From a table to parsed rows: each cell read, every problem noted, every other line accounted for."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from cooperatives.places import Gazetteer
from cooperatives.register_import.cells import (
    AUTHORITY_WORDS,
    FILING_WORDS,
    FORM_WORDS,
    KIND_WORDS,
    PATTERN_WORDS,
    STATUS_WORDS,
    read_yes,
)
from cooperatives.register_import.fields import FIELDS
from cooperatives.register_import.layout import Table, find_district, letter
from cooperatives.register_import.lines import cell_at, compare_totals, kind_of
from cooperatives.register_import.problems import DOUBTFUL, NOTE, REFUSED, found_text, level_of, problem
from core.events import plain
from core.reading import UnreadableError, is_nothing, tidy
from core.sheets import Uncalculated

EXPECTED_WORDS = {"status": STATUS_WORDS, "form": FORM_WORDS, "kind": KIND_WORDS, "pattern": PATTERN_WORDS,
                  "authority": AUTHORITY_WORDS, "filing_type": FILING_WORDS}  # fmt: skip
MAY_LIE_AHEAD = {"certified_until"}
NOT_NEGATIVE = {"assets", "outside_capital", "turnover"}
SPLIT = {"Semanggi": "Mojo", "Kadipiro": "Banjarsari / Joglo"}


@dataclass(slots=True)
class ParsedRow:
    """What one row says. `number` counts as the spreadsheet does, from 1."""

    sheet: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    adapted: dict[str, str] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)

    def add(self, code: str, level: str, **details: Any) -> None:
        self.problems.append(problem(code, level, **details))


@dataclass(slots=True)
class Reading:
    """The rows of a table, and what the other lines were."""

    rows: list[ParsedRow] = field(default_factory=list)
    skipped: Counter = field(default_factory=Counter)
    totals: list[dict[str, Any]] = field(default_factory=list)


def read_table(table: Table, mapping: dict[int, str]) -> Reading:
    """Parse every line below the heading. `mapping` gives the field key of each column index."""
    result = Reading()
    column_of = {key: index for index, key in mapping.items()}
    headings = {column.index: column.heading for column in table.columns}
    district, gazetteer = table.district, Gazetteer()
    total_lines: list[tuple[int, list[Any]]] = []
    previous_was_heading = False
    for index, cells in _lines(table):
        kind, previous_was_heading = kind_of(table, cells, column_of, previous_was_heading)
        if kind == "section":
            district = find_district([tidy(cell) for cell in cells if cell is not None]) or district
            result.skipped["heading"] += 1
        elif kind == "total":
            total_lines.append((index, cells))
            result.skipped["total"] += 1
        elif kind:
            result.skipped[kind] += 1
        else:
            found = _parse(
                table, index, cells, mapping=mapping, headings=headings, district=district, gazetteer=gazetteer
            )
            result.rows.append(found)
    result.totals = compare_totals([row.values for row in result.rows], total_lines, mapping, table.sheet.name)
    return result


def _lines(table: Table) -> Iterator[tuple[int, list[Any]]]:
    for index in range(table.first_row, len(table.sheet.rows)):
        yield index, table.sheet.rows[index]


def _parse(
    table: Table,
    index: int,
    cells: list[Any],
    *,
    mapping: dict[int, str],
    headings: dict[int, str],
    district: str,
    gazetteer: Gazetteer,
) -> ParsedRow:
    row = ParsedRow(table.sheet.name[:100], index + 1)
    row.raw = {
        letter(i): plain(c.formula if isinstance(c, Uncalculated) else c) for i, c in enumerate(cells) if c is not None
    }
    if district:
        row.values["district"] = district
    places_of = {}
    for position, key in sorted(mapping.items()):
        raw = cell_at(cells, position)
        place = {"cell": f"{letter(position)}{index + 1}", "heading": headings.get(position, ""), "field": key}
        places_of[key] = place | {"found": found_text(plain(raw) if not isinstance(raw, Uncalculated) else raw.formula)}
        if not is_nothing(raw):
            _read_cell(row, key, raw, places_of[key])
    if not row.values.get("name"):
        row.add("name_missing", REFUSED, **places_of.get("name", {}))
    _settle_status(row, mapping, cells, places_of)
    _settle_members(row, places_of)
    _settle_places(row, places_of, gazetteer)
    _settle_meeting(row)
    return row


def _read_cell(row: ParsedRow, key: str, raw: Any, place: dict[str, str]) -> None:
    found = FIELDS[key]
    if isinstance(raw, Uncalculated):
        row.add("uncalculated", level_of(key), **place)
        return
    try:
        reading = found.read(raw)
    except UnreadableError as error:
        words = EXPECTED_WORDS.get(key, {})
        expected = ", ".join(word.capitalize() for word in list(words)[:8])
        row.add(error.code, level_of(key), **place, expected=expected)
        return
    value = reading.value
    if value is None:
        return
    if found.max_length and isinstance(value, str) and len(value) > found.max_length:
        row.add("name_long", level_of(key), **place, limit=found.max_length)
        return
    today = timezone.localdate()
    if (isinstance(value, date) and key not in MAY_LIE_AHEAD and value > today) or (
        key == "last_rat" and isinstance(value, int) and value > today.year
    ):
        row.add("date_future", level_of(key), **place)
        return
    if key in NOT_NEGATIVE and value < 0:
        row.add("amount_negative", level_of(key), **place)
        return
    row.values[key] = plain(value)
    if reading.adapted:
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
    for whole in ("members", "employees", "managers"):
        male, female = row.values.get(f"{whole}_male"), row.values.get(f"{whole}_female")
        if male is None or female is None:
            continue
        if whole in row.values and row.values[whole] != male + female:
            row.add("members_sum", NOTE, **places_of[whole], expected=male + female)
        row.values[whole] = male + female


def _settle_places(row: ParsedRow, places_of: dict[str, Any], gazetteer: Gazetteer) -> None:
    """Names of kelurahan and kecamatan become places; what does not fit is doubtful, never guessed."""
    said = row.values.pop("district", "")
    district = gazetteer.district(said) if said else None
    if said and district is None:
        names = ", ".join(sorted(found.name for found in gazetteer.districts.values()))
        row.add("district_unknown", DOUBTFUL, **places_of.get("district", {"found": said}), expected=names)
    if district:
        row.values["district_id"] = district.pk
    name = row.values.pop("village", "")
    if not name:
        return
    village = gazetteer.village(name)
    if village is None:
        nearest = gazetteer.nearest_villages(name)
        expected = ", ".join(f"{v.name} ({v.district.name})" for v in nearest) or "–"
        near = [v.pk for v in nearest]
        row.add("village_unknown", DOUBTFUL, **places_of["village"], expected=expected, nearest=near)
    elif district and village.district_id != district.pk:
        place = places_of.get("district", places_of["village"])
        lies_in = village.district.name
        row.add("district_mismatch", DOUBTFUL, **place, village=village.name, expected=lies_in, village_id=village.pk)
    else:
        row.values["village_id"] = village.pk
        row.values["district_id"] = village.district_id
        if tidy(name) != village.name:
            row.adapted["village"] = places_of["village"]["found"]
        if village.name in SPLIT:
            row.add("village_split", NOTE, **places_of["village"], expected=SPLIT[village.name])


def _settle_meeting(row: ParsedRow) -> None:
    """The last RAT is a date or only a year."""
    value = row.values.pop("last_rat", None)
    if isinstance(value, int):
        row.values["last_rat_year"] = value
    elif value:
        row.values["last_rat_on"] = value
        row.values["last_rat_year"] = date.fromisoformat(value).year
    if "last_rat" in row.adapted:
        row.adapted["last_rat_on"] = row.adapted.pop("last_rat")
