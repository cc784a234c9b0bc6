"""Enrolling people and what becomes of it: taking an offer, cancelling, replacing, moving, not coming.

Every function holds the session first, changes, tells, and passes a freed seat on, in one transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Capability, may
from cooperatives.keys import plain_upper
from cooperatives.models import Cooperative
from core import clock
from core.errors import DomainError
from core.text import tokens
from core.text.formats import international_phone, long_date
from training import notifications
from training.choices import LIVE, EnrolmentNews, EnrolmentState, Seating, SessionState
from training.enrolments import eligibility, seats, waitlist
from training.models import Enrolment, Session

CODE_LETTERS = 8
TOLD_OF: dict[str, str] = {
    EnrolmentState.REQUESTED: EnrolmentNews.REQUESTED,
    EnrolmentState.CONFIRMED: EnrolmentNews.CONFIRMED,
    EnrolmentState.WAITLISTED: EnrolmentNews.WAITLISTED,
    EnrolmentState.DECLINED: EnrolmentNews.DECLINED,
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who is to sit in the room, as somebody has typed it."""

    name: str
    position: str = ""
    phone: str = ""

    @property
    def key(self) -> str:
        """By which the same person is known again: without capitals, dots, spaces and titles' commas."""
        plain = plain_upper(self.name) or self.name.casefold()
        return plain.replace(" ", "")[:150]

    @property
    def number(self) -> str:
        return international_phone(self.phone) if self.phone.strip() else ""


class NotAllowedError(DomainError):
    """What stands in the way of an enrolment; `problems` are all of it, in words."""

    def __init__(self, problems: list[str]):
        super().__init__(" ".join(problems))
        self.problems = problems


@transaction.atomic
def enrol(
    session: Session, *, cooperative: Cooperative, person: Person, actor, override: str = ""
) -> tuple[Enrolment, bool]:
    """Enrol a person of a cooperative: a seat if one is free, otherwise a place in the line. The answer is the
    enrolment and whether it is new: a second click gets the first one again.

    Raises NotAllowedError with everything that stands in the way. `override`, an officer's reason, passes over the
    group, the window and the seats per cooperative, never over the number of seats.
    """
    cooperative = registered(cooperative.pk)
    session, now = seats.lock(session.pk), clock.now()
    waitlist.settle(session, now)
    if twin := already(session, cooperative, person):
        return twin, False
    problems = impossible(session, person, now)
    if not (override and may(actor, Capability.RUN_TRAINING)):
        problems += _window(session, now) + eligibility.obstacles(session, cooperative)
        problems += _too_many(session, cooperative)
    if problems:
        raise NotAllowedError(problems)
    reasons = eligibility.priorities(session, cooperative, clock.today())
    enrolment = build(session, cooperative, person, actor, priorities=reasons, override_reason=override[:500])
    seats.admit(enrolment, _first_state(session), actor=actor)
    notifications.tell([enrolment], TOLD_OF[enrolment.state])
    return enrolment, True


def registered(pk: int) -> Cooperative:
    """A cooperative as it is now, held before the session: a merge waits, or has been (docs/adr/0015).

    Raises DomainError when it was merged into another record meanwhile.
    """
    found = Cooperative.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if found.merged_into_id:
        raise DomainError(_("This record was merged into another one meanwhile. Choose the cooperative anew."))
    return found


def build(session: Session, cooperative: Cooperative, person: Person, actor, **fields) -> Enrolment:
    """A new enrolment with its card and its place in the line; it has no state yet and is not saved."""
    return Enrolment(
        session=session,
        cooperative=cooperative,
        name=" ".join(person.name.split())[:150],
        name_key=person.key,
        position=person.position[:80],
        phone=person.number[:40],
        code=tokens.letters(CODE_LETTERS),
        made_at=clock.now(),
        made_by=actor,
        made_by_name=actor.display_name[:150],
        has_priority=bool(fields.get("priorities")),
        queued_at=fields.pop("queued_at", None) or clock.now(),
        **fields,
    )


def already(session: Session, cooperative: Cooperative, person: Person) -> Enrolment | None:
    """The enrolment of the same person that is live already; the session is held, so that nobody comes between."""
    live = session.enrolments.live().filter(name_key=person.key).select_related("cooperative")
    return live.filter(cooperative=cooperative).first()


def impossible(session: Session, person: Person, now: datetime) -> list[str]:
    """What no officer can pass over either."""
    found = []
    if session.state != SessionState.PUBLISHED:
        found.append(_("This session is not open: it is “{state}”.").format(state=session.get_state_display()))
    elif session.is_over(now):
        found.append(_("This session is over."))
    if not person.key:
        found.append(_("Give the name of the person."))
    elif person.number and session.enrolments.live().filter(name_key=person.key, phone=person.number).exists():
        found.append(_("{name} is enrolled already, by another cooperative.").format(name=person.name))
    return found


