"""Celery entry points of the reports: thin, without arguments, each safe to run twice at once and to repeat."""

from celery import shared_task

from core import clock
from reports import digest, ladder, night, telling, upload_expiry
from reports.obligations import open_begun

SHORT = {"soft_time_limit": 840, "time_limit": 900, "acks_late": True}


@shared_task(**SHORT)
def open_period() -> None:
    open_begun(clock.today())


@shared_task(**SHORT)
def flag_overdue() -> None:
    night.run(clock.today())


@shared_task(**SHORT)
def send_reminders() -> None:
    ladder.climb(clock.today())
    telling.tell(clock.today())


@shared_task(**SHORT)
def send_digests() -> None:
    digest.send(clock.today())


@shared_task(**SHORT)
def expire_uploads() -> None:
    upload_expiry.expire()
