"""Changing an open case as it was looked at, as a new revision, with its event."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy

from core import events
from core.errors import StaleVersionError
from revival.models import Case

CHANGED = gettext_lazy("This case has changed since you opened the page. Look at it again, then go on.")


def write(case: Case, *, seen: int | None, **columns: Any) -> None:
    """Write columns of an open case.

    Raises StaleVersionError when it has changed since revision `seen`, or has ended.
    """
    revision = case.revision if seen is None else seen
    rows = Case.objects.open().filter(pk=case.pk, stage=case.stage, revision=revision)
    if not rows.update(**columns, revision=F("revision") + 1):
        raise StaleVersionError(str(CHANGED))
    case.refresh_from_db()


@transaction.atomic
def change(case: Case, verb: str, *, actor, seen: int | None = None, **columns: Any) -> None:
    """Write columns and leave the event of it, with what they were before."""
    before = {name: getattr(case, name) for name in columns}
    write(case, seen=seen, **columns)
    record(verb, case, actor=actor, before=before, after=columns)


def record(verb: str, case: Case, *, actor, **details: Any) -> None:
    """The event of a case."""
    events.record(verb, actor=actor, object_type="case", object_id=case.pk, label=case.cooperative.name, **details)
