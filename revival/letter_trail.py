"""A letter of coaching made void, or in force again: what the question and the contact log have to know."""

from django.db import transaction
from django.utils.translation import gettext as _

from cooperatives import contacts
from core import events, locks
from core.errors import DomainError
from core.papers import trail
from core.papers.official import PaperState
from revival import letters
from revival.models import Question, QuestionLetter


@transaction.atomic
def void(letter: QuestionLetter, *, reason: str, actor) -> None:
    """Make a letter void; the cooperative may be written to anew. Raises DomainError without a reason, or in another
    state.
    """
    locks.hold(letters.LOCK)
    old = trail.void(_only(letter), reason=reason, actor=actor)
    contacts.call_back(letters.about(old))
    if old.is_reminder:
        Question.objects.filter(pk=old.question_id).update(reminded_at=None)


@transaction.atomic
def restore(letter: QuestionLetter, *, actor) -> None:
    """Take back that a letter was made void. Raises DomainError when another was written since."""
    locks.hold(letters.LOCK)
    old = _only(letter).filter(state=PaperState.VOID).select_for_update(of=("self",)).first()
    if not old:
        raise DomainError(_("This letter is not void."))
    others = letters.in_force().filter(question=old.question_id, is_reminder=old.is_reminder)
    if old.question_id and others.exists():
        raise DomainError(_("Another letter was written in the place of this one; it stays void."))
    _only(letter).update(state=PaperState.ISSUED, closed_on=None, closed_reason="")
    contacts.call_again(letters.about(old))
    if old.is_reminder:
        Question.objects.filter(pk=old.question_id, reminded_at=None).update(reminded_at=old.contact.made_at)
    events.record("letter.restored", actor=actor, after={"number": old.number}, **old.event_object())


def _only(letter: QuestionLetter):
    return QuestionLetter.objects.filter(pk=letter.pk).select_related("question__cooperative", "village", "contact")
