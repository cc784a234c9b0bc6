"""Celery entry points of the reports: thin, without arguments, each safe to run twice at once and to repeat."""

from celery import shared_task

from core import clock
from reports import nightly
from reports.escalation import digest, ladder, reminders
from reports.filing import upload_expiry
from reports.obligations.opening import open_begun

SHORT = {"soft_time_limit": 840, "time_limit": 900, "acks_late": True}


@shared_task(**SHORT)
def open_period() -> None:
    open_begun(clock.today())


@shared_task(**SHORT)
def flag_overdue() -> None:
    nightly.run(clock.today())


@shared_task(**SHORT)
def send_reminders() -> None:
    ladder.climb(clock.today())
    reminders.tell(clock.today())


@shared_task(**SHORT)
def send_digests() -> None:
    digest.send(clock.today())


@shared_task(**SHORT)
def expire_uploads() -> None:
    upload_expiry.expire()
