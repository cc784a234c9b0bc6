"""Celery entry points of the early warning: thin, without arguments, each safe to run twice at once and to repeat."""

from celery import shared_task

from core import clock
from supervision.dispositions import outcomes
from supervision.warnings import detection


@shared_task(soft_time_limit=840, time_limit=900, acks_late=True)
def raise_warnings() -> None:
    detection.run(clock.today())


@shared_task(soft_time_limit=240, time_limit=300, acks_late=True)
def end_decided() -> None:
    outcomes.end_decided()
