"""The preview: what each row would do to the register, without doing it."""

from datetime import date
from typing import Any

from django.db import transaction

from cooperatives import keys
from cooperatives.choices import Status
from cooperatives.models import Cooperative, ImportRow, RegisterImport
from cooperatives.places import villages
from cooperatives.register_import import problems
from cooperatives.register_import.decisions import resolve
from cooperatives.register_import.fields import BOARD, FIELDS
from cooperatives.register_import.matching import Index
from cooperatives.register_import.problems import DOUBTFUL, NOTE, REFUSED, problem
from cooperatives.register_import.rows import ParsedRow
from cooperatives.status import agrees, moves_from
from core.events import plain

# Columns that a row may set; the others of FIELDS are settled into these.
COLUMNS = [f.column for f in FIELDS.values() if f.column] + [
    "village_id",
    "district_id",
    "last_rat_on",
    "last_rat_year",
]
FIGURES = ("own_capital", "outside_capital", "assets", "turnover", "surplus")
Outcome = ImportRow.Outcome


@transaction.atomic
def plan(batch: RegisterImport, parsed: list[ParsedRow]) -> None:
    """Write the preview rows of an import anew from its parsed rows."""
    batch.rows.all().delete()
    earlier: dict[tuple[str, str], ParsedRow] = {}
    rows = []
    for item in parsed:
        if batch.as_of and any(item.values.get(figure) is not None for figure in FIGURES):
            item.values.setdefault("figures_as_of", batch.as_of.isoformat())
        _find_repetition(item, earlier)
        rows.append(
            ImportRow(
                batch=batch,
                sheet=item.sheet,
                number=item.number,
                raw=item.raw,
                values=item.values,
                adapted=item.adapted,
                problems=item.problems,
                outcome=Outcome.REFUSED,
            )
        )
    assess(rows)
    ImportRow.objects.bulk_create(rows, batch_size=200)


def replan(batch: RegisterImport) -> None:
    """Look at every row again: the register or a decision has changed. Call inside a transaction."""
    rows = list(batch.rows.all())
    for row in rows:
        row.problems = [item for item in row.problems if not item.get("of_register")]
    assess(rows)
    fields = ["problems", "outcome", "cooperative", "cooperative_version", "changes"]
    ImportRow.objects.bulk_update(rows, fields, batch_size=200)


def _find_repetition(item: ParsedRow, earlier: dict[tuple[str, str], ParsedRow]) -> None:
    """Whether the file has this cooperative already, by number or by name and village."""
    name, village = keys.name_key(item.values.get("name", "")), str(item.values.get("village_id", ""))
    legal = keys.legal_key(item.values.get("legal_number", ""))
    marks = [("legal", legal + name[:4]), ("national", item.values.get("national_number", ""))]
    if not legal:
        marks.append(("name", name + village))
    marks = [mark for mark in marks if mark[1] and len(mark[1]) > 4]
    first = next((earlier[mark] for mark in marks if mark in earlier), None)
    if first:
        item.add(
            "same_in_file", DOUBTFUL, cell=f"{item.number}", found=item.values.get("name", ""), row=first.number,
            sheet=first.sheet,
        )  # fmt: skip
    for mark in marks:
        earlier.setdefault(mark, item)


def assess(rows: list[ImportRow]) -> None:
    """Give each row its outcome against the register as it is now."""
    index = Index.of_register()
    matched: list[tuple[ImportRow, int]] = []
    for row in rows:
        row.cooperative_id, row.cooperative_version, row.changes = None, None, {}
        if any(item["level"] == REFUSED for item in row.problems):
            row.outcome = Outcome.REFUSED
            continue
        answer = resolve(row, index.match(row.values))
        if answer.pk:
            matched.append((row, answer.pk))
        row.outcome = answer.outcome or Outcome.NEW
    records = _records({pk for __, pk in matched})
    owners = {number: pk for number, found in index.by_national.items() for pk in [found[0].pk]}
    for row, pk in matched:
        if pk in records:
            _compare(row, records[pk], owners)
    claimed: dict[int, ImportRow] = {}
    for row, pk in matched:
        if row.outcome == Outcome.CHANGED and pk in claimed:
            _settle_second(row, claimed[pk])
        claimed.setdefault(pk, row)


