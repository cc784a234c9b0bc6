"""The training of each year: sessions, people, their cooperatives, certificates."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from core.small_groups import LEAST
from opendata.datasets.declaration import ColumnChange, Dataset, DatasetColumn, Type
from training.area import AREA
from training.choices import SessionState
from training.models import Attendance, Certificate, Session


def _rows(day: date) -> Iterator[list]:
    end = clock.start_of(day + timedelta(days=1))
    held = Session.objects.filter(ends_at__lt=end, state=SessionState.PUBLISHED).order_by()
    years = {timezone.localdate(at).year for at in held.values_list("starts_at", flat=True)}
    issued = Certificate.objects.filter(issued_on__lte=day)
    in_force = issued.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day))
    for year in sorted(years):
        begin, after = clock.start_of(date(year, 1, 1)), clock.start_of(date(year + 1, 1, 1))
        sessions = held.filter(starts_at__gte=begin, starts_at__lt=after)
        came = Attendance.objects.filter(enrolment__session__in=sessions.values("pk")).aggregate(
            people=Count("enrolment", distinct=True), cooperatives=Count("enrolment__cooperative", distinct=True)
        )
        certificates = in_force.filter(issued_on__year=year).count()
        told = (came["people"], came["cooperatives"], certificates)
        yield [year, sessions.count(), *(n if n == 0 or n >= LEAST else None for n in told)]


TRAINING = Dataset(
    key="training",
    title=_("Training"),
    about=_("Sessions of training that the office held in each year, who came, and certificates that were given."),
    columns=(
        DatasetColumn("year", _("Year"), Type.INTEGER),
        DatasetColumn("sessions", _("Sessions"), Type.INTEGER),
        DatasetColumn(
            "people",
            _("People who came"),
            Type.INTEGER,
            _("Who came to two sessions is counted twice. Empty for one to four."),
        ),
        DatasetColumn("cooperatives", _("Cooperatives"), Type.INTEGER),
        DatasetColumn("certificates", _("Certificates"), Type.INTEGER, _("Without those that were withdrawn.")),
    ),
    rows=_rows,
    identifiers=("year",),
    concept=_("The office trains board members, managers and members (UU 25/1992 art. 5)."),
    method=_("Counted from the lists of attendance of sessions that are over."),
    unit=_("person"),
    classes=_("by year"),
    is_indicator=True,
    area=AREA.key,
    changes=(ColumnChange(date(2026, 11, 28), _("First published.")),),
)
