"""Inviting cooperatives to a session: who could come and has not been asked, and asking many in one go."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from cooperatives.models import Cooperative
from core import clock, events
from core.errors import DomainError
from core.text.parsing import whole
from training import notifications
from training.choices import SessionState
from training.enrolments import eligibility, seats
from training.models import Attendance, Enrolment, Session, SessionInvitation

NEVER, ONCE = "never", "once"


def trained() -> QuerySet[Any, Any]:
    """Keys of the cooperatives of which somebody was at a training on a day at least."""
    return Attendance.objects.order_by().values("enrolment__cooperative")


def candidates(session: Session, params) -> QuerySet[Cooperative]:
    """Cooperatives that may enrol, are not in it and were not invited; by `status`, `trained`, `district`, `kind`, `q`
    of the address. Unknown values find none.
    """
    # Whoever is invited by name becomes one of the names.
    found = (
        Cooperative.objects.current().exclude(status__in=eligibility.GONE)
        if session.only_named
        else (eligibility.eligible(session))
    )
    found = found.exclude(pk__in=Enrolment.objects.live().filter(session=session).values("cooperative"))
    found = found.exclude(pk__in=session.invitations.values("cooperative"))
    if status := params.get("status"):
        found = found.filter(status=status)
    if kind := params.get("kind"):
        found = found.filter(kind=kind)
    if district := params.get("district"):
        found = found.filter(district=whole(district) or 0)
    if q := " ".join(params.get("q", "").split())[:100]:
        found = found.filter(name__icontains=q)
    if state := params.get("trained"):
        reached = found.filter(pk__in=trained())
        found = {NEVER: found.exclude(pk__in=trained()), ONCE: reached}.get(state, found.none())
    return found.select_related("district").order_by("name_key", "pk")


def invited(session: Session) -> QuerySet[SessionInvitation]:
    """The invitations of a session, the newest first, each with `has_answered`: somebody was enrolled."""
    seats_of = Enrolment.objects.live().filter(session=session, cooperative=OuterRef("cooperative"))
    found = session.invitations.filter(cooperative__merged_into=None).annotate(has_answered=Exists(seats_of))
    return found.select_related("cooperative").order_by("-at", "cooperative__name_key")


@transaction.atomic
def invite(session: Session, chosen: Iterable[int], *, actor) -> int:
    """Invite cooperatives by mail, inbox and a WhatsApp text, each once per session; returns how many were new.

    Raises DomainError for a session whose enrolment is over or that is not published.
    """
    pks = list(chosen)
    # Held before the session, as everywhere (docs/adr/0015).
    list(Cooperative.objects.filter(pk__in=pks).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    session = seats.lock(session.pk)
    is_late = session.closes_on < clock.today() or session.has_started(clock.now())
    if session.state != SessionState.PUBLISHED or is_late:
        raise DomainError(_("Invitations need a published session whose enrolment is not over."))
    if session.only_named:
        rows = Cooperative.objects.current().exclude(status__in=eligibility.GONE).filter(pk__in=pks)
        session.named.add(*rows)
    else:
        rows = eligibility.eligible(session).filter(pk__in=pks)
    n = notifications.invite(session, rows.order_by("pk"), actor=actor)
    if n:
        events.record(
            "session.invited",
            actor=actor,
            object_type="session",
            object_id=session.pk,
            label=str(session),
            after={"cooperatives": n},
        )
    return n
