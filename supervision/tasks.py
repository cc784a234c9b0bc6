"""Celery entry points of the early warning: thin, without arguments, each safe to run twice at once and to repeat."""

from celery import shared_task

from core import clock
from supervision import raising


@shared_task(soft_time_limit=840, time_limit=900, acks_late=True)
def raise_warnings() -> None:
    raising.run(clock.today())
