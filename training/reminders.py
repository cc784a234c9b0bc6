"""Messages that a day brings: the reminder before a session, the question how it was after it. Each once."""

from datetime import datetime, timedelta

from django.utils import timezone

from core import areas, office
from training import notifications
from training.area import AREA
from training.choices import EnrolmentNews, SessionState
from training.enrolments import seats
from training.models import Session

# How long after the last day it is asked how it was.
ASKED_WITHIN = timedelta(days=7)


def remind(now: datetime) -> int:
    """Tell whoever is to be told on this day; returns how many were. Safe to repeat and to run twice at once."""
    if not areas.is_on(AREA.key):
        return 0
    today = timezone.localdate(now)
    first = today + timedelta(days=office.value("training_remind_days") + 1)
    coming = Session.objects.filter(state=SessionState.PUBLISHED, starts_at__gt=now, starts_at__date__lt=first)
    over = Session.objects.filter(state=SessionState.PUBLISHED, ends_at__lte=now, ends_at__gt=now - ASKED_WITHIN)
    told: list[int] = []
    sessions = {*coming.values_list("pk", flat=True), *over.values_list("pk", flat=True)}
    seats.each(sessions, lambda pk: told.append(_tell(seats.lock(pk), now)))
    return sum(told)


def _tell(session: Session, now: datetime) -> int:
    if session.state != SessionState.PUBLISHED or session.starts_at is None:
        return 0
    if session.is_over(now):
        people = session.enrolments.trained().filter(slip=None)
        what, key = EnrolmentNews.EVALUATION, ""
    elif session.has_started(now):
        return 0
    else:
        # Another first day is another reminder.
        first = timezone.localdate(session.starts_at)
        is_last = (first - timezone.localdate(now)).days <= 1
        people = session.enrolments.confirmed()
        what, key = EnrolmentNews.REMINDER, f"{first}{' last' if is_last else ''}"
    rows = list(people.select_related("cooperative"))
    return notifications.tell(rows, what, key=key)
