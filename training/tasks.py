"""Celery entry points of training: thin, without arguments, each safe to run twice at once and to repeat."""

from celery import shared_task

from core import clock
from training import reminders
from training.enrolments import waitlist

SHORT = {"soft_time_limit": 840, "time_limit": 900, "acks_late": True}


@shared_task(**SHORT)
def advance_waitlist() -> None:
    waitlist.advance(clock.now())


@shared_task(**SHORT)
def remind_participants() -> None:
    reminders.remind(clock.now())
