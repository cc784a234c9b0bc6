"""What an officer decides about people who have enrolled: who has the seats, and who goes to another session."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from training import notifications
from training.choices import LIVE, EnrolmentNews, EnrolmentState
from training.enrolments import eligibility, seats, waitlist
from training.enrolments.enrolment import (
    TOLD_OF,
    NotAllowedError,
    Person,
    already,
    build,
    held,
    impossible,
    registered,
)
from training.models import Enrolment, Session
from training.querysets import LINE

UNDECIDED = (EnrolmentState.REQUESTED, EnrolmentState.WAITLISTED, EnrolmentState.OFFERED)


@transaction.atomic
def transfer(enrolment: Enrolment, *, to: Session, actor, reason: str) -> Enrolment:
    """Move a person to another session: a seat there if one is free, otherwise a place in its line.

    Raises DomainError without a reason, or when the person cannot be there.
    """
    if not reason.strip():
        raise DomainError(_("Give the reason of the change."))
    if to.pk == enrolment.session_id:
        raise DomainError(_("This is the same session."))
    registered(enrolment.cooperative_id)
    # Both are held, the lower number first: one order for all, so that nobody waits in a circle.
    both = {pk: seats.lock(pk) for pk in sorted((enrolment.session_id, to.pk))}
    enrolment, target, now = held(enrolment), both[to.pk], clock.now()
    if enrolment.state not in LIVE:
        raise DomainError(_("This enrolment has ended meanwhile."))
    if enrolment.attendance.exists():
        raise DomainError(_("{name} was there on a day; this cannot be changed any more.").format(name=enrolment.name))
    person = Person(enrolment.name, enrolment.position, enrolment.phone)
    waitlist.settle(target, now)
    if already(target, enrolment.cooperative, person):
        raise DomainError(_("{name} is enrolled in that session already.").format(name=enrolment.name))
    if problems := impossible(target, person, now):
        raise NotAllowedError(problems)
    words = _("Moved to {session}: {reason}").format(session=target, reason=reason.strip())
    seats.move(enrolment, EnrolmentState.CANCELLED, actor=actor, reason=words[:500])
    reasons = eligibility.priorities(target, enrolment.cooperative, clock.today())
    new = build(
        target,
        enrolment.cooperative,
        person,
        actor,
        priorities=reasons,
        follows=enrolment,
        override_reason=reason.strip()[:500],
    )
    seats.admit(new, EnrolmentState.CONFIRMED if seats.free(target) > 0 else EnrolmentState.WAITLISTED, actor=actor)
    notifications.tell([enrolment], EnrolmentNews.CANCELLED)
    notifications.tell([new], TOLD_OF[new.state])
    waitlist.settle(enrolment.session, now)
    return new


@transaction.atomic
def decide(session: Session, chosen: Iterable[int], *, to: str, actor, reason: str = "") -> list[Enrolment]:
    """An officer's decision about some that have asked or wait: confirm, put on the waiting list, or decline.

    All of them or none; those of whom it is decided so already stay as they are. Raises FullError when more are
    confirmed than seats are free, DomainError for somebody who neither asks nor waits any more, and for a decision that
    needs a reason and has none: declining, and passing over others in the line.
    """
    session, now = seats.lock(session.pk), clock.now()
    waitlist.settle(session, now)
    rows = session.enrolments.filter(pk__in=list(chosen)).select_related("cooperative").order_by(*LINE)
    found = [enrolment for enrolment in rows if enrolment.state != to]
    if settled := [enrolment.name for enrolment in found if enrolment.state not in UNDECIDED]:
        text = _("These neither ask nor wait for a seat (any more): {names}")
        raise DomainError(text.format(names=", ".join(settled[:5])))
    out_of_turn = to == EnrolmentState.CONFIRMED and any(one.state == EnrolmentState.WAITLISTED for one in found)
    if (to == EnrolmentState.DECLINED or out_of_turn) and not reason.strip():
        raise DomainError(_("Give the reason of the change."))
    if to == EnrolmentState.CONFIRMED and (needed := sum(not one.holds_a_seat for one in found)) > seats.free(session):
        raise seats.FullError(
            _("{n} were chosen, but {free} seats are free.").format(n=needed, free=max(seats.free(session), 0))
        )
    for enrolment in found:
        seats.move(enrolment, to, actor=actor, reason=reason.strip()[:500])
    notifications.tell(found, TOLD_OF[to])
    waitlist.settle(session, now)
    return found
