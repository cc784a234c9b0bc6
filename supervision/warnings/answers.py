"""What an officer says of a warning; then it is quiet until it becomes worse, or its day comes."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from cooperatives.models import Cooperative
from core import clock, events
from core.database import named_locks
from core.errors import DomainError
from supervision.choices import AnswerKind
from supervision.flags import CATALOGUE
from supervision.models import EarlyWarning, WarningAnswer
from supervision.warnings.detection import LOCK


@transaction.atomic
def answer(warning: EarlyWarning, *, kind: str, note: str, until: date | None = None, actor) -> WarningAnswer:
    """Answer a warning at its value of now. Raises DomainError without a note, for a day that has passed or for a
    warning that has ended meanwhile.
    """
    named_locks.hold(LOCK)
    held = _open(warning)
    if not note.strip():
        raise DomainError(_("Write what you have found: whoever reads it next must understand it."))
    if kind == AnswerKind.WATCH and until is None:
        raise DomainError(_("Say until which day it is watched."))
    if until is not None and until <= clock.today():
        raise DomainError(_("The day must lie in the future."))
    given = WarningAnswer(warning=held, kind=kind, note=note.strip(), until=until, value=held.value, level=held.level)
    given.actor, given.actor_name = actor, actor.display_name
    given.save(force_insert=True)
    EarlyWarning.objects.filter(pk=held.pk).update(
        is_quiet=True, quiet_until=until, answered_value=held.value, answered_level=held.level
    )
    _event("warning.answered", held, actor, after={"flag": held.flag, "answer": kind}, reason=given.note)
    return given


@transaction.atomic
def answer_all(
    cooperative: Cooperative, *, kind: str, note: str, until: date | None = None, actor
) -> list[WarningAnswer]:
    """Give the same answer to every flag of a cooperative that nobody has answered: one visit answers all of them.

    Raises DomainError as `answer` does, and where none waits.
    """
    named_locks.hold(LOCK)
    waiting = EarlyWarning.objects.loud().filter(cooperative=cooperative, flag__in=CATALOGUE).order_by("pk")
    if not waiting:
        raise DomainError(_("Every flag of this cooperative is answered already."))
    return [answer(warning, kind=kind, note=note, until=until, actor=actor) for warning in waiting]


@transaction.atomic
def take_back(warning: EarlyWarning, *, actor) -> None:
    """Tell an answered warning again; its answers stay. Raises DomainError for one that is not quiet."""
    named_locks.hold(LOCK)
    held = _open(warning)
    if not held.is_quiet:
        raise DomainError(_("This flag is told already."))
    EarlyWarning.objects.filter(pk=held.pk).update(
        is_quiet=False, quiet_until=None, answered_value=None, answered_level=None
    )
    _event("warning.told_again", held, actor, after={"flag": held.flag})


def _open(warning: EarlyWarning) -> EarlyWarning:
    held = EarlyWarning.objects.open().select_related("cooperative").filter(pk=warning.pk).first()
    if held is None or held.flag not in CATALOGUE:
        raise DomainError(_("This flag is not raised any more: there is nothing to answer."))
    return held


def _event(verb: str, warning: EarlyWarning, actor, *, after: dict[str, str], reason: str = "") -> None:
    events.record(
        verb,
        actor=actor,
        object_type="cooperative",
        object_id=warning.cooperative_id,
        label=warning.cooperative.name,
        after=after,
        reason=reason,
    )
