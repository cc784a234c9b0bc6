"""The training of a year up to a day."""

from dataclasses import dataclass

from django.db.models import Count, Q

from core import clock
from solokop.city.day import Look
from training.choices import SessionState
from training.models import Attendance, Certificate, Session


@dataclass(frozen=True, slots=True)
class TrainingFigures:
    """Sessions that were over, people who came to one, their cooperatives, and certificates that were given."""

    sessions: int
    people: int
    cooperatives: int
    certificates: int


def of(look: Look) -> TrainingFigures:
    """Three statements."""
    begin = clock.start_of(look.day.replace(month=1, day=1))
    held = Q(starts_at__gte=begin, ends_at__lt=look.end, state=SessionState.PUBLISHED)
    sessions = Session.objects.filter(held)
    came = Attendance.objects.filter(enrolment__session__in=sessions.order_by().values("pk"))
    counted = came.aggregate(
        people=Count("enrolment", distinct=True), cooperatives=Count("enrolment__cooperative", distinct=True)
    )
    given = Certificate.objects.filter(issued_on__gte=begin.date(), issued_on__lte=look.day)
    in_force = given.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=look.day))
    return TrainingFigures(sessions.count(), counted["people"], counted["cooperatives"], in_force.count())
