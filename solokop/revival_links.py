"""What coaching asks of reports and training: the floors do not know each other, this one knows all."""

from datetime import date

from django.db.models import Count, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cooperatives.models import Cooperative
from core import areas, clock
from core.text.formats import long_date
from reports.area import AREA as REPORTS
from reports.choices import LOOK, FilingState
from reports.models import Letter, Obligation, Period
from reports.obligations import opening
from reports.obligations.quarter import Quarter
from revival import signs, suitable_training
from revival.cases import milestones, reactivation, timeline, watch
from revival.cases.milestones import Milestone
from revival.cases.timeline import TimelineEntry
from revival.cases.watch import WatchedQuarter as Watched
from revival.models import Case
from revival.signs import Records, Sign
from revival.suitable_training import SuitableTraining
from training import message_texts
from training.area import AREA as TRAINING
from training.choices import Phase, SessionState
from training.enrolments import eligibility
from training.models import Attendance, Enrolment, Session

MOST_TRAININGS = 5


def _has_filed(day: date) -> Records:
    return Records(Obligation.objects.filter(received_at__isnull=False))


def _was_trained(day: date) -> Records:
    return Records(Attendance.objects.exclude(enrolment__cooperative=None), "enrolment__cooperative")


def _was_trained_since(day: date) -> Q:
    """Somebody of it came to a session since its case was opened."""
    there = Attendance.objects.filter(day__date__gte=OuterRef("opened_on"))
    return milestones.of_cooperative(there, "enrolment__cooperative")


def _reports(case: Case) -> list[TimelineEntry]:
    if not areas.is_on(REPORTS.key):
        return []
    rows = Obligation.objects.filter(cooperative=case.cooperative, received_at__isnull=False).select_related("period")
    return [
        TimelineEntry(
            row.received_at,
            "send",
            _("Report received: {quarter}").format(quarter=row.period.label),
            url=reverse("obligation", args=[row.pk]),
        )
        for row in rows
    ]


def _letters(case: Case) -> list[TimelineEntry]:
    if not areas.is_on(REPORTS.key):
        return []
    rows = Letter.objects.filter(cooperative=case.cooperative).exclude(number="")
    return [
        TimelineEntry(
            row.made_on,
            "stamp",
            _("Letter {number}").format(number=row.number),
            str(row.look[2]),
            url=reverse("letter", args=[row.pk]),
        )
        for row in rows
    ]


def _days_there(n: int) -> str:
    return ", " + ngettext("there on {n} day", "there on {n} days", n).format(n=n) if n else ""


def _seats(case: Case) -> list[TimelineEntry]:
    if not areas.is_on(TRAINING.key):
        return []
    rows = Enrolment.objects.filter(cooperative=case.cooperative).select_related("session__programme")
    rows = rows.annotate(n_there=Count("attendance"))
    return [
        TimelineEntry(
            row.session.starts_at,
            "graduation-cap",
            str(row.session),
            f"{row.name}: {row.get_state_display()}{_days_there(row.n_there)}",
            url=reverse("session", args=[row.session_id]),
        )
        for row in rows
        if row.session.starts_at
    ]


def _trainings(cooperative: Cooperative) -> list[SuitableTraining]:
    """Sessions that people of it may enrol in now, the next one first."""
    if not areas.is_on(TRAINING.key):
        return []
    now = clock.now()
    coming = Session.objects.filter(state=SessionState.PUBLISHED, starts_at__gt=now).with_phase(now)
    rows = coming.filter(phase_now__in=[Phase.OPEN, Phase.SOON]).select_related("programme").prefetch_related("days")
    return [
        SuitableTraining(str(row), message_texts.dates_of(row), reverse("session", args=[row.pk]))
        for row in rows.order_by("starts_at")
        if not eligibility.obstacles(row, cooperative)
    ][:MOST_TRAININGS]


def _first_quarter(cooperative: Cooperative, actor) -> str:
    """It reports from the quarter that runs; one that is not open yet asks it by itself when it is opened."""
    if not areas.is_on(REPORTS.key):
        return ""
    running = Quarter.of(clock.today())
    period = Period.objects.filter(year=running.year, quarter=running.number).first()
    if period is None:
        return ""
    owed = opening.add(cooperative, period, actor=actor)
    text = _("The first quarterly report is that of {quarter}, due on {day}.")
    return text.format(quarter=running.label, day=long_date(owed.due_on))


def _watched(cooperative: int, since: date) -> list[Watched]:
    """The reports that were asked for since a day."""
    if not areas.is_on(REPORTS.key):
        return []
    rows = Obligation.objects.filter(cooperative=cooperative, due_on__gte=since).select_related("period")
    return [_watched_one(row) for row in rows.with_filing_state(clock.today()).order_by("due_on")]


def _watched_one(row: Obligation) -> Watched:
    state = FilingState(row.filing_state)
    is_late = state == FilingState.LATE or bool(row.days_late)
    in_time = False if is_late else True if row.received_at else None
    url = reverse("obligation", args=[row.pk])
    return Watched(row.period.label, (*LOOK[state], state.label), url, in_time)


def connect() -> None:
    signs.declare(
        Sign("filed", gettext_lazy("has filed a quarterly report before"), 2, _has_filed, area=REPORTS.key),
        Sign("trained", gettext_lazy("somebody of it was trained"), 2, _was_trained, area=TRAINING.key),
    )
    milestones.declare(Milestone("trained", gettext_lazy("Trained"), 60, _was_trained_since, area=TRAINING.key))
    suitable_training.SOURCES.append(_trainings)
    reactivation.FOLLOWERS.append(_first_quarter)
    watch.SOURCES.append(_watched)
    timeline.SOURCES.extend([_reports, _letters, _seats])
