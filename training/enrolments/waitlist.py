"""The waiting list: a freed seat is offered to the next, with a deadline; not taken, it goes on to the one after."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core import areas
from training import notifications
from training.area import AREA
from training.choices import EnrolmentNews, EnrolmentState, Seating, SessionState
from training.enrolments import seats
from training.models import Enrolment, Session

WAITING = (EnrolmentState.OFFERED, EnrolmentState.WAITLISTED, EnrolmentState.REQUESTED)


@dataclass
class Advanced:
    """How many seats were offered, and how many offers or places in the line ended."""

    sessions: int = 0
    offered: int = 0
    lapsed: int = 0


def advance(now: datetime) -> Advanced:
    """Settle every session in which somebody waits, each in a transaction of its own. Safe to run twice at once."""
    done = Advanced()
    if not areas.is_on(AREA.key):
        return done
    waiting = Enrolment.objects.filter(state__in=WAITING, session__state=SessionState.PUBLISHED)

    def one(pk: int) -> None:
        offered, lapsed = settle(seats.lock(pk), now)
        done.sessions += 1
        done.offered += offered
        done.lapsed += lapsed

    seats.each(waiting.order_by().values_list("session", flat=True), one)
    return done


def settle(session: Session, now: datetime) -> tuple[int, int]:
    """End the offers that are over and offer the free seats to the next. The session is held by the caller.

    Returns how many were offered and how many lapsed.
    """
    if session.state != SessionState.PUBLISHED:
        return 0, 0
    lapsed = _end_offers(session, now)
    if session.has_started(now):
        return 0, lapsed + _close_line(session)
    return _offer(session, now), lapsed


def _end_offers(session: Session, now: datetime) -> int:
    over = session.enrolments.filter(state=EnrolmentState.OFFERED).select_related("cooperative")
    if not session.has_started(now):
        over = over.filter(offer_until__lte=now)
    ended = list(over.order_by("pk"))
    for enrolment in ended:
        reason = _("The offered seat was not taken in time.")
        seats.move(enrolment, EnrolmentState.LAPSED, actor=None, reason=reason)
    notifications.tell(ended, EnrolmentNews.LAPSED)
    return len(ended)


def _close_line(session: Session) -> int:
    left = session.enrolments.filter(state__in=[EnrolmentState.WAITLISTED, EnrolmentState.REQUESTED])
    ended = list(left.select_related("cooperative").order_by("pk"))
    for enrolment in ended:
        seats.move(enrolment, EnrolmentState.LAPSED, actor=None, reason=_("The session began before a seat was free."))
    notifications.tell(ended, EnrolmentNews.LAPSED)
    return len(ended)


def _offer(session: Session, now: datetime) -> int:
    n = seats.free(session)
    # In a selection the free seats are for those about whom an officer has still to decide.
    asked = session.seating == Seating.SELECTION and session.enrolments.filter(state=EnrolmentState.REQUESTED).exists()
    if n < 1 or asked or session.starts_at is None:
        return 0
    chosen = list(session.enrolments.in_line().select_related("cooperative")[:n])
    until = min(now + timedelta(hours=session.offer_hours), session.starts_at)
    for enrolment in chosen:
        seats.move(enrolment, EnrolmentState.OFFERED, actor=None, until=until)
    notifications.tell(chosen, EnrolmentNews.OFFERED, key=until.isoformat())
    return len(chosen)
