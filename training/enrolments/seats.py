"""The states of an enrolment and the seats of a session, and the only module that moves them (tests/test_guards.py).

Whoever takes or frees a seat holds the session first: a seat is counted and given in one transaction, never by a
stored counter (on SQLite the IMMEDIATE transaction is the lock; docs/adr/0015).
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import events
from core.errors import DomainError, StaleVersionError
from training.choices import HOLDING, EnrolmentState, SessionState
from training.models import Enrolment, Session

log = logging.getLogger(__name__)
MOVES: dict[str, tuple[str, ...]] = {
    EnrolmentState.REQUESTED: (
        EnrolmentState.CONFIRMED,
        EnrolmentState.WAITLISTED,
        EnrolmentState.DECLINED,
        EnrolmentState.CANCELLED,
        EnrolmentState.LAPSED,
    ),
    EnrolmentState.WAITLISTED: (
        EnrolmentState.OFFERED,
        EnrolmentState.CONFIRMED,
        EnrolmentState.DECLINED,
        EnrolmentState.CANCELLED,
        EnrolmentState.LAPSED,
    ),
    EnrolmentState.OFFERED: (
        EnrolmentState.CONFIRMED,
        EnrolmentState.CANCELLED,
        EnrolmentState.LAPSED,
    ),
    EnrolmentState.CONFIRMED: (EnrolmentState.CANCELLED, EnrolmentState.NO_SHOW),
    EnrolmentState.NO_SHOW: (EnrolmentState.CONFIRMED,),
    EnrolmentState.DECLINED: (),
    EnrolmentState.CANCELLED: (),
    EnrolmentState.LAPSED: (),
}


class FullError(DomainError):
    """No seat is free."""


def lock(session_id: int) -> Session:
    """Hold a session until the end of the transaction, as it is now."""
    return Session.objects.select_for_update(of=("self",)).select_related("programme").get(pk=session_id)


def each(sessions: Iterable[int], work: Callable[[int], None]) -> None:
    """Do something with some sessions, each in a transaction of its own. One that fails does not keep the others
    waiting; the first error is raised at the end.
    """
    errors = []
    for pk in sorted(set(sessions)):
        try:
            with transaction.atomic():
                work(pk)
        except Exception as error:
            log.exception("session %s", pk)
            errors.append(error)
    if errors:
        raise errors[0]


def free(session: Session) -> int:
    """Seats that are neither taken nor offered. Call it with the session held."""
    return session.quota - session.enrolments.holding().count()


def admit(enrolment: Enrolment, to: str, *, actor) -> Enrolment:
    """Save a new enrolment in its first state, with its event. Raises FullError for a seat that is not free."""
    _see_to_a_seat(enrolment.session, to)
    enrolment.state = to
    enrolment.save(force_insert=True)
    _event("enrolment.made", enrolment, actor=actor, after={"state": to}, reason=enrolment.override_reason)
    return enrolment


def move(enrolment: Enrolment, to: str, *, actor, reason: str = "", until: datetime | None = None) -> None:
    """Move an enrolment to another state, with its event; the session is held by the caller.

    Raises DomainError for a move that is not allowed, FullError for a seat that is not free, StaleVersionError when
    somebody else has moved it meanwhile.
    """
    old = enrolment.state
    if to not in MOVES[old]:
        raise DomainError(
            _("An enrolment that is “{old}” cannot become “{new}”.").format(
                old=EnrolmentState(old).label, new=EnrolmentState(to).label
            )
        )
    if old not in HOLDING:
        _see_to_a_seat(enrolment.session, to)
    moved = Enrolment.objects.filter(pk=enrolment.pk, state=old).update(
        state=to, offer_until=until, reason=reason or enrolment.reason
    )
    if not moved:
        raise StaleVersionError(_("Somebody else has changed this enrolment meanwhile. Look at it again first."))
    enrolment.refresh_from_db(fields=["state", "offer_until", "reason"])
    _event(f"enrolment.{to}", enrolment, actor=actor, before={"state": old}, after={"state": to}, reason=reason)


def end_offers_by(session: Session, moment: datetime) -> None:
    """Let no offer last beyond a moment: the start of the session, when it has moved nearer."""
    session.enrolments.filter(state=EnrolmentState.OFFERED, offer_until__gt=moment).update(offer_until=moment)


def _see_to_a_seat(session: Session, to: str) -> None:
    if to not in HOLDING:
        return
    if session.state != SessionState.PUBLISHED:
        raise DomainError(_("This session is not open: it is “{state}”.").format(state=session.get_state_display()))
    if free(session) < 1:
        raise FullError(_("All {n} seats are taken.").format(n=session.quota))


def _event(verb: str, enrolment: Enrolment, *, actor, after: dict[str, Any], **details: Any) -> None:
    """One event, found again by the session and by the cooperative."""
    events.record(
        verb,
        actor=actor,
        object_type="session",
        object_id=enrolment.session_id,
        label=f"{enrolment.name} – {enrolment.cooperative.name}",
        after=after,
        source={"enrolment": enrolment.pk, "cooperative": enrolment.cooperative_id},
        **details,
    )