def _settle_second(row: ImportRow, first: ImportRow) -> None:
    """Two rows of one file for one record: the second waits for the officer's decision."""
    answer = row.decisions.get("same_in_file", "")
    if answer == problems.SKIP:
        row.outcome, row.changes = Outcome.UNCHANGED, {}
    elif answer == problems.AS_NEW:
        row.outcome, row.changes, row.cooperative, row.cooperative_version = Outcome.NEW, {}, None, None
    else:
        row.outcome = Outcome.DOUBTFUL
        if not any(item["code"] == "same_in_file" for item in row.problems):
            found = {"found": row.values["name"], "row": first.number, "sheet": first.sheet}
            row.problems.append(problem("same_in_file", DOUBTFUL, of_register=True, **found))


def _records(ids: set[int]) -> dict[int, Cooperative]:
    found: dict[int, Cooperative] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        part = Cooperative.objects.filter(pk__in=wanted[start : start + 500]).prefetch_related("board")
        found |= {record.pk: record for record in part}
    return found


def _compare(row: ImportRow, record: Cooperative, owners: dict[str, int]) -> None:
    """Fill `changes` of a row against its record: a blank cell changes nothing."""
    row.cooperative, row.cooperative_version = record, record.version
    values = resolved_values(row)
    changes: dict[str, list[Any]] = {}
    for column in COLUMNS:
        new = values.get(column)
        old = plain(getattr(record, column))
        if new not in (None, "") and new != old and not _is_weaker(column, new, record):
            changes[column] = [old, new]
    for whole in ("members", "employees", "managers"):
        by_sex = (f"{whole}_male", f"{whole}_female")
        if whole in changes and not any(values.get(part) is not None for part in by_sex):
            # A new total without its parts: the old parts no longer add up, so they are unknown now.
            changes |= {part: [getattr(record, part), None] for part in by_sex if getattr(record, part) is not None}
    number = values.get("national_number", "")
    if "national_number" in changes and owners.get(number, record.pk) != record.pk:
        del changes["national_number"]
        _note(row, "national_number_taken", found=number, expected=f"#{owners[number]}")
    status = values.get("status", "")
    if not agrees(record.status, status):
        if status in moves_from(record.status):
            changes["status"] = [record.status, status]
        else:
            _note(row, "status_move", found=str(Status(status).label), expected=record.status_label)
    people = {member.position: member.name for member in record.board.all() if member.left_on is None}
    for key, position in BOARD.items():
        if values.get(key) and people.get(position, "") != values[key]:
            changes[key] = [people.get(position, ""), values[key]]
    row.changes = changes
    if row.outcome != Outcome.DOUBTFUL:
        row.outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED


def _is_weaker(column: str, new: Any, record: Cooperative) -> bool:
    """A list that knows less than the register does not undo it: an older date of figures, the year of a known RAT."""
    if column == "last_rat_year":
        return record.last_rat_year is not None and new <= record.last_rat_year
    if column == "last_rat_on":
        return record.last_rat_on is not None and date.fromisoformat(new) < record.last_rat_on
    if column == "figures_as_of":
        return record.figures_as_of is not None and date.fromisoformat(new) <= record.figures_as_of
    return False


def _note(row: ImportRow, code: str, **details: Any) -> None:
    row.problems.append(problem(code, NOTE, of_register=True, **details))


def resolved_values(row: ImportRow) -> dict[str, Any]:
    """The values of a row after the officer's decisions about its place."""
    values = dict(row.values)
    for item in row.problems:
        answer = row.decisions.get(item["code"], "")
        if answer.startswith("village:") or answer == problems.BY_VILLAGE:
            pk = int(answer.split(":")[1]) if ":" in answer else item["village_id"]
            village = villages()[pk]
            values["village_id"], values["district_id"] = village.pk, village.district_id
    return values
