"""A row beside its record: the changes it would make, exactly as they would be written."""

from collections import defaultdict
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from cooperatives import keys
from cooperatives.choices import FigureSource, Status
from cooperatives.models import Cooperative, ImportRow
from cooperatives.places import villages
from cooperatives.record.derived import derive_values
from cooperatives.record.history import field_label
from cooperatives.register_fields import COUNTS, MONEY, SUMS, field_of
from cooperatives.register_fields.declaration import FieldKind
from cooperatives.register_import.decisions import answer_to
from cooperatives.register_import.fields import BOARD, FIELDS
from cooperatives.register_import.problems import DOUBTFUL, FROM_FILE, FROM_REGISTER, NOTE, SKIP, problem
from cooperatives.status import agrees
from cooperatives.status_rules import ALIVE, is_passive_by_rule, moves_from
from core.events import plain
from core.models import Event
from core.text.formats import long_date
from core.text.parsing import UnreadableError, tidy

# Columns that a row may set; the others of FIELDS are settled into these.
COLUMNS = [key for key, field in FIELDS.items() if not field.settled] + [
    "village_id",
    "district_id",
    "last_rat_on",
    "last_rat_year",
]
DATES = {name for name in COLUMNS if (field := field_of(name)) and field.kind == FieldKind.DATE}
FIGURES = MONEY
PEOPLE = SUMS
# Columns that are kept or taken together: one alone would not agree with the others.
TOGETHER = {f"{whole}_{sex}": whole for whole in PEOPLE for sex in ("male", "female")} | {
    "village_id": "village",
    "district_id": "village",
    "last_rat_on": "last_rat",
    "last_rat_year": "last_rat",
    "status_on": "status",
}
# So many letters between two names are a typing error, not another name.
TYPING_ERROR = 2
# What belongs to the date of the figures.
DATED = {*MONEY, *COUNTS, "figures_as_of"}
Outcome = ImportRow.Outcome


@dataclass(frozen=True, slots=True)
class Against:
    """What a row is held against besides its record.

    `numbers` says whose each national number is, `corrected` which fields were corrected by hand after the date of
    the file and when, `kept` which fields the officer keeps as in the register, by the keys of FIELDS, `days` of which
    day each figure of the record is.
    """

    numbers: dict[str, int]
    corrected: dict[str, date]
    kept: frozenset[str]
    years_without_rat: int
    days: Mapping[str, date]


def field_of_change(column: str) -> str:
    """The field (key of FIELDS) to which a changed column belongs: what must be kept or taken together is one."""
    return TOGETHER.get(column, column)


def compare(row: ImportRow, record: Cooperative, values: dict[str, Any], against: Against) -> None:
    """Fill `changes` of a row against its record. A blank cell changes nothing."""
    row.cooperative, row.cooperative_version = record, record.version
    given = {column: values[column] for column in COLUMNS if values.get(column) not in (None, "")}
    given = {column: value for column, value in given.items() if field_of_change(column) not in against.kept}
    _leave_out_older(row, record, given, against.days)
    owner = against.numbers.get(given.get("national_number", ""), record.pk)
    if owner != record.pk:
        _tell(row, "national_number_taken", NOTE, found=given.pop("national_number"), expected=f"#{owner}")
    if given.get("district_id") and not given.get("village_id") and record.village_id:
        del given["district_id"]
    given = {column: value for column, value in given.items() if not _says_the_same(record, column, value)}
    changes = _as_written(record, given)
    if record.figures_as_of and not changes.keys() & DATED - {"figures_as_of"}:
        # A new date alone would make every row of next year's list a change and bury the real ones.
        changes.pop("figures_as_of", None)
    _tell_about_sums(row, record, given, changes)
    _compare_status(row, record, values, changes)
    people = {member.position: member.name for member in record.board.all() if member.left_on is None}
    for key, position in BOARD.items():
        if values.get(key) and tidy(people.get(position, "")) != values[key]:
            changes[key] = [people.get(position, ""), values[key]]
    row.changes = {key: pair for key, pair in changes.items() if field_of_change(key) not in against.kept}
    _ask_about_corrections(row, against.corrected)
    _ask_about_name(row)
    _ask_about_status(row, record, values, against)
    if row.outcome != Outcome.DOUBTFUL:
        row.outcome = Outcome.CHANGED if row.changes else Outcome.UNCHANGED


