"""That a cooperative need not report a quarter: approved with a reason, for a time, taken back again."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock, events
from core.errors import DomainError
from reports.choices import WaiverReason
from reports.models import Obligation, Waiver
from reports.obligations import lateness
from reports.workflow import lock


@transaction.atomic
def waive(obligation: Obligation, *, reason: str, note: str, actor, expires_on: date | None = None) -> Waiver:
    """Waive a report. Raises DomainError without a note, with a date in the past, or when one is in force."""
    if reason not in WaiverReason.values or not note.strip():
        raise DomainError(_("Give the reason of the waiver in words."))
    if expires_on and expires_on < clock.today():
        raise DomainError(_("The date lies in the past."))
    lock(obligation.pk)
    # One that has run out makes room for the next.
    obligation.waivers.filter(ended_at=None, expires_on__lt=clock.today()).update(ended_at=timezone.now())
    try:
        with transaction.atomic():
            waiver = Waiver.objects.create(
                obligation=obligation,
                reason=reason,
                note=note.strip(),
                expires_on=expires_on,
                approved_by=actor,
                approved_by_name=actor.display_name[:150],
            )
    except IntegrityError:
        raise DomainError(_("This report is waived already.")) from None
    lateness.refresh(Obligation.objects.filter(pk=obligation.pk))
    _event(
        "obligation.waived",
        waiver,
        actor,
        reason=waiver.note,
        after={"waiver": waiver.get_reason_display(), "expires_on": expires_on},
    )
    return waiver


@transaction.atomic
def end(waiver: Waiver, *, actor) -> None:
    """Take a waiver back: the report is due again. Safe to repeat."""
    lock(waiver.obligation_id)
    if Waiver.objects.filter(pk=waiver.pk, ended_at=None).update(ended_at=timezone.now()):
        lateness.refresh(Obligation.objects.filter(pk=waiver.obligation_id))
        _event("obligation.waiver_ended", waiver, actor, before={"waiver": waiver.get_reason_display()})


def _event(verb: str, waiver: Waiver, actor, **details) -> None:
    obligation = waiver.obligation
    events.record(
        verb,
        actor=actor,
        object_type="cooperative",
        object_id=obligation.cooperative_id,
        label=f"{obligation.cooperative.name}, {obligation.period.slug}",
        **details,
    )
