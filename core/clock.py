"""The day it is for the office. In the demo it can be moved ahead, so that one sees the months pass."""

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone

from core import office

KEY = "demo_day"


def today() -> date:
    """Today in the office's time zone (WIB); in the demo, the day to which it was moved if that is later."""
    real = timezone.localdate()
    if not settings.DEMO:
        return real
    moved = office.stored().get(KEY)
    return max(real, date.fromisoformat(moved)) if moved else real


def now() -> datetime:
    """This moment; in the demo, at the same time of the day to which it was moved."""
    real = timezone.localtime()
    return datetime.combine(today(), real.timetz())


def start_of(day: date) -> datetime:
    """The first moment of a day in the office's time."""
    return timezone.make_aware(datetime.combine(day, time.min))


def moved_to() -> date | None:
    """The day that the demo pretends; None when the real one holds."""
    day = today()
    return day if day != timezone.localdate() else None


def move(day: date) -> None:
    """Let the demo's screens live on a day; a day that is not ahead puts the real one back. No effect elsewhere."""
    if settings.DEMO and day != today():
        office.store(KEY, day.isoformat())
