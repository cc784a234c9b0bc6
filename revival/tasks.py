"""Celery entry points of coaching: thin, without arguments, each safe to run twice at once and to repeat."""

from celery import shared_task

from core import clock
from revival import reminders
from revival.visits import photo_retention


@shared_task(soft_time_limit=840, time_limit=900, acks_late=True)
def remind_advisers() -> None:
    reminders.remind(clock.today())


@shared_task(soft_time_limit=840, time_limit=900, acks_late=True)
def forget_old_photos() -> None:
    photo_retention.forget_old(clock.today())
