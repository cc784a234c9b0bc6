"""Calendars to subscribe to or to take over (iCalendar, RFC 5545)."""

from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from icalendar import Alarm, Calendar, Event

from core import office
from core.text.formats import one_line

TYPE = "text/calendar; charset=utf-8"


def empty(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//SoloKop//ID")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", one_line(f"{name} – {office.value('name')}"))
    calendar.add("refresh-interval;value=duration", "PT12H")
    return calendar


def day(uid: str, title: str, on: date, url: str, *, alarm: timedelta) -> Event:
    """Something on a whole day, with an alarm before it."""
    # A fixed stamp: the same calendar is the same file.
    event = _event(uid, title, url, stamp=datetime.combine(on, time(), tzinfo=UTC))
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return _with_alarm(event, title, alarm)


def meeting(
    uid: str,
    title: str,
    starts: datetime,
    ends: datetime,
    url: str,
    *,
    place: str,
    sequence: int,
    alarm: timedelta,
    is_cancelled: bool = False,
) -> Event:
    """Something from an hour to an hour; a higher `sequence` tells calendars that it was changed."""
    event = _event(uid, title, url, stamp=starts.astimezone(UTC))
    event.add("dtstart", starts.astimezone(UTC))
    event.add("dtend", ends.astimezone(UTC))
    event.add("location", one_line(place))
    event.add("sequence", sequence)
    if is_cancelled:
        event.add("status", "CANCELLED")
        return event
    return _with_alarm(event, title, alarm)


def _event(uid: str, title: str, url: str, *, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{settings.ALLOWED_HOSTS[0]}")
    event.add("dtstamp", stamp)
    event.add("summary", one_line(title))
    event.add("url", url)
    return event


def _with_alarm(event: Event, title: str, before: timedelta) -> Event:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one_line(title))
    alarm.add("trigger", -before)
    event.add_component(alarm)
    return event
