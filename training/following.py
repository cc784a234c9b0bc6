"""What training does when the register changes below it: told by name, not by signals (training/apps.py)."""

from django.utils.translation import gettext as _

from cooperatives.models import Cooperative
from core import clock
from training import seats, waitlist
from training.choices import EnrolmentState
from training.models import Enrolment, Session, SessionInvitation

# Which of two enrolments of one person is worth more, the best first.
WORTH = (EnrolmentState.CONFIRMED, EnrolmentState.OFFERED, EnrolmentState.REQUESTED, EnrolmentState.WAITLISTED)


def follow_merge(kept: Cooperative, dropped: Cooperative) -> None:
    """Let the people of a merged record go over with their seats; who sits in a session twice keeps the better seat."""
    theirs = Enrolment.objects.filter(cooperative=dropped)
    sessions = [seats.lock(pk) for pk in sorted(set(theirs.order_by().values_list("session", flat=True)))]
    for session in sessions:
        _give_up_the_lesser(session, kept, dropped)
    theirs.update(cooperative=kept)
    for session in sessions:
        waitlist.settle(session, clock.now())
    asked = list(SessionInvitation.objects.filter(cooperative=kept).values_list("session", flat=True))
    SessionInvitation.objects.filter(cooperative=dropped).exclude(session__in=asked).update(cooperative=kept)
    for session in Session.objects.filter(named=dropped):
        session.named.add(kept)
        session.named.remove(dropped)


def _give_up_the_lesser(session: Session, kept: Cooperative, dropped: Cooperative) -> None:
    rows = session.enrolments.live().filter(cooperative__in=[kept, dropped]).with_days()
    people: dict[str, list[Enrolment]] = {}
    for one in rows.select_related("cooperative").prefetch_related("certificates"):
        people.setdefault(one.name_key, []).append(one)
    for twins in people.values():
        for one in sorted(twins, key=_worth)[1:]:
            # Whoever was there under both records keeps both rows: one of them says so no more.
            to = EnrolmentState.NO_SHOW if one.days_there else EnrolmentState.CANCELLED
            seats.move(one, to, actor=None, reason=_("Enrolled twice, under two records."))


def _worth(one: Enrolment) -> tuple:
    has_certificate = any(paper.withdrawn_on is None for paper in one.certificates.all())
    return (not has_certificate, -one.days_there, WORTH.index(one.state), one.pk)
