"""Celery entry points: thin, each safe to run twice at once."""

from celery import shared_task

from accounts.sign_in import security_log, sessions


@shared_task
def clear_ended_sessions() -> None:
    sessions.clear_ended()
    security_log.expire()
