"""A row beside its record: the changes it would make, exactly as they would be written."""

from collections import defaultdict
from copy import copy
from datetime import date
from typing import Any

from django.utils import timezone

from cooperatives.choices import Status
from cooperatives.derived import derive_values
from cooperatives.history import field_label
from cooperatives.models import Cooperative, ImportRow
from cooperatives.places import villages
from cooperatives.register_import.decisions import answer_to
from cooperatives.register_import.fields import BOARD, FIELDS
from cooperatives.register_import.problems import DOUBTFUL, FROM_FILE, FROM_REGISTER, NOTE, SKIP, problem
from cooperatives.status import ALIVE, agrees, moves_from
from core.events import plain
from core.formats import long_date
from core.models import Event

# Columns that a row may set; the others of FIELDS are settled into these.
COLUMNS = [f.column for f in FIELDS.values() if f.column] + [
    "village_id",
    "district_id",
    "last_rat_on",
    "last_rat_year",
]
DATES = {"legal_date", "amendment_date", "certified_until", "licence_date", "nib_date", "figures_as_of", "last_rat_on"}
FIGURES = ("own_capital", "outside_capital", "assets", "turnover", "surplus")
PEOPLE = ("members", "employees", "managers")
# What belongs to the date of the figures.
DATED = {*FIGURES, "figures_as_of", "candidate_members", "branches"} | {
    f"{whole}{sex}" for whole in PEOPLE for sex in ("", "_male", "_female")
}
Outcome = ImportRow.Outcome


def compare(
    row: ImportRow, record: Cooperative, values: dict[str, Any], *, numbers: dict[str, int], corrected: dict[str, date]
) -> None:
    """Fill `changes` of a row against its record. A blank cell changes nothing.

    `numbers` says whose each national number is, `corrected` which fields were corrected by hand after the
    date of the file, and when.
    """
    row.cooperative, row.cooperative_version = record, record.version
    given = {column: values[column] for column in COLUMNS if values.get(column) not in (None, "")}
    _leave_out_older(row, record, given)
    if numbers.get(given.get("national_number", ""), record.pk) != record.pk:
        owner = numbers[given["national_number"]]
        _tell(row, "national_number_taken", NOTE, found=given.pop("national_number"), expected=f"#{owner}")
    if given.get("district_id") and not given.get("village_id") and record.village_id:
        del given["district_id"]
    changes = _as_written(record, given)
    if record.figures_as_of and not changes.keys() & DATED - {"figures_as_of"}:
        # A new date alone would make every row of next year's list a change and bury the real ones.
        changes.pop("figures_as_of", None)
    for whole in PEOPLE:
        if whole in given and whole in changes and changes[whole][1] != given[whole]:
            _tell(row, "members_sum", NOTE, found=given[whole], expected=changes[whole][1])
        if changes.get(f"{whole}_male", (0, 0))[1] is None and f"{whole}_male" not in given:
            parts = f"{getattr(record, f'{whole}_male')} + {getattr(record, f'{whole}_female')}"
            _tell(row, "parts_emptied", NOTE, found=given.get(whole, ""), expected=parts)
    _compare_status(row, record, values, changes)
    people = {member.position: member.name for member in record.board.all() if member.left_on is None}
    for key, position in BOARD.items():
        if values.get(key) and people.get(position, "") != values[key]:
            changes[key] = [people.get(position, ""), values[key]]
    row.changes = changes
    _ask_about_corrections(row, corrected)
    if row.outcome != Outcome.DOUBTFUL:
        row.outcome = Outcome.CHANGED if row.changes else Outcome.UNCHANGED


def set_values(record: Cooperative, values: dict[str, Any]) -> None:
    """Put stored values (dates as ISO text, places by id) into a record, in memory."""
    for column, value in values.items():
        if column in DATES and value is not None:
            value = date.fromisoformat(value)
        if column == "village_id":
            record.village = villages()[value] if value is not None else None
        else:
            setattr(record, column, value)


