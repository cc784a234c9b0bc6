"""Celery entry points of the top floor: thin, without arguments, each safe to run twice at once and to repeat."""

from celery import shared_task

from solokop.city import page


@shared_task(soft_time_limit=840, time_limit=900, acks_late=True)
def keep_city() -> None:
    page.keep()
