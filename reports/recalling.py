"""Calling back what was prepared for a late cooperative and has lost its reason: it has filed, or was given time."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cooperatives.choices import ContactState
from cooperatives.models import Contact
from core import clock
from core.models import OutgoingMail
from reports.choices import LetterState
from reports.models import Letter, Obligation, Reminder
from reports.querysets import ObligationQuerySet


def live(on: date) -> QuerySet[Reminder]:
    """Reminders that still have a reason: the report is missing, not waived, and late if the step is for late ones."""
    owed = Obligation.objects.missing().not_waived_on(on).filter(pk=OuterRef("obligation"))
    return Reminder.objects.filter(Exists(owed.filter(late_after__lt=on)) | Q(Exists(owed), step__days__lt=0))


@transaction.atomic
def recall(owed: ObligationQuerySet) -> None:
    """For some obligations: messages not sent yet, mail in the queue, letters to sign."""
    alive = live(clock.today())
    idle = (
        Contact.objects.filter(state=ContactState.PREPARED)
        .filter(Exists(Reminder.contacts.through.objects.filter(contact=OuterRef("pk"), reminder__obligation__in=owed)))
        .exclude(Exists(alive.filter(contacts=OuterRef("pk"))))
    )
    pks = list(idle.values_list("pk", flat=True))
    if pks:
        OutgoingMail.objects.filter(contact__in=pks, state=OutgoingMail.State.QUEUED).update(
            state=OutgoingMail.State.CANCELLED
        )
        Contact.objects.filter(pk__in=pks, state=ContactState.PREPARED).exclude(
            mail__state__in=[OutgoingMail.State.SENDING, OutgoingMail.State.SENT]
        ).update(state=ContactState.CANCELLED)
    Letter.objects.filter(state=LetterState.PREPARED, reminders__obligation__in=owed).exclude(
        Exists(alive.filter(letter=OuterRef("pk")))
    ).update(state=LetterState.CANCELLED)