def _window(session: Session, now: datetime) -> list[str]:
    today = timezone.localdate(now)
    if session.has_started(now):
        return [_("The session has begun.")]
    if today < session.opens_on:
        return [_("Enrolment opens on {day}.").format(day=long_date(session.opens_on))]
    if today > session.closes_on:
        return [_("Enrolment ended on {day}.").format(day=long_date(session.closes_on))]
    return []


def _too_many(session: Session, cooperative: Cooperative) -> list[str]:
    n = session.enrolments.live().filter(cooperative=cooperative).count()
    if n < session.per_cooperative:
        return []
    return [
        _(
            "A cooperative may send {most} to this session, and {n} are enrolled already. Cancel or replace one first."
        ).format(most=session.per_cooperative, n=n)
    ]


def _first_state(session: Session) -> str:
    if session.seating == Seating.SELECTION and not session.has_started(clock.now()):
        return EnrolmentState.REQUESTED
    return EnrolmentState.CONFIRMED if seats.free(session) > 0 else EnrolmentState.WAITLISTED


def held(enrolment: Enrolment) -> Enrolment:
    """An enrolment as it is now, with its session held."""
    return seats.lock(enrolment.session_id).enrolments.select_related("cooperative").get(pk=enrolment.pk)


@transaction.atomic
def take_offer(enrolment: Enrolment, *, actor) -> Enrolment:
    """Take an offered seat; a second click gets the same answer. Raises DomainError when the offer is over."""
    enrolment, now = held(enrolment), clock.now()
    if enrolment.state == EnrolmentState.CONFIRMED:
        return enrolment
    over = enrolment.session.has_started(now) or not enrolment.offer_until or enrolment.offer_until <= now
    if enrolment.state != EnrolmentState.OFFERED or over:
        raise DomainError(_("This offer is over: the seat went to the next on the waiting list."))
    seats.move(enrolment, EnrolmentState.CONFIRMED, actor=actor)
    notifications.tell([enrolment], EnrolmentNews.CONFIRMED)
    return enrolment


@transaction.atomic
def cancel(enrolment: Enrolment, *, actor, reason: str = "") -> Enrolment:
    """Give up a seat, an offer or a place in the line; the seat goes to the next. Cancelling again changes nothing.

    Raises DomainError for a manager once the session has begun: then it is the office's matter.
    """
    enrolment, now = held(enrolment), clock.now()
    if enrolment.state == EnrolmentState.CANCELLED:
        return enrolment
    if enrolment.session.has_started(now) and not may(actor, Capability.RUN_TRAINING):
        raise DomainError(_("The session has begun: tell the contact person."))
    if enrolment.attendance.exists():
        raise DomainError(_("{name} was there on a day; this cannot be cancelled.").format(name=enrolment.name))
    seats.move(enrolment, EnrolmentState.CANCELLED, actor=actor, reason=reason.strip()[:500])
    notifications.tell([enrolment], EnrolmentNews.CANCELLED)
    waitlist.settle(enrolment.session, now)
    return enrolment


@transaction.atomic
def replace(enrolment: Enrolment, *, person: Person, actor) -> Enrolment:
    """Let another person of the same cooperative have the seat, the offer or the place in the line; the old card is
    void.

    Raises DomainError when the session is over, the person sits there already, or somebody was there under this name.
    """
    registered(enrolment.cooperative_id)
    now = clock.now()
    waitlist.settle(seats.lock(enrolment.session_id), now)
    enrolment = held(enrolment)
    session = enrolment.session
    if enrolment.state not in LIVE:
        raise DomainError(_("This enrolment has ended meanwhile."))
    if session.has_started(now) and not may(actor, Capability.RUN_TRAINING):
        raise DomainError(_("The session has begun: tell the contact person."))
    if enrolment.attendance.exists():
        raise DomainError(_("{name} was there on a day; this cannot be changed any more.").format(name=enrolment.name))
    if person.key == enrolment.name_key:
        raise DomainError(_("This is the same person."))
    if problems := impossible(session, person, now):
        raise NotAllowedError(problems)
    if already(session, enrolment.cooperative, person):
        raise DomainError(_("{name} is enrolled in this session already.").format(name=person.name))
    state, until = enrolment.state, enrolment.offer_until
    words = _("Replaced by {name}.").format(name=person.name)
    seats.move(enrolment, EnrolmentState.CANCELLED, actor=actor, reason=words[:500])
    new = build(
        session,
        enrolment.cooperative,
        person,
        actor,
        priorities=enrolment.priorities,
        override_reason=enrolment.override_reason,
        follows=enrolment,
        offer_until=until,
        queued_at=enrolment.queued_at,
    )
    seats.admit(new, state, actor=actor)
    notifications.tell([enrolment], EnrolmentNews.REPLACED)
    notifications.tell(
        [new], EnrolmentNews.OFFERED if state == EnrolmentState.OFFERED else TOLD_OF[state], key=_offer_key(new)
    )
    return new


def _offer_key(enrolment: Enrolment) -> str:
    return enrolment.offer_until.isoformat() if enrolment.offer_until else ""
