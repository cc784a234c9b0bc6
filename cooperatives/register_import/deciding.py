"""Storing what an officer has decided about doubtful rows."""

from django.db import transaction
from django.utils.translation import gettext as _

from cooperatives.models import ImportRow, RegisterImport
from cooperatives.register_import.decisions import candidates, doubts, options, question
from cooperatives.register_import.planning import replan
from core import events
from core.errors import DomainError


@transaction.atomic
def decide(batch: RegisterImport, answers: dict[int, dict[str, str]], *, actor) -> int:
    """Store answers ({row id: {question: answer}}) and look at the rows again; returns how many were stored.

    Raises DomainError when the import can no longer be decided or an answer is not among the options.
    """
    locked = RegisterImport.objects.select_for_update().get(pk=batch.pk)
    if locked.state != RegisterImport.State.PREVIEW:
        raise DomainError(_("This import is no longer waiting for decisions."))
    rows = list(batch.rows.filter(pk__in=answers))
    names = candidates(rows)
    for row in rows:
        allowed = {question(item): [o for o, __ in options(row, item, names)] for item in doubts(row)}
        for asked, answer in answers[row.pk].items():
            if answer and answer not in allowed.get(asked, []):
                raise DomainError(_("The answer to row {n} is not possible.").format(n=row.number))
            row.decisions[asked] = answer
    ImportRow.objects.bulk_update(rows, ["decisions"], batch_size=200)
    replan(batch)
    events.record(
        "import.decided",
        actor=actor,
        object_type="import",
        object_id=batch.pk,
        label=batch.file_name,
        after={str(row.number): answers[row.pk] for row in rows},
    )
    return len(rows)
