"""What of the reports can be stuck: told to the administrator (core/operations/watchdog.py)."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.models import RegisterImport
from core import areas, clock
from core.models import Job
from core.operations.watchdog import Trouble
from reports.area import AREA
from reports.choices import ReminderState, State
from reports.models import Period, Reminder, Report
from reports.obligations.quarter import Quarter

REVIEW_WAITS = timedelta(days=14)
TOLD_WITHIN = timedelta(hours=3)


def troubles() -> list[Trouble]:
    return [*(_of_reports() if areas.is_on(AREA.key) else ()), *_of_imports()]


def _of_reports() -> list[Trouble]:
    now = timezone.now()
    found = []
    running = Quarter.of(clock.today())
    if Period.objects.exists() and not Period.objects.filter(year=running.year, quarter=running.number).exists():
        text = _("{quarter} should be open and is not: has the nightly job run?").format(quarter=running.label)
        found.append(Trouble("quarter_not_open", text, "/reports/periods/"))
    waiting = Report.objects.filter(state=State.IN_REVIEW, review_began_at__lt=now - REVIEW_WAITS).count()
    if waiting:
        text = _("{n} reports have been under review for more than two weeks.").format(n=waiting)
        found.append(Trouble("reports_stuck", text, "/reports/?state=in_review"))
    untold = Reminder.objects.filter(state=ReminderState.NEW, made_at__lt=now - TOLD_WITHIN).count()
    if untold:
        found.append(Trouble("reminders_stuck", _("{n} reminders were made and not told.").format(n=untold)))
    return found


def _of_imports() -> list[Trouble]:
    alive = [Job.State.QUEUED, Job.State.RUNNING]
    lost = RegisterImport.objects.filter(state="applying").exclude(job__state__in=alive).count()
    if not lost:
        return []
    text = _("{n} imports are being applied, but no job works on them.").format(n=lost)
    return [Trouble("imports_stuck", text, "/cooperatives/imports/")]
