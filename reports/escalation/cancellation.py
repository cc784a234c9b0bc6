"""Calling back what was prepared for a cooperative and has lost its reason: it has filed, or need not for now.

A reminder of which nothing has gone out is "no longer needed"; the ladder makes it again when it has a reason again.
"""

from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cooperatives.choices import ContactState
from cooperatives.models import Contact
from core import clock
from core.database import named_locks
from core.models import OutgoingMail
from core.papers.official import PaperState
from reports.choices import ReminderState
from reports.escalation import message_texts
from reports.models import Letter, Reminder
from reports.obligations import eligibility
from reports.querysets import ObligationQuerySet

LETTERS = "letters"
BATCH = 500


def live(on: date) -> QuerySet[Reminder]:
    """Reminders that have a reason on a day."""
    return eligibility.with_reached(Reminder.objects.all(), on).filter(_has_reason(on))


def _has_reason(on: date) -> Q:
    """The report is missing and asked for, and the step's day has come; for a step before the due date that date is
    still ahead, for one after it the days of grace are over. For rows with `reached`
    (reports/obligations/eligibility.py).
    """
    owed = eligibility.asked_on(on).filter(pk=OuterRef("obligation"), due_on__lte=OuterRef("reached"))
    coming, late = Exists(owed.filter(due_on__gte=on)), Exists(owed.filter(late_after__lt=on))
    spared = Q(step__letter_level__gt=0) & eligibility.is_spared("obligation__cooperative")
    return (Q(step__days__lt=0) & Q(coming) | Q(step__days__gte=0) & Q(late)) & ~spared


@transaction.atomic
def recall(owed: ObligationQuerySet | None = None, *, whatever: bool = False) -> None:
    """Call back, for some obligations or all: messages not sent yet, mail in the queue, letters to sign.

    A prepared message that still has a reason in part gets new words. `whatever`: also what has its reason, because
    the obligations go away.
    """
    on = clock.today()
    mine = Reminder.objects.all() if owed is None else Reminder.objects.filter(obligation__in=owed)
    if not mine.exists():
        return
    # Alive may be any reminder of a message or letter; dead is one of ours that has lost its reason.
    alive = Reminder.objects.none() if whatever else live(on)
    dead = mine if whatever else eligibility.with_reached(mine, on).filter(~_has_reason(on))
    _call_back_contacts(dead, alive, on)
    _call_back_letters(dead, alive, on)
    _forget(dead)


def _call_back_contacts(dead: QuerySet[Reminder], alive: QuerySet[Reminder], on: date) -> None:
    """What waits to be sent, and what could not be: neither is anybody's task any more."""
    waiting = Q(state=ContactState.PREPARED) | Q(state=ContactState.FAILED, result="")
    concerned = Contact.objects.filter(waiting).filter(Exists(dead.filter(contacts=OuterRef("pk"))))
    has_reason = Exists(alive.filter(contacts=OuterRef("pk")))
    pks = list(concerned.exclude(has_reason).values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        _cancel(pks[start : start + BATCH])
    in_part = concerned.filter(has_reason, state=ContactState.PREPARED)
    for contact in in_part.filter(Q(mail=None) | Q(mail__state=OutgoingMail.State.QUEUED)).select_related(
        "cooperative"
    ):
        _reword(contact, alive, on)


def _cancel(contacts: list[int]) -> None:
    OutgoingMail.objects.filter(
        contact__in=contacts, state__in=[OutgoingMail.State.QUEUED, OutgoingMail.State.FAILED]
    ).update(state=OutgoingMail.State.CANCELLED)
    Contact.objects.filter(pk__in=contacts).exclude(
        mail__state__in=[OutgoingMail.State.SENDING, OutgoingMail.State.SENT]
    ).update(state=ContactState.CANCELLED)


def _reword(contact: Contact, alive: QuerySet[Reminder], on: date) -> None:
    reminders = alive.filter(contacts=contact).select_related("step", "obligation__period")
    highest = max(reminders, key=lambda reminder: reminder.step.days)
    owed = [reminder.obligation for reminder in reminders]
    if highest.step.days >= 0:
        owed = list(eligibility.late_on(on).filter(cooperative=contact.cooperative).select_related("period"))
    contact.subject, contact.text = message_texts.compose(highest.step, contact.cooperative.legal_name, owed)
    contact.save(update_fields=["subject", "text"])
    OutgoingMail.objects.filter(pk=contact.mail_id, state=OutgoingMail.State.QUEUED).update(
        subject=contact.subject, body=contact.text
    )


def _call_back_letters(dead: QuerySet[Reminder], alive: QuerySet[Reminder], on: date) -> None:
    letters = Letter.objects.filter(Exists(dead.filter(letter=OuterRef("pk"))), state=PaperState.PREPARED)
    if not letters.exists():
        return
    # Held by whoever issues or prepares letters, so that all lock their rows one after the other.
    named_locks.hold(LETTERS)
    cancel(list(letters.exclude(Exists(alive.filter(letter=OuterRef("pk")))).values_list("pk", flat=True)), on)


def cancel(letters: list[int], on: date) -> int:
    """Take back letters that were not signed; their steps come again when they have a reason. Returns how many.

    Such a one stands in the place of no other any more.
    """
    cancelled = Letter.objects.filter(pk__in=letters, state=PaperState.PREPARED).update(
        state=PaperState.CANCELLED, closed_on=on, replaces=None
    )
    Reminder.objects.filter(letter__in=letters, letter__state=PaperState.CANCELLED).update(
        state=ReminderState.NOT_NEEDED
    )
    return cancelled


def _forget(dead: QuerySet[Reminder]) -> None:
    """Let the steps come again of which nothing has gone out."""
    silent = ~Exists(Contact.objects.gone_out().filter(reminders=OuterRef("pk")))
    again = dead.filter(Q(state=ReminderState.TOLD, letter=None) & Q(silent) | Q(state=ReminderState.NEW))
    Reminder.objects.filter(pk__in=again.values("pk")).update(state=ReminderState.NOT_NEEDED)


@transaction.atomic
def begin_anew(owed: ObligationQuerySet) -> None:
    """Let the steps come again whose day lies ahead once more, since the due date of some obligations was moved."""
    reminders = eligibility.with_reached(Reminder.objects.filter(obligation__in=owed), clock.today())
    moved = reminders.filter(obligation__due_on__gt=F("reached"))
    Reminder.objects.filter(pk__in=moved.values("pk")).update(state=ReminderState.NOT_NEEDED)
