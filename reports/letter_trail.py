"""A warning letter made void or written anew, and where it went: what the contact log of the register has to know."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cooperatives import contacts
from cooperatives.choices import ContactResult
from core import clock, events, locks
from core.errors import DomainError
from core.papers import trail
from core.papers.official import PaperState
from reports.models import Letter, Reminder
from reports.recalling import LETTERS


@transaction.atomic
def void(letter: Letter, *, reason: str, again: bool, actor) -> Letter | None:
    """Make an issued letter void; `again` prepares another in its place, which is returned.

    Without another, its step comes again after the days to answer a letter, as that of a letter set aside does. Raises
    DomainError without a reason, for a letter in another state, or where another one waits already.
    """
    locks.hold(LETTERS)
    old = trail.void(_only(letter), reason=reason, actor=actor)
    if old.contact:
        contacts.call_back(old.contact)
    if not again:
        return None
    if Letter.objects.filter(cooperative=old.cooperative_id, state=PaperState.PREPARED).exists():
        raise DomainError(_("A letter to this cooperative waits already: make this one void without another."))
    new = Letter.objects.create(cooperative_id=old.cooperative_id, level=old.level, made_on=clock.today(), replaces=old)
    Reminder.objects.filter(letter=old).update(letter=new)
    events.record(
        "letter.prepared_anew", actor=actor, after={"replaces": old.number}, reason=reason.strip(), **new.event_object()
    )
    return new


@transaction.atomic
def restore(letter: Letter, *, actor) -> None:
    """Take back that a letter was made void. Raises DomainError when another was written in its place."""
    locks.hold(LETTERS)
    if Letter.objects.filter(replaces=letter.pk).exists():
        raise DomainError(_("Another letter was written in the place of this one; it stays void."))
    restored = (
        _only(letter).filter(state=PaperState.VOID).update(state=PaperState.ISSUED, closed_on=None, closed_reason="")
    )
    if not restored:
        raise DomainError(_("This letter is not void."))
    if letter.contact:
        contacts.call_again(letter.contact)
    events.record("letter.restored", actor=actor, after={"number": letter.number}, **letter.event_object())


@transaction.atomic
def note_results(rows: QuerySet[Letter], *, result: str, on: date, receiver: str, actor) -> int:
    """Note what became of letters that were brought: delivered to whom and when, or why not. Returns how many."""
    noted = list(rows.filter(state=PaperState.ISSUED, contact__isnull=False).values_list("contact", flat=True))
    if result == ContactResult.DELIVERED:
        trail.deliver(rows, on=on, receiver=receiver, actor=actor)
    else:
        trail.undeliver(rows, actor=actor)
    contacts.set_results(noted, result=result, actor=actor)
    return len(noted)


def _only(letter: Letter) -> QuerySet[Letter]:
    return Letter.objects.filter(pk=letter.pk).select_related("cooperative", "contact")
