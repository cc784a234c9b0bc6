"""Who was there: marks of a device or of a list, each (person, day) once, whatever is sent how often.

A mark says "was there" and nothing else, so that marks which wait on a device and arrive late or twice do no harm;
taking one back is an officer's act at the screen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, events
from core.database import idempotency
from core.errors import DomainError
from core.text import tokens
from training.choices import EnrolmentState, MarkedBy, SessionState
from training.enrolments import seats
from training.models import Attendance, Enrolment, Session, SessionDay
from training.sessions.schedule import at

# Marks may be made from the evening before (the office prepares the list) and arrive long after.
EARLY = timedelta(hours=14)
# Clocks of cheap telephones are wrong by minutes.
AHEAD = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class AttendanceMark:
    """What a device has seen: the code of a card (or the key of an enrolment), which day, when, how; and the entry of
    the device, which counts once, though the mark has been taken back since.
    """

    code: str
    day: int
    at: datetime
    how: str = MarkedBy.SCAN
    entry: str = ""


@dataclass(frozen=True, slots=True)
class MarkOutcome:
    """What became of a mark: `new`, `again`, or `refused` with the reason."""

    result: str
    text: str
    name: str = ""
    enrolment: int | None = None


def code_of(text: str) -> str:
    """The code in what was scanned or typed: the address of a card, or the letters alone."""
    return tokens.clean(text.strip().rstrip("/").rpartition("/")[2])


@transaction.atomic
def take(session: Session, marks: Iterable[AttendanceMark], *, actor) -> list[MarkOutcome]:
    """Take some marks; the answers are in their order. One event tells of all that are new."""
    session = seats.lock(session.pk)
    days = {day.pk: day for day in session.days.all()}
    people = {one.code: one for one in session.enrolments.select_related("cooperative")}
    present = set(Attendance.objects.filter(enrolment__session=session).values_list("enrolment", "day"))
    outcomes, fresh, sent = [], [], list(marks)
    spent, used = idempotency.spent_of(mark.entry for mark in sent), set[str]()
    for mark in sent:
        one = people.get(code_of(mark.code))
        if mark.entry in spent and one and (one.pk, mark.day) not in present:
            text = _("{name} was noted by this very mark, and that was taken back since.").format(name=one.name)
            outcomes.append(MarkOutcome("refused", text, one.name, one.pk))
            continue
        outcome, row = _take_one(session, mark, days, people, present, actor)
        outcomes.append(outcome)
        if mark.entry and outcome.result != "refused":
            used.add(mark.entry)
        if row:
            fresh.append(row)
            present.add((row.enrolment_id, row.day_id))
    idempotency.spend_all(used)
    if fresh:
        Attendance.objects.bulk_create(fresh)
        names = ", ".join(sorted({row.enrolment.name for row in fresh}))
        _event(
            "attendance.taken",
            session,
            actor,
            after={
                "n": len(fresh),
                "people": names[:1000],
                "days": sorted({row.day.date.isoformat() for row in fresh}),
            },
        )
    return outcomes


def _take_one(session, mark: AttendanceMark, days, people, present, actor) -> tuple[MarkOutcome, Attendance | None]:
    one, day = people.get(code_of(mark.code)), days.get(mark.day)
    if one is None:
        return MarkOutcome("refused", _("This code belongs to nobody in this session.")), None
    if day is None:
        return MarkOutcome("refused", _("This session has no such day any more."), one.name, one.pk), None
    if problem := obstacle(session, day):
        return MarkOutcome("refused", problem, one.name, one.pk), None
    if (one.pk, day.pk) in present:
        return MarkOutcome("again", _("{name} was noted already.").format(name=one.name), one.name, one.pk), None
    if one.state == EnrolmentState.NO_SHOW:
        try:
            seats.move(one, EnrolmentState.CONFIRMED, actor=actor)
        except seats.FullError as error:
            return MarkOutcome("refused", str(error), one.name, one.pk), None
    if one.state != EnrolmentState.CONFIRMED:
        text = _("{name} has no seat: {state}.").format(name=one.name, state=one.get_state_display())
        return MarkOutcome("refused", text, one.name, one.pk), None
    now = clock.now()
    moment = max(min(mark.at, now + AHEAD), at(day.date, day.starts) - EARLY)
    row = Attendance(
        enrolment=one,
        day=day,
        at=moment,
        arrived_at=now,
        how=mark.how,
        by=actor,
        by_name=actor.display_name[:150],
    )
    return MarkOutcome("new", _("{name} is there.").format(name=one.name), one.name, one.pk), row


def obstacle(session: Session, day: SessionDay) -> str:
    """Why attendance of a day cannot be taken now; empty when it can."""
    if session.state != SessionState.PUBLISHED:
        return _("This session is not open: it is “{state}”.").format(state=session.get_state_display())
    if clock.now() < at(day.date, day.starts) - EARLY:
        return _("This day has not come yet.")
    return ""


@transaction.atomic
def take_back(enrolment: Enrolment, day: SessionDay, *, actor) -> bool:
    """Undo a mark. False when there was none; raises DomainError when a certificate rests on it."""
    session = seats.lock(enrolment.session_id)
    if enrolment.certificates.filter(withdrawn_on=None).exists():
        raise DomainError(_("{name} has a certificate: withdraw it first.").format(name=enrolment.name))
    deleted, _what = Attendance.objects.filter(enrolment=enrolment, day=day).delete()
    if deleted:
        _event("attendance.taken_back", session, actor, before={"people": enrolment.name, "day": day.date})
    return bool(deleted)


def _event(verb: str, session: Session, actor, **details) -> None:
    events.record(verb, actor=actor, object_type="session", object_id=session.pk, label=str(session), **details)
