"""What training does when the register changes below it: told by name, not by signals (training/apps.py)."""

from django.utils.translation import gettext as _

from cooperatives.models import Cooperative
from training import seats
from training.choices import EnrolmentState
from training.models import Enrolment, Session, SessionInvitation


def follow_merge(kept: Cooperative, dropped: Cooperative) -> None:
    """Let the people of a merged record go over with their seats; who sits in a session twice then sits there once."""
    theirs = Enrolment.objects.filter(cooperative=dropped)
    for pk in sorted(set(theirs.order_by().values_list("session", flat=True))):
        session = seats.lock(pk)
        own = set(session.enrolments.live().filter(cooperative=kept).values_list("name_key", flat=True))
        for one in theirs.live().filter(session=pk, name_key__in=own).select_related("cooperative"):
            one.session = session
            if not one.attendance.exists():
                seats.move(one, EnrolmentState.CANCELLED, actor=None, reason=_("Enrolled twice, under two records."))
        # Whoever was there under both records keeps both rows: one becomes a no-show of the past.
        left = theirs.filter(session=pk, state=EnrolmentState.CONFIRMED, name_key__in=own)
        for one in left.select_related("cooperative"):
            one.session = session
            seats.move(one, EnrolmentState.NO_SHOW, actor=None, reason=_("Enrolled twice, under two records."))
    theirs.update(cooperative=kept)
    asked = SessionInvitation.objects.filter(cooperative=kept).values("session")
    SessionInvitation.objects.filter(cooperative=dropped).exclude(
        session__in=list(asked.values_list("session", flat=True))
    ).update(cooperative=kept)
    for session in Session.objects.filter(named=dropped):
        session.named.add(kept)
        session.named.remove(dropped)
