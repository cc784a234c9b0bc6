"""Celery entry points of the register: thin, without arguments, each safe to run twice at once and to repeat."""

from celery import shared_task

from cooperatives.public import complaints
from core import clock


@shared_task(soft_time_limit=240, time_limit=300, acks_late=True)
def forget_complainants() -> None:
    complaints.forget_contacts(clock.today())
