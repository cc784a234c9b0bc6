"""Making a session, changing it, publishing, cancelling and copying it; whoever is concerned is told once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import clock, events
from core.errors import DomainError, StaleVersionError
from training import notifications
from training.choices import EnrolmentNews, EnrolmentState, SessionState
from training.enrolments import seats, waitlist
from training.models import Programme, Session, SessionDay

# Fields of a session that an officer fills in; the lists of districts and names stand apart.
FIELDS = (
    "number",
    "venue",
    "address",
    "trainer",
    "contact_name",
    "contact_phone",
    "quota",
    "per_cooperative",
    "seating",
    "opens_on",
    "closes_on",
    "fee",
    "statuses",
    "with_revival",
    "kinds",
    "only_named",
    "priorities",
    "offer_hours",
    "attendance_percent",
    "pass_mark",
    "valid_months",
)
# What participants must know of when it changes; the days are among it.
CONCERNS_ALL = ("venue", "address", "fee")


@dataclass(frozen=True, slots=True)
class ScheduledDay:
    """One day of a session, from an hour to an hour in the office's time (WIB)."""

    date: date
    starts: time
    ends: time


def next_number(programme: Programme) -> int:
    return (programme.sessions.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def create(
    programme: Programme, *, fields: dict[str, Any], days: Sequence[ScheduledDay], districts=(), actor
) -> Session:
    """A new session as a draft. Raises DomainError for a number that is taken or days that cannot be."""
    _check_days(days)
    _hold(programme)
    try:
        with transaction.atomic():
            session = Session.objects.create(programme=programme, created_by=actor, **fields)
    except IntegrityError:
        raise DomainError(_("This programme has a session with this number already.")) from None
    session.districts.set(districts)
    _set_days(session, days)
    _event("session.made", session, actor=actor, after=fields | {"days": _words(days), **_places(districts)})
    return session


@transaction.atomic
def change(
    session: Session,
    *,
    fields: dict[str, Any],
    days: Sequence[ScheduledDay],
    districts=(),
    expected_version: int,
    actor,
) -> Session:
    """Change a session; participants are told once of what concerns them, freed seats are offered.

    Raises DomainError for fewer seats than are taken or for days that hold attendance, StaleVersionError when somebody
    else has changed it since `expected_version` was read.
    """
    _check_days(days)
    session = seats.lock(session.pk)
    if session.version != expected_version:
        raise StaleVersionError(_("Somebody else has changed this session meanwhile. Look at it again first."))
    if session.state == SessionState.CANCELLED:
        raise DomainError(_("This session is cancelled."))
    now = clock.now()
    _check_move(session, fields, days, now)
    waitlist.settle(session, now)
    held = session.enrolments.holding().count()
    if fields["quota"] < held:
        raise DomainError(
            _(
                "{held} seats are taken or offered. Cancel or move participants first, then lower the number of seats."
            ).format(held=held)
        )
    before = {name: getattr(session, name) for name in FIELDS}
    days_before, places_before = _days_of(session), list(session.districts.all())
    if days_before != list(days):
        _set_days(session, days)
    for name, value in fields.items():
        setattr(session, name, value)
    session.districts.set(districts)
    changed = {name: value for name, value in fields.items() if before[name] != value}
    moved = days_before != list(days)
    replaced = {one.pk for one in places_before} != {one.pk for one in districts}
    if not (changed or moved or replaced):
        return session
    session.version += 1
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError:
        raise DomainError(_("This programme has a session with this number already.")) from None
    _event(
        "session.changed",
        session,
        actor=actor,
        before={name: before[name] for name in changed}
        | ({"days": _words(days_before)} if moved else {})
        | (_places(places_before) if replaced else {}),
        after=changed | ({"days": _words(days)} if moved else {}) | (_places(districts) if replaced else {}),
    )
    if session.state == SessionState.PUBLISHED:
        seats.end_offers_by(session, session.starts_at)
        if (moved or set(changed) & set(CONCERNS_ALL)) and not session.is_over(now):
            concerned = list(session.enrolments.live().select_related("cooperative"))
            notifications.tell(concerned, EnrolmentNews.CHANGED, key=str(session.version))
        waitlist.settle(session, now)
    return session


@transaction.atomic
def publish(session: Session, *, actor) -> Session:
    """Put a draft on the public list. Raises DomainError when it has begun already."""
    session = seats.lock(session.pk)
    if session.state == SessionState.PUBLISHED:
        return session
    if session.state == SessionState.CANCELLED:
        raise DomainError(_("This session is cancelled. Copy it to hold it after all."))
    if session.starts_at is None or session.has_started(clock.now()):
        raise DomainError(_("The first day of this session has passed. Give it days that lie ahead."))
    _move(session, SessionState.PUBLISHED, actor)
    return session


@transaction.atomic
def cancel(session: Session, *, reason: str, actor) -> Session:
    """Call a session off and tell everybody who has, wants or was offered a seat, once.

    Raises DomainError without a reason, or once it is over.
    """
    if not reason.strip():
        raise DomainError(_("Give the reason of the change."))
    session = seats.lock(session.pk)
    if session.state == SessionState.CANCELLED:
        return session
    if session.is_over(clock.now()):
        raise DomainError(_("This session is over."))
    if session.enrolments.trained().exists():
        raise DomainError(_("Attendance was taken already. Take the days that do not take place out instead."))
    session.cancel_reason = reason.strip()[:500]
    session.save(update_fields=["cancel_reason"])
    concerned = list(session.enrolments.live().select_related("cooperative"))
    for enrolment in concerned:
        seats.move(enrolment, EnrolmentState.CANCELLED, actor=actor, reason=_("The session was cancelled."))
    _move(session, SessionState.CANCELLED, actor, reason=session.cancel_reason)
    notifications.tell(concerned, EnrolmentNews.CALLED_OFF)
    return session


@transaction.atomic
def delete_draft(session: Session, *, actor) -> None:
    """Take away a draft on which nothing rests. Raises DomainError for anything else."""
    session = seats.lock(session.pk)
    if session.state != SessionState.DRAFT or session.enrolments.exists():
        raise DomainError(_("Only a draft can be deleted; a published session is cancelled."))
    _event("session.deleted", session, actor=actor, before={"days": _words(_days_of(session))})
    session.delete()


@transaction.atomic
def copy(session: Session, *, actor) -> Session:
    """A draft with everything of a session but its people; its days and the window are to be given anew."""
    _hold(session.programme)
    fields = {name: getattr(session, name) for name in FIELDS} | {
        "number": next_number(session.programme),
        "opens_on": clock.today(),
        "closes_on": clock.today(),
    }
    new = Session.objects.create(programme=session.programme, created_by=actor, **fields)
    new.districts.set(session.districts.all())
    new.named.set(session.named.all())
    _event("session.made", new, actor=actor, after={"copy_of": str(session)})
    return new


def _move(session: Session, to: str, actor, reason: str = "") -> None:
    old = session.state
    moved = Session.objects.filter(pk=session.pk, state=old).update(state=to, version=session.version + 1)
    if not moved:
        raise StaleVersionError(_("Somebody else has changed this session meanwhile. Look at it again first."))
    session.refresh_from_db(fields=["state", "version"])
    _event(f"session.{to}", session, actor=actor, before={"state": old}, after={"state": to}, reason=reason)


def _hold(programme: Programme) -> None:
    """Let two sessions that are made at once have two numbers."""
    Programme.objects.select_for_update().get(pk=programme.pk)


def _check_move(session: Session, fields: dict[str, Any], days: Sequence[ScheduledDay], now: datetime) -> None:
    """Raises DomainError for what would hurt those who have enrolled in a published session."""
    if session.state != SessionState.PUBLISHED:
        return
    first = min(days, key=lambda day: day.date)
    if not session.has_started(now) and at(first.date, first.starts) <= now:
        raise DomainError(_("The first day would lie in the past. Look at its date again, or cancel the session."))
    asked = session.enrolments.filter(state=EnrolmentState.REQUESTED)
    if fields["seating"] != session.seating and asked.exists():
        raise DomainError(_("Decide about those who have asked first, then change how seats are given."))


def _places(districts) -> dict[str, str]:
    names = sorted(district.name for district in districts)
    return {"districts": ", ".join(names)} if names else {}


def _check_days(days: Sequence[ScheduledDay]) -> None:
    if not days:
        raise DomainError(_("Give at least one day."))
    if len({day.date for day in days}) < len(days):
        raise DomainError(_("Two of the days have the same date."))
    if backwards := [day for day in days if day.ends <= day.starts]:
        raise DomainError(_("{day} ends before it begins.").format(day=backwards[0].date.strftime("%d/%m/%Y")))


def _days_of(session: Session) -> list[ScheduledDay]:
    return [ScheduledDay(day.date, day.starts, day.ends) for day in session.days.all()]


def _set_days(session: Session, days: Sequence[ScheduledDay]) -> None:
    """Let the session have these days; a day that attendance was taken on stays. Raises DomainError otherwise."""
    wanted = {day.date: day for day in days}
    gone = session.days.exclude(date__in=wanted)
    if gone.filter(attendance__isnull=False).exists():
        raise DomainError(_("Attendance was taken on a day that you have taken out; it cannot be removed."))
    gone.delete()
    ordered = sorted(days, key=lambda day: day.date)
    for day in ordered:
        SessionDay.objects.update_or_create(
            session=session, date=day.date, defaults={"starts": day.starts, "ends": day.ends}
        )
    session.starts_at = at(ordered[0].date, ordered[0].starts)
    session.ends_at = at(ordered[-1].date, ordered[-1].ends)
    session.save(update_fields=["starts_at", "ends_at"])


def at(day: date, hour: time) -> datetime:
    """A moment in the office's time zone (WIB)."""
    return datetime.combine(day, hour, tzinfo=ZoneInfo(settings.TIME_ZONE))


def _words(days: Sequence[ScheduledDay]) -> str:
    return "; ".join(f"{day.date:%d/%m/%Y} {day.starts:%H.%M}–{day.ends:%H.%M}" for day in days)


def _event(verb: str, session: Session, **details: Any) -> None:
    events.record(verb, object_type="session", object_id=session.pk, label=str(session), **details)
