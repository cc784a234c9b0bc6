"""A warning letter made void or written anew, and where it went: what the ladder and the contact log have to know."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cooperatives.choices import Channel
from cooperatives.contacts import contact_log
from cooperatives.messaging import delivery
from cooperatives.messaging.message import Message, MessageWords
from core import clock, events
from core.database import named_locks
from core.errors import DomainError
from core.papers import trail
from core.papers.official import CLOSED, PaperState
from reports.choices import ReminderState
from reports.escalation import letters
from reports.escalation.cancellation import LETTERS
from reports.models import Letter, Reminder


@transaction.atomic
def initial(rows: QuerySet[Letter], *, looked_at: Collection[str], actor) -> int:
    """Put one's initials on drafts, for the words that they have now; how many had none.

    `looked_at` are the letters as the page had them (`letters.seen`), empty for no such look. Raises DomainError for
    those that have changed since.
    """
    named_locks.hold(LETTERS)
    found = list(rows.filter(state=PaperState.PREPARED).select_related("cooperative__village").order_by("pk"))
    words, looked = letters.digests_of(found), set(looked_at)
    as_now = [(one, {letters.seen(one), letters.seen(one, words[one.pk])}) for one in found]
    changed = [one.cooperative.legal_name for one, marks in as_now if looked and not looked & marks]
    if changed:
        text = _("These letters have changed since you opened the page: {names}. Look at them again.")
        raise DomainError(text.format(names=", ".join(changed[:5])))
    return trail.initial(rows, words=words, actor=actor)


@transaction.atomic
def void(letter: Letter, *, reason: str, again: bool, actor) -> Letter | None:
    """Make an issued letter void; `again` prepares another in its place, which is returned.

    Without another, its step comes again after the days to answer a letter, as that of a letter set aside does. Raises
    DomainError without a reason, for a letter in another state, or where another letter waits or stands above it.
    """
    named_locks.hold(LETTERS)
    old = trail.void(_only(letter), reason=reason, actor=actor)
    if contact_log.call_back(_about(old)) > 1:
        _tell(old, f"Surat nomor {old.number} dinyatakan batal", "void", actor)
    if not again:
        return None
    others = Letter.objects.filter(cooperative=old.cooperative_id)
    if others.filter(state=PaperState.PREPARED).exists():
        raise DomainError(_("A letter to this cooperative waits already: make this one void without another."))
    if others.filter(state=PaperState.ISSUED, level__gt=old.level, issued_on__gte=old.issued_on).exists():
        raise DomainError(_("A letter of a higher level has followed this one: make it void without another."))
    new = Letter.objects.create(cooperative_id=old.cooperative_id, level=old.level, made_on=clock.today(), replaces=old)
    Reminder.objects.filter(letter=old).update(letter=new)
    events.record(
        "letter.prepared_anew", actor=actor, after={"replaces": old.number}, reason=reason.strip(), **new.event_object()
    )
    return new


@transaction.atomic
def restore(letter: Letter, *, actor) -> None:
    """Take back that a letter was made void. Raises DomainError when another was written since."""
    named_locks.hold(LETTERS)
    old = trail.held_void(_only(letter))
    if Letter.objects.filter(replaces=old.pk).exists():
        raise DomainError(_("Another letter was written in the place of this one; it stays void."))
    if _followers(old).exists():
        raise DomainError(_("The step of this letter has come again with another letter; it stays void."))
    trail.in_force_again(old, actor=actor)
    # A letter that was to come after it, and was called back or set aside, has left its reminders without one.
    lost = _about_the_same(old).exclude(letter=old.pk)
    Reminder.objects.filter(pk__in=list(lost.values_list("pk", flat=True))).update(
        letter=old.pk, state=ReminderState.TOLD
    )
    if contact_log.call_again(_about(letter)) > 1:
        _tell(letter, f"Surat nomor {letter.number} berlaku kembali", "restored", actor)


def _followers(void: Letter) -> QuerySet[Letter]:
    """Letters to the same cooperative, to be signed or in force, that stand where a void one stood: of its level and
    made since it was closed, or about what it was about.
    """
    others = Letter.objects.exclude(pk=void.pk).filter(cooperative=void.cooperative_id).exclude(state__in=CLOSED)
    since = Q(level=void.level, pk__gt=void.pk, made_on__gte=void.closed_on)
    return others.filter(since | Exists(_about_the_same(void).filter(letter=OuterRef("pk"))))


def _about_the_same(letter: Letter) -> QuerySet[Reminder]:
    """What a letter was about when it was issued, whichever letter it is about now."""
    return Reminder.objects.filter(contacts__letter=letter.pk)


def _tell(letter: Letter, subject: str, what: str, actor) -> None:
    """Managers who had the letter in their inbox read there what has become of it; in Indonesian, as the letter is."""
    words = MessageWords(subject, letter.subject)
    message = Message(
        lambda _way, _reach: words,
        about=f"{_about(letter)}-{what}",
        cooperative=letter.cooperative,
        ways=(Channel.INBOX,),
        # Of this act: the second time that it is void is news as well.
        key=f"{_about(letter)}-{what}-{clock.now():%Y%m%d%H%M%S%f}",
        url="/reports/",
        by=actor,
    )
    delivery.send([message])


def _about(letter: Letter) -> str:
    return f"letter-{letter.pk}"


def _only(letter: Letter) -> QuerySet[Letter]:
    return Letter.objects.filter(pk=letter.pk).select_related("cooperative", "contact")
