"""What training does when the register changes below it: told by name, not by signals (training/apps.py)."""

from typing import Any

from django.utils.translation import gettext as _

from cooperatives.models import Cooperative
from core import clock
from training.choices import EnrolmentState
from training.enrolments import seats, waitlist
from training.models import Enrolment, Session, SessionInvitation

# Which of two enrolments of one person is worth more, the best first.
WORTH = (EnrolmentState.CONFIRMED, EnrolmentState.OFFERED, EnrolmentState.REQUESTED, EnrolmentState.WAITLISTED)


def follow_merge(kept: Cooperative, dropped: Cooperative) -> dict[str, Any]:
    """Let the people of a merged record go over with their seats; who sits in a session twice keeps the better seat.

    Returns what `give_back` needs.
    """
    theirs = Enrolment.objects.filter(cooperative=dropped)
    sessions = [seats.lock(pk) for pk in sorted(set(theirs.order_by().values_list("session", flat=True)))]
    given_up = [pk for session in sessions for pk in _give_up_the_lesser(session, kept, dropped)]
    moved = list(theirs.order_by().values_list("pk", flat=True))
    theirs.update(cooperative=kept)
    for session in sessions:
        waitlist.settle(session, clock.now())
    asked = list(SessionInvitation.objects.filter(cooperative=kept).values_list("session", flat=True))
    invited = SessionInvitation.objects.filter(cooperative=dropped).exclude(session__in=asked)
    invitations = list(invited.values_list("pk", flat=True))
    SessionInvitation.objects.filter(pk__in=invitations).update(cooperative=kept)
    named = []
    for session in Session.objects.filter(named=dropped):
        named.append([session.pk, session.named.filter(pk=kept.pk).exists()])
        session.named.add(kept)
        session.named.remove(dropped)
    return {"enrolments": moved, "given_up": given_up, "invitations": invitations, "named": named}


def give_back(kept: Cooperative, dropped: Cooperative, memory: dict[str, Any]) -> list[str]:
    """Undo what `follow_merge` has moved. A seat that was given up is not taken from whoever has it now."""
    theirs = Enrolment.objects.filter(pk__in=memory["enrolments"], cooperative=kept)
    for pk in sorted(set(theirs.order_by().values_list("session", flat=True))):
        seats.lock(pk)
    theirs.update(cooperative=dropped)
    SessionInvitation.objects.filter(pk__in=memory["invitations"], cooperative=kept).update(cooperative=dropped)
    for pk, was_named in memory["named"]:
        session = Session.objects.filter(pk=pk, named=kept).first()
        if session:
            session.named.add(dropped)
            if not was_named:
                session.named.remove(kept)
    n = len(memory["given_up"])
    return [_("Seats that were given up because somebody sat twice, to be enrolled anew: {n}").format(n=n)] if n else []


def _give_up_the_lesser(session: Session, kept: Cooperative, dropped: Cooperative) -> list[int]:
    rows = session.enrolments.live().filter(cooperative__in=[kept, dropped]).with_days()
    people: dict[str, list[Enrolment]] = {}
    for one in rows.select_related("cooperative").prefetch_related("certificates"):
        people.setdefault(one.name_key, []).append(one)
    given_up = []
    for twins in people.values():
        for one in sorted(twins, key=_worth)[1:]:
            # Whoever was there under both records keeps both rows: one of them says so no more.
            to = EnrolmentState.NO_SHOW if one.days_there else EnrolmentState.CANCELLED
            seats.move(one, to, actor=None, reason=_("Enrolled twice, under two records."))
            given_up.append(one.pk)
    return given_up


def _worth(one: Enrolment) -> tuple:
    has_certificate = any(paper.withdrawn_on is None for paper in one.certificates.all())
    return (not has_certificate, -one.days_there, WORTH.index(one.state), one.pk)
