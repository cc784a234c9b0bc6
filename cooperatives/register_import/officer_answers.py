"""Storing what an officer has decided: answers to doubtful rows, rows left out, fields kept as in the register."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cooperatives.models import ImportRow, RegisterImport
from cooperatives.register_import.decisions import FOR_ALL, ROW, answer_to, candidates, doubts, options, question
from cooperatives.register_import.fields import FIELDS
from cooperatives.register_import.preview import replan
from cooperatives.register_import.problems import SKIP
from core import events
from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Decisions:
    """What an officer has sent from a page of the preview.

    `answers` are {row id: {question: answer}}, `for_all` is one answer to every open question of a problem code,
    `leave_out` and `take_in` are row ids.
    """

    answers: dict[int, dict[str, str]] = field(default_factory=dict)
    for_all: dict[str, str] = field(default_factory=dict)
    leave_out: frozenset[int] = frozenset()
    take_in: frozenset[int] = frozenset()


@transaction.atomic
def decide(batch: RegisterImport, answers: dict[int, dict[str, str]] | Decisions, *, actor: User | None) -> int:
    """Store decisions and look at the rows again; returns how many rows they are about.

    Raises DomainError when the import can no longer be decided or an answer is not among the options.
    """
    sent = answers if isinstance(answers, Decisions) else Decisions(answers)
    locked = _waiting(batch)
    rows = {row.pk: row for row in locked.rows.filter(pk__in={*sent.answers, *sent.leave_out, *sent.take_in})}
    before = {pk: dict(row.decisions) for pk, row in rows.items()}
    names = candidates(list(rows.values()))
    for row in rows.values():
        allowed = {question(item): options(row, item, names) for item in doubts(row)}
        for asked, answer in sent.answers.get(row.pk, {}).items():
            if row.decisions.get(asked, "") != answer:
                _answer(row, asked, answer, allowed.get(asked, []))
        if row.pk in sent.leave_out:
            row.decisions[ROW] = SKIP
        if row.pk in sent.take_in:
            row.decisions = {asked: answer for asked, answer in row.decisions.items() if answer != SKIP}
    changed = {pk: row for pk, row in rows.items() if row.decisions != before[pk]}
    after: dict[str, Any] = {str(row.number): row.decisions for row in changed.values()}
    for code, answer in sent.for_all.items():
        answered = _answer_all(locked, changed, code, answer)
        changed |= {row.pk: row for row in answered}
        after[code] = {"answer": answer, "rows": len(answered)}
    if changed:
        ImportRow.objects.bulk_update(changed.values(), ["decisions"], batch_size=200)
        replan(locked)
        _event(locked, actor, after)
    return len(changed)


def _answer(row: ImportRow, asked: str, answer: str, allowed: list[tuple[str, str]]) -> None:
    if answer and answer not in [value for value, __ in allowed]:
        raise DomainError(_("The answer to row {n} is not possible.").format(n=row.number))
    row.decisions[asked] = answer


def _answer_all(batch: RegisterImport, known: dict[int, ImportRow], code: str, answer: str) -> list[ImportRow]:
    """Give one answer to every row whose question of this code has none; a single answer that was given stays."""
    if answer not in FOR_ALL:
        raise DomainError(_("This answer cannot be given to all rows at once."))
    rows: Iterable[ImportRow] = (known.get(r.pk, r) for r in batch.rows.filter(outcome=ImportRow.Outcome.DOUBTFUL))
    answered = []
    for row in rows:
        for item in doubts(row):
            if item["code"] == code and not answer_to(row, item):
                _answer(row, question(item), answer, options(row, item, {}))
                answered.append(row)
    return answered


@transaction.atomic
def keep_field(batch: RegisterImport, key: str, *, keep: bool, actor: User | None) -> None:
    """Keep the register's values of a field in every row of this import, or take them from the file again.

    Said twice it changes nothing. Raises DomainError when the import can no longer be decided.
    """
    locked = _waiting(batch)
    kept = set(locked.remarks.get("kept_fields", []))
    if key not in FIELDS:
        raise DomainError(_("There is no such field."))
    if (key in kept) == keep:
        return
    after = sorted(kept | {key} if keep else kept - {key})
    locked.remarks = locked.remarks | {"kept_fields": after}
    locked.save(update_fields=["remarks"])
    replan(locked)
    _event(locked, actor, {"kept_fields": after})


def _waiting(batch: RegisterImport) -> RegisterImport:
    """The import, locked. Raises DomainError when it no longer waits for decisions."""
    locked = RegisterImport.objects.select_for_update().get(pk=batch.pk)
    if locked.state != RegisterImport.State.PREVIEW:
        raise DomainError(_("This import is no longer waiting for decisions."))
    return locked


def _event(batch: RegisterImport, actor: User | None, after: dict[str, Any]) -> None:
    events.record(
        "import.decided",
        actor=actor,
        object_type="import",
        object_id=batch.pk,
        label=batch.file_name,
        after=after,
    )
