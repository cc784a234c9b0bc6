"""A day of visits for the calendar of a phone (iCalendar)."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar

from core import ical
from revival.models import VisitDay

ALARM = timedelta(hours=14)


def of(day: VisitDay) -> bytes:
    """The day as one entry with its stops in their order; the names of the cooperatives alone, no person."""
    calendar: Calendar = ical.empty(_("Visits"))
    stops = day.stops.select_related("case__cooperative__village").all()
    url = settings.BASE_URL + reverse("revival_day", args=[day.pk])
    event = ical.day(f"visits-{day.pk}", _("Visits to {n} cooperatives").format(n=len(stops)), day.on, url, alarm=ALARM)
    event.add("sequence", day.revision)
    event.add("description", "\n".join(f"{n}. {_line(stop)}" for n, stop in enumerate(stops, 1)))
    if day.cancelled_at:
        event.add("status", "CANCELLED")
    calendar.add_component(event)
    return calendar.to_ical()


def _line(stop) -> str:
    cooperative = stop.case.cooperative
    return ", ".join(filter(None, [cooperative.legal_name, cooperative.address, str(cooperative.village or "")]))
