"""The preview in numbers: rows by outcome, by the field they change, by what they ask; none asks a query per row."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from cooperatives.models import ImportRow, RegisterImport
from cooperatives.register_import.comparison import TOGETHER, field_of_change
from cooperatives.register_import.fields import FIELDS
from cooperatives.register_import.problems import DOUBTFUL, SKIP

Outcome = ImportRow.Outcome
SKIPPED, INCOMPLETE = "skipped", "left_out"


@dataclass(frozen=True, slots=True)
class Overview:
    """Rows by outcome (`skipped`: left out by an officer, `left_out`: with cells left out), by field, by question."""

    outcomes: dict[str, int]
    fields: dict[str, int]
    questions: dict[str, int]
    skipped: list[int]
    kept: list[str]


def overview(batch: RegisterImport) -> Overview:
    """Everything that the preview counts, in one pass over the rows."""
    outcomes: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    questions: Counter[str] = Counter()
    skipped = []
    rows = batch.rows.values_list("pk", "outcome", "changes", "problems", "decisions", "left_out")
    for pk, outcome, changes, problems, decisions, left_out in rows.iterator(chunk_size=2000):
        if outcome == Outcome.UNCHANGED and SKIP in decisions.values():
            skipped.append(pk)
            outcome = SKIPPED
        outcomes[outcome] += 1
        outcomes[INCOMPLETE] += bool(left_out and outcome not in (Outcome.DOUBTFUL, Outcome.REFUSED))
        if outcome == Outcome.CHANGED:
            fields.update({field_of_change(column) for column in changes})
        elif outcome == Outcome.DOUBTFUL:
            questions.update({item["code"] for item in problems if item["level"] == DOUBTFUL})
    order = list(FIELDS)
    return Overview(
        outcomes={name: outcomes[name] for name in (*Outcome.values, SKIPPED, INCOMPLETE)},
        fields={key: fields[key] for key in sorted(fields, key=order.index)},
        questions=dict(questions.most_common()),
        skipped=skipped,
        kept=[key for key in batch.remarks.get("kept_fields", []) if key in FIELDS],
    )


def chosen_rows(batch: RegisterImport, found: Overview, outcome: str, *, field: str, asked: str) -> QuerySet[ImportRow]:
    """The rows of an outcome; those changed that change a field, those doubtful that ask a question."""
    rows = batch.rows.all()
    if outcome == SKIPPED:
        return rows.filter(pk__in=found.skipped)
    if outcome == INCOMPLETE:
        return rows.filter(left_out__gt=0).exclude(outcome__in=[Outcome.DOUBTFUL, Outcome.REFUSED])
    if outcome == Outcome.CHANGED and field in found.fields:
        columns = [field, *(column for column, key in TOGETHER.items() if key == field)]
        return rows.filter(outcome=outcome, changes__has_any_keys=columns)
    if outcome == Outcome.DOUBTFUL and asked in found.questions:
        asking = [
            pk
            for pk, problems in rows.filter(outcome=outcome).values_list("pk", "problems")
            if any(item["code"] == asked and item["level"] == DOUBTFUL for item in problems)
        ]
        return rows.filter(pk__in=asking)
    return rows.filter(outcome=outcome).exclude(pk__in=found.skipped)
