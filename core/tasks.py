"""Celery entry points: thin, primitive arguments, each safe to run twice at once."""

from celery import shared_task

from core import heartbeat, jobs, once, outbox


@shared_task
def run_job(job_id: int) -> None:
    jobs.run(job_id)


@shared_task
def send_outbox() -> None:
    outbox.deliver_due()


@shared_task
def run_watchdog() -> None:
    heartbeat.beat("beat")
    jobs.rescue_lost()


@shared_task
def expire_files() -> None:
    jobs.expire_results()
    once.forget_old()
