"""What is stuck, and what to do about it: rescued where that is safe, told on the administrator's page otherwise."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Job, OutgoingMail, TaskFailure
from core.operations import disks, heartbeat, jobs

log = logging.getLogger(__name__)
MAIL_WAITS = timedelta(hours=1)
JOB_WAITS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that an administrator must know; `code` is for logs, `text` for people."""

    code: str
    text: str
    url: str = ""


# What higher floors watch: each a function that returns its troubles.
WATCHED: list[Callable[[], list[Trouble]]] = []


def run() -> dict[str, int]:
    """Start again what has lost its worker, and log what is stuck. Safe to run twice at once."""
    rescued = jobs.rescue_lost()
    found = troubles()
    for trouble in found:
        # Once an hour each: a log that repeats itself every minute is not read.
        if cache.add(f"watchdog-{trouble.code}", True, 3600):
            log.error("watchdog: %s", trouble.code, extra={"trouble": trouble.code})
    return {"rescued": rescued, "troubles": len(found)}


def troubles() -> list[Trouble]:
    """All that is wrong now, in words."""
    found = [*_silence(), *_mail(), *_jobs(), *_failures(), *_disks()]
    for watch in WATCHED:
        found += watch()
    return found


def _silence() -> list[Trouble]:
    alive = heartbeat.look()
    found = []
    if not alive.has_scheduler:
        found.append(
            Trouble("beat_silent", _("The scheduler has not been alive for five minutes: nothing starts by itself."))
        )
    if not alive.has_workers:
        found.append(Trouble("workers_silent", _("No worker has been alive for five minutes: jobs and mail wait.")))
    return found


def waiting_mail() -> QuerySet[OutgoingMail]:
    """What could have gone out an hour ago: a message that the mail server has put off is not stuck."""
    return OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED, due_at__lt=timezone.now() - MAIL_WAITS)


def _mail() -> list[Trouble]:
    if not (n := waiting_mail().count()):
        return []
    return [
        Trouble("mail_waits", _("{n} messages have waited for more than an hour.").format(n=n), "/outbox/?state=queued")
    ]


def _jobs() -> list[Trouble]:
    stuck = Job.objects.filter(
        state__in=[Job.State.QUEUED, Job.State.RUNNING], created_at__lt=timezone.now() - JOB_WAITS
    ).count()
    return [Trouble("jobs_stuck", _("{n} jobs have not ended for half an hour.").format(n=stuck))] if stuck else []


def _failures() -> list[Trouble]:
    n = TaskFailure.objects.filter(retried_at=None).count()
    return [Trouble("tasks_failed", _("{n} tasks have failed.").format(n=n))] if n else []


def _disks() -> list[Trouble]:
    text = _("Less than 5 percent of the disk of {folder} is free. Make room, or nothing can be saved soon.")
    full = [disk for disk in disks.all_disks() if disk.is_full]
    return [Trouble(f"disk_full_{disk.name}", text.format(folder=disk.path)) for disk in full]
