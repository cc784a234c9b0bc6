"""Which quarters something has happened to since a moment, as the events tell it.

Unknown kinds of events touch nothing: every act of the portal is tried against this list by the tests.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from core.models import Event
from reports.models import Arrival, Report
from reports.obligations.quarter import Quarter

# An event bears the moment at which it was written, and is seen when its transaction ends: no task is longer.
LONGEST = timedelta(minutes=30)
# What changes many quarters at once, or what is rare enough to be taken for it.
EVERYTHING = (
    "period.",
    "obligation.",
    "holiday.",
    "import.",
    # An area that is switched on again is counted again.
    "settings.changed",
    "cooperative.merge",
    "cooperative.import_undone",
)
# What a table by place and kind depends on besides.
OF_REGISTER = ("cooperative", "district", "village")
# What is done with a draft: it counts for nothing before it is sent.
OF_DRAFTS = (
    "report.begun",
    "report.saved",
    "report.explained",
    "report.asked",
    "report.asked_no_more",
    "report.unit_confirmed",
    "report.sheet_printed",
    "report.discarded",
)


@dataclass(frozen=True, slots=True)
class Touched:
    """Quarters whose reports have changed, whether all may have, and whether a record of the register has."""

    quarters: set[Quarter] = field(default_factory=set)
    all: bool = False
    register: bool = False


def since(moment: datetime) -> Touched:
    """Three statements, or one where everything was touched."""
    events = Event.objects.filter(at__gte=moment - LONGEST).order_by()
    many = Q()
    for start in EVERYTHING:
        many |= Q(verb__startswith=start)
    if events.filter(many).exists():
        return Touched(all=True, register=True)
    reports = Report.objects.filter(
        pk__in=events.filter(object_type="report").exclude(verb__in=OF_DRAFTS).values("object_id")
    )
    arrivals = Arrival.objects.filter(pk__in=events.filter(object_type="arrival").values("object_id"))
    quarters = {
        Quarter(*found)
        for rows in (reports, arrivals)
        for found in rows.order_by().values_list("obligation__period__year", "obligation__period__quarter").distinct()
    }
    return Touched(quarters, register=events.filter(object_type__in=OF_REGISTER).exists())
