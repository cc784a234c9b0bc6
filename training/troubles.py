"""What of training can be stuck: told to the administrator (core/operations/watchdog.py)."""

from datetime import timedelta

from django.utils.translation import gettext as _

from core import areas, clock
from core.operations.watchdog import Trouble
from training.area import AREA
from training.choices import EnrolmentState
from training.models import Enrolment

OVERDUE = timedelta(hours=1)


def troubles() -> list[Trouble]:
    """Offers that ended an hour ago and hold their seat still: nobody has advanced the waiting lists."""
    if not areas.is_on(AREA.key):
        return []
    n = Enrolment.objects.filter(state=EnrolmentState.OFFERED, offer_until__lt=clock.now() - OVERDUE).count()
    if not n:
        return []
    text = _("{n} offers of seats are over and were not passed on: is the scheduler alive?").format(n=n)
    return [Trouble("offers_stuck", text, "/training/")]