def _as_written(record: Cooperative, given: dict[str, Any]) -> dict[str, list[Any]]:
    """Old and new of every column that would differ, with what follows from others (sums, postcode, year)."""
    after = copy(record)
    set_values(after, {column: value for column, value in given.items() if column != "village_id"})
    if given.get("village_id") not in (None, record.village_id):
        by_default = record.village is not None and record.postcode == record.village.postcode
        after.village = villages()[given["village_id"]]
        if by_default and "postcode" not in given:
            after.postcode = ""
    for whole in PEOPLE:
        if whole in given and not any(f"{whole}_{sex}" in given for sex in ("male", "female")):
            parts = (getattr(record, f"{whole}_male"), getattr(record, f"{whole}_female"))
            if None not in parts and sum(parts) != given[whole]:
                # A new total without its parts: the old parts no longer add up, so they are unknown now.
                set_values(after, {f"{whole}_male": None, f"{whole}_female": None})
    if given.get("last_rat_year") and record.last_rat_on and given["last_rat_year"] > record.last_rat_on.year:
        after.last_rat_on = after.last_rat_on if "last_rat_on" in given else None
    derive_values(after)
    pairs = {column: [plain(getattr(record, column)), plain(getattr(after, column))] for column in COLUMNS}
    return {column: pair for column, pair in pairs.items() if pair[0] != pair[1]}


def _leave_out_older(row: ImportRow, record: Cooperative, given: dict[str, Any]) -> None:
    """What is older than the register does not replace it: figures by their date, the last RAT by its own."""
    as_of = given.get("figures_as_of")
    if as_of and record.figures_as_of and date.fromisoformat(as_of) < record.figures_as_of:
        older = [column for column in given if column in DATED and column != "figures_as_of"]
        for column in [*older, "figures_as_of"]:
            given.pop(column, None)
        if older:
            known = long_date(record.figures_as_of)
            _tell(row, "older_figures", NOTE, found=long_date(date.fromisoformat(as_of)), expected=known)
    held = given.get("last_rat_on")
    if held and record.last_rat_on and date.fromisoformat(held) < record.last_rat_on:
        del given["last_rat_on"]
    if record.last_rat_year and given.get("last_rat_year", 9999) <= record.last_rat_year and "last_rat_on" not in given:
        given.pop("last_rat_year", None)


def _compare_status(row: ImportRow, record: Cooperative, values: dict[str, Any], changes: dict[str, list[Any]]) -> None:
    """A list moves a status only between those of a living cooperative, and never behind a later decision."""
    said = values.get("status", "")
    if agrees(record.status, said):
        return
    on = row.batch.as_of or timezone.localdate()
    if (record.status and record.status not in ALIVE) or said not in moves_from(record.status):
        _tell(row, "status_move", NOTE, found=str(Status(said).label), expected=record.status_label)
    elif record.status_on and on < record.status_on:
        _tell(row, "status_newer", NOTE, found=str(Status(said).label), expected=long_date(record.status_on))
    else:
        changes["status"] = [record.status, said]


def corrections_since(as_of: date | None, ids: set[int]) -> dict[int, dict[str, date]]:
    """Fields that people (not files) have changed after the date of the file: {record: {field: day}}."""
    found: dict[int, dict[str, date]] = defaultdict(dict)
    if as_of is None:
        return found
    events = Event.objects.filter(object_type="cooperative", object_id__in=ids, at__date__gt=as_of, source={})
    for pk, at, after in events.exclude(verb="cooperative.import_undone").values_list("object_id", "at", "after"):
        for field in after:
            found[pk][f"{field}_id" if field in ("village", "district") else field] = timezone.localdate(at)
    return found


def _ask_about_corrections(row: ImportRow, corrected: dict[str, date]) -> None:
    fields = [field for field in row.changes if field in corrected]
    if not fields:
        return
    day = max(corrected[field] for field in fields)
    labels = ", ".join(field_label(field) for field in fields)
    item = _tell(row, "corrected_since", DOUBTFUL, found=long_date(day), expected=labels)
    answer = answer_to(row, item)
    if answer == FROM_REGISTER:
        row.changes = {field: pair for field, pair in row.changes.items() if field not in fields}
    elif answer == SKIP:
        row.changes = {}
    elif answer != FROM_FILE:
        row.outcome = Outcome.DOUBTFUL


def _tell(row: ImportRow, code: str, level: str, **details: Any) -> dict[str, Any]:
    item = problem(code, level, of_register=True, **details)
    row.problems.append(item)
    return item
