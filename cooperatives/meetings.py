"""Members' meetings by book year; the latest RAT is also a column of the cooperative."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.choices import MeetingKind
from cooperatives.models import AnnualMeeting, Cooperative
from cooperatives.saving import lock, save
from core import events
from core.errors import DomainError


@transaction.atomic
def put(cooperative: Cooperative, *, meeting: AnnualMeeting, actor) -> AnnualMeeting:
    """Record a meeting. Raises DomainError for a second RAT of a book year or a date that cannot be."""
    if meeting.held_on > timezone.localdate():
        raise DomainError(_("The meeting lies in the future."))
    if meeting.kind == MeetingKind.RAT and meeting.held_on.year < meeting.book_year:
        raise DomainError(_("A RAT is held after its book year has begun: check the year and the date."))
    cooperative = lock(cooperative.pk)
    meeting.cooperative = cooperative
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError:
        raise DomainError(_("The RAT of this book year is recorded already.")) from None
    if meeting.kind == MeetingKind.RAT and (
        cooperative.last_rat_on is None or meeting.held_on > cooperative.last_rat_on
    ):
        cooperative.last_rat_on = meeting.held_on
    save(cooperative, ["last_rat_on"])
    events.record(
        "meeting.recorded",
        actor=actor,
        object_type="cooperative",
        object_id=cooperative.pk,
        label=cooperative.name,
        after={"kind": meeting.kind, "book_year": meeting.book_year, "held_on": meeting.held_on},
    )
    return meeting
