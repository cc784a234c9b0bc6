"""Days of visits that somebody has before him: told before his access is stopped, and called off when it is."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.open_work import OpenWorkKind, Work
from core import clock
from core.text.formats import weekday_date
from revival.models import VisitDay
from revival.visits import days


def _ahead(user: User) -> list[VisitDay]:
    rows = VisitDay.objects.filter(adviser=user, cancelled_at=None, on__gte=clock.today(), stops__visits=None)
    return list(rows.exclude(stops=None).distinct().order_by("on"))


def _held_by(user: User) -> list[Work]:
    return [
        Work(_("Visits on {day}").format(day=weekday_date(day.on)), reverse("revival_day", args=[day.pk]))
        for day in _ahead(user)
    ]


def _give_back(user: User, actor: User) -> None:
    """The days are called off: the cases can be planned for somebody else."""
    for day in _ahead(user):
        reason = _("{name} has no access any more").format(name=user.display_name)
        days.call_off(day, reason=reason, seen=day.revision, actor=actor)


KIND = OpenWorkKind(_held_by, _give_back)
