"""Celery entry points: thin, primitive arguments, each safe to run twice at once."""

from celery import shared_task

from core.database import idempotency
from core.messages import outbox
from core.operations import failures, jobs, watchdog
from core.storage import private_storage, scratch


@shared_task
def run_job(job_id: int) -> None:
    jobs.run(job_id)


@shared_task(soft_time_limit=540, time_limit=600)
def send_outbox() -> None:
    outbox.deliver_due()


@shared_task(soft_time_limit=240, time_limit=300)
def run_watchdog() -> None:
    watchdog.run()


@shared_task(soft_time_limit=50, time_limit=60)
def rescue_jobs() -> None:
    jobs.rescue_lost()


@shared_task
def expire_files() -> None:
    jobs.expire_results()
    idempotency.forget_old()
    failures.forget_old()


@shared_task
def sweep_files() -> None:
    scratch.sweep()
    private_storage.sweep()
