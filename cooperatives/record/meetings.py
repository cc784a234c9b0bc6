"""Members' meetings by book year; the latest RAT is also a column of the cooperative."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.choices import MeetingKind
from cooperatives.models import AnnualMeeting, Cooperative
from cooperatives.record.versions import lock, save
from core import events
from core.errors import DomainError


def keep_earlier(held: Iterable[tuple[Cooperative, date | None, date | None]]) -> None:
    """Of records whose last RAT is a later one now: keep the one before, by record, its day, and the day now.

    A list or a form says the last one alone; questions about past years need those before. Its book year is taken to
    be the year before, as an annual meeting is held after the books are closed (UU 25/1992 art. 26).
    """
    AnnualMeeting.objects.bulk_create(
        [
            AnnualMeeting(cooperative=record, kind=MeetingKind.RAT, book_year=before.year - 1, held_on=before)
            for record, before, now in held
            if before and now and now.year > before.year
        ],
        batch_size=200,
        ignore_conflicts=True,
    )


def years_of(cooperative: Cooperative) -> list[int]:
    """The years in which it is known to have held its RAT, the newest first."""
    held = cooperative.meetings.filter(kind=MeetingKind.RAT).order_by().values_list("held_on__year", flat=True)
    known = {*held, *([cooperative.last_rat_year] if cooperative.last_rat_year else [])}
    return sorted(known, reverse=True)


def is_later(meeting: AnnualMeeting, cooperative: Cooperative) -> bool:
    """Than the last RAT of a record, of which the year alone may be known."""
    if cooperative.last_rat_on:
        return meeting.held_on > cooperative.last_rat_on
    return cooperative.last_rat_year is None or meeting.held_on.year >= cooperative.last_rat_year


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
    if meeting.kind == MeetingKind.RAT and is_later(meeting, cooperative):
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
