"""The preview: what each row would do to the register, without doing it."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from cooperatives import keys
from cooperatives.key_figures.figure_sets import days_of
from cooperatives.models import Cooperative, ImportRow, RegisterImport
from cooperatives.places import villages
from cooperatives.register_import import problems
from cooperatives.register_import.comparison import FIGURES, Against, compare, corrections_since
from cooperatives.register_import.decisions import answer_to, resolve
from cooperatives.register_import.matching import Index
from cooperatives.register_import.parsed import ParsedRow
from cooperatives.register_import.problems import DOUBTFUL, LEFT_OUT, NOTE, REFUSED, problem
from core import office

PORTION = 200
Outcome = ImportRow.Outcome
Tick = Callable[[], None]


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
        row = ImportRow(batch=batch, sheet=item.sheet, number=item.number, raw=item.raw, values=item.values)
        row.adapted, row.problems, row.outcome = item.adapted, item.problems, Outcome.REFUSED
        row.left_out = sum(found["level"] == LEFT_OUT for found in item.problems)
        rows.append(row)
    assess(rows, batch)
    ImportRow.objects.bulk_create(rows, batch_size=PORTION)


def replan(batch: RegisterImport) -> None:
    """Look at every row again: the register or a decision has changed. Call inside a transaction."""
    rows = list(batch.rows.all())
    assess(rows, batch)
    fields = ["problems", "outcome", "cooperative", "cooperative_version", "changes"]
    ImportRow.objects.bulk_update(rows, fields, batch_size=PORTION)


def _find_repetition(item: ParsedRow, earlier: dict[tuple[str, str], ParsedRow]) -> None:
    """Whether the file has this cooperative already, by number or by name and village."""
    name, village = keys.name_key(item.values.get("name", "")), item.values.get("village_id")
    legal = keys.legal_key(item.values.get("legal_number", ""))
    marks = [("legal", legal and legal + name[:4]), ("national", item.values.get("national_number", ""))]
    marks.append(("name", name and f"{name}|{village or legal}"))
    marks = [mark for mark in marks if mark[1]]
    first = next((earlier[mark] for mark in marks if mark in earlier), None)
    if first and not _are_two(first, item):
        found = {"found": item.values.get("name", ""), "row": first.number, "sheet": first.sheet}
        item.add("same_in_file", DOUBTFUL, **found)
    for mark in marks:
        earlier.setdefault(mark, item)


def _are_two(one: ParsedRow, other: ParsedRow) -> bool:
    """Whether the portal has exported both as records of their own."""
    numbers = one.values.get("portal_number"), other.values.get("portal_number")
    return None not in numbers and numbers[0] != numbers[1]


def assess(rows: list[ImportRow], batch: RegisterImport, tick: Tick = lambda: None) -> None:
    """Give each row its outcome against the register as it is now. `tick` is called now and then."""
    index = Index.of_register()
    matched: list[tuple[ImportRow, int]] = []
    numbers = {number: found[0].pk for number, found in index.by_national.items()}
    for count, row in enumerate(rows):
        if count % PORTION == 0:
            tick()
        row.problems = [item for item in row.problems if not item.get("of_register")]
        row.cooperative_id, row.cooperative_version, row.changes = None, None, {}
        if any(item["level"] == REFUSED for item in row.problems):
            row.outcome = Outcome.REFUSED
            continue
        match = index.match(resolved_values(row))
        for item in row.problems:
            if item["code"] == "other_regency":
                # What the register holds already was decided when it came.
                item["level"] = NOTE if match.pk else DOUBTFUL
        answer = resolve(row, match, index)
        row.outcome = answer.outcome or Outcome.NEW
        if answer.pk:
            matched.append((row, answer.pk))
        elif row.outcome == Outcome.NEW:
            _claim_number(row, numbers)
    _compare_all(matched, batch, numbers, tick)


def _claim_number(row: ImportRow, numbers: dict[str, int]) -> None:
    """A new cooperative cannot take a national number that is another's, in the register or in this file."""
    number = row.values.get("national_number", "")
    if number in numbers:
        owner = f"#{numbers[number]}" if numbers[number] else f"{row.sheet}"
        details = {"found": number, "expected": owner, "of_register": True}
        row.problems.append(problem("national_number_taken", NOTE, **details))
    elif number:
        numbers[number] = 0


def _compare_all(
    matched: list[tuple[ImportRow, int]], batch: RegisterImport, numbers: dict[str, int], tick: Tick
) -> None:
    claimed: dict[int, ImportRow] = {}
    kept, years = frozenset(batch.remarks.get("kept_fields", [])), office.value("years_without_rat")
    for start in range(0, len(matched), PORTION):
        tick()
        part = matched[start : start + PORTION]
        ids = {pk for __, pk in part}
        found = Cooperative.objects.current().filter(pk__in=ids).select_related("village").prefetch_related("board")
        records = {record.pk: record for record in found}
        corrected, days = corrections_since(batch.as_of, ids), days_of(records.values())
        for row, pk in part:
            if pk not in records:
                row.outcome = Outcome.DOUBTFUL
                continue
            against = Against(numbers, corrected.get(pk, {}), kept, years, days[pk])
            compare(row, records[pk], resolved_values(row), against)
            if row.outcome == Outcome.CHANGED and pk in claimed:
                _settle_second(row, claimed[pk], numbers)
            claimed.setdefault(pk, row)


def _settle_second(row: ImportRow, first: ImportRow, numbers: dict[str, int]) -> None:
    """Two rows of one file for one record: the second waits for the officer's decision."""
    asked = next((item for item in row.problems if item["code"] == "same_in_file"), None)
    if asked is None:
        found = {"found": row.values["name"], "row": first.number, "sheet": first.sheet, "of_register": True}
        asked = problem("same_in_file", DOUBTFUL, **found)
        row.problems.append(asked)
    answer = answer_to(row, asked)
    if answer == problems.SKIP:
        row.outcome, row.changes = Outcome.UNCHANGED, {}
    elif answer == problems.AS_NEW:
        row.outcome, row.changes, row.cooperative, row.cooperative_version = Outcome.NEW, {}, None, None
        _claim_number(row, numbers)
    else:
        row.outcome = Outcome.DOUBTFUL


def resolved_values(row: ImportRow) -> dict[str, Any]:
    """The values of a row after the officer's decisions, and without a number that is another's."""
    values = dict(row.values)
    for item in row.problems:
        answer = answer_to(row, item)
        if item["code"] == "national_number_taken":
            values.pop("national_number", None)
        if answer.startswith("village:") or answer == problems.BY_VILLAGE:
            pk = int(answer.split(":")[1]) if ":" in answer else item["village_id"]
            village = villages()[pk]
            values["village_id"], values["district_id"] = village.pk, village.district_id
    return values
