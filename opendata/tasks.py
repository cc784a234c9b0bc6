"""Celery entry points of the open data: thin, without arguments, each safe to run twice at once and to repeat."""

from celery import shared_task

from opendata import publication


@shared_task(soft_time_limit=1500, time_limit=1600, acks_late=True)
def publish_data() -> None:
    publication.publish()
