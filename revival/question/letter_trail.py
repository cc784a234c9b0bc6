"""A letter of coaching made void, or in force again: what the question and the contact log have to know."""

from django.db import transaction
from django.utils.translation import gettext as _

from cooperatives.contacts import contact_log
from core.database import named_locks
from core.errors import DomainError
from core.papers import trail
from revival.models import QuestionLetter
from revival.question import dispatch, letters


@transaction.atomic
def void(letter: QuestionLetter, *, reason: str, actor) -> None:
    """Make a letter void; the cooperative may be written to anew. Raises DomainError without a reason, or in another
    state.
    """
    named_locks.hold(letters.LOCK)
    asked = _hold(letter)
    old = trail.void(_only(letter), reason=reason, actor=actor)
    contact_log.call_back(letters.about(old))
    dispatch.settle(asked)


@transaction.atomic
def restore(letter: QuestionLetter, *, actor) -> None:
    """Take back that a letter was made void. Raises DomainError when another was written since, or when what it asks
    is asked no more.
    """
    named_locks.hold(letters.LOCK)
    asked = _hold(letter)
    old = trail.held_void(_only(letter))
    if _is_followed(old):
        raise DomainError(_("Another letter was written in the place of this one; it stays void."))
    if old.question and old.question.withdrawn_at:
        raise DomainError(_("The code of this letter does not count any more; it stays void."))
    trail.in_force_again(old, actor=actor)
    contact_log.call_again(letters.about(old))
    dispatch.settle(asked)


def _hold(letter: QuestionLetter) -> list[int]:
    """The question of a letter, held before its entry in the contact log is."""
    asked = [letter.question_id] if letter.question_id else []
    dispatch.hold(asked)
    return asked


def _is_followed(old: QuestionLetter) -> bool:
    """Whether another letter stands where a void one stood, or its board was reminded by another way."""
    if old.question_id is None:
        return old.passed.count() != len(old.listed)
    if old.is_reminder and old.question.reminded_at:
        return True
    return letters.in_force().filter(question=old.question_id, is_reminder=old.is_reminder).exists()


def _only(letter: QuestionLetter):
    return QuestionLetter.objects.filter(pk=letter.pk).select_related("question__cooperative", "village", "contact")