def _says_the_same(record: Cooperative, column: str, value: Any) -> bool:
    """Whether the record's own text, read as a cell, gives this value: two blanks or a capital are no change."""
    field, old = field_of(column), getattr(record, column)
    if field is None or not isinstance(old, str) or not old or old == value:
        return False
    try:
        return field.accept(field.read(old).value) == value
    except UnreadableError:
        return False


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


def _day_of(column: str, days: Mapping[str, date]) -> date | None:
    """The day of a figure; of a number of people and its parts by sex, the newest of them."""
    whole = TOGETHER.get(column, column)
    names = (whole, f"{whole}_male", f"{whole}_female") if whole in PEOPLE else (column,)
    return max((days[name] for name in names if name in days), default=None)


def _leave_out_older(row: ImportRow, record: Cooperative, given: dict[str, Any], days: Mapping[str, date]) -> None:
    """What is older than the register does not replace it: each figure by its date, the last RAT by its own.

    Figures without a date do not replace those of an accepted report.
    """
    said = given.get("figures_as_of")
    as_of = date.fromisoformat(said) if said else None
    of_report = record.figures_source == FigureSource.REPORT
    known_of = {column: _day_of(column, days) for column in given if column in DATED and column != "figures_as_of"}
    older = [column for column, day in known_of.items() if day and (day > as_of if as_of else of_report)]
    for column in older:
        del given[column]
    if as_of and record.figures_as_of and as_of < record.figures_as_of:
        del given["figures_as_of"]
    if older:
        known = long_date(max(day for day in known_of.values() if day))
        found = long_date(as_of) if as_of else gettext("no date")
        _tell(row, "older_figures", NOTE, found=found, expected=known)
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


def _tell_about_sums(row: ImportRow, record: Cooperative, given: dict[str, Any], changes: dict[str, list[Any]]) -> None:
    for whole in PEOPLE:
        if whole in given and whole in changes and changes[whole][1] != given[whole]:
            _tell(row, "members_sum", NOTE, found=given[whole], expected=changes[whole][1])
        if changes.get(f"{whole}_male", (0, 0))[1] is None and f"{whole}_male" not in given:
            parts = f"{getattr(record, f'{whole}_male')} + {getattr(record, f'{whole}_female')}"
            _tell(row, "parts_emptied", NOTE, found=given.get(whole, ""), expected=parts)


def _ask_about_corrections(row: ImportRow, corrected: dict[str, date]) -> None:
    fields = [field for field in row.changes if field in corrected]
    if fields:
        day = max(corrected[field] for field in fields)
        labels = ", ".join(field_label(field) for field in fields)
        _ask(row, "corrected_since", fields, found=long_date(day), expected=labels)


def _ask_about_name(row: ImportRow) -> None:
    """A name that differs by a letter or two is a typing error in the file or in the register."""
    old, new = row.changes.get("name", ("", ""))
    apart = keys.letters_apart(keys.name_key(old), keys.name_key(new), TYPING_ERROR)
    if 0 < apart <= TYPING_ERROR:
        _ask(row, "name_by_letters", ["name"], found=new, expected=old)


def _ask_about_status(row: ImportRow, record: Cooperative, values: dict[str, Any], against: Against) -> None:
    """Whether a passive cooperative becomes active though it is passive by the rule of the office."""
    old, new = row.changes.get("status", ("", ""))
    if old != Status.PASSIVE or new not in (Status.ACTIVE, Status.ATTENTION):
        return
    year = max(filter(None, (record.last_rat_year, values.get("last_rat_year"))), default=None)
    if is_passive_by_rule(year, row.batch.as_of or timezone.localdate(), against.years_without_rat):
        _ask(row, "status_against_rule", ["status"], found=str(Status(new).label), expected=str(year))


def _ask(row: ImportRow, code: str, fields: list[str], **details: Any) -> None:
    """Ask whether the register or the file is right about some of the changes, and heed the answer."""
    answer = answer_to(row, _tell(row, code, DOUBTFUL, **details))
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
