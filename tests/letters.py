"""Warning letters that wait for their number, on a day when the first step with a letter has come."""

from datetime import date

from reports.escalation import ladder, reminders
from reports.models import Letter
from reports.obligations.opening import open_period
from tests.factories import make_cooperative
from tests.reporting import QUARTER

DAY = date(2026, 8, 19)


def prepare(n: int = 1) -> list[Letter]:
    """`n` letters to cooperatives named KSP 00, KSP 01, …, in this order. Made on DAY."""
    for number in range(n):
        make_cooperative(f"KSP {number:02}", phone="+62811", address=f"Jl. Mawar {number}")
    open_period(QUARTER)
    ladder.climb(DAY)
    reminders.tell(DAY)
    return list(Letter.objects.order_by("cooperative__name_key"))
