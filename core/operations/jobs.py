"""Background jobs: one row each, claimed by a conditional update, watched by their silence.

A job's kind (`job_kinds.py`) has a function `run(progress, **params) -> Result`. It must be safe to run again from the
start: a worker may die at any line, and the watchdog starts the job anew.
"""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import current_task
from django.conf import settings
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.cache import redis_cache
from core.errors import DomainError
from core.middleware import current_request_id, set_request_id
from core.models import Job
from core.operations import broker, disks, heartbeat
from core.operations.job_kinds import KINDS, kind_of
from core.storage import files, scratch

log = logging.getLogger(__name__)
ATTEMPTS = 3
RESULT_DAYS = 7
# A job that nobody has begun after so many seconds has lost its message, and gets another.
MESSAGE_SECONDS = 15
INSIST_SECONDS = 300
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What a job leaves: a page to go to, or a file of `scratch.result`, which is moved into the private store."""

    url: str = ""
    file: Path | None = None
    name: str = ""


def start(work: str, *, owner, title: str, params: dict[str, Any], in_background: bool) -> Job:
    """Create a job and run it: by a worker after the commit, or at once in this request."""
    job = Job.objects.create(work=work, owner=owner, title=title, params=params, request_id=current_request_id())
    if in_background:
        transaction.on_commit(lambda: dispatch(job.pk), robust=True)
    else:
        run(job.pk)
        job.refresh_from_db()
    return job


def dispatch(job_id: int) -> None:
    """Wake a worker. A broker that is away does no harm: the watchdog sends the job again."""
    Job.objects.filter(pk=job_id).update(sent_at=timezone.now(), sends=F("sends") + 1)
    broker.send("core.tasks.run_job", job_id)


def run(job_id: int) -> None:
    """Do the work of a queued job, if nobody else has claimed it."""
    claim = str(uuid.uuid4())
    if not Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING,
        claim=claim,
        worker=_worker(),
        started_at=timezone.now(),
        attempts=F("attempts") + 1,
    ):
        return
    job = Job.objects.get(pk=job_id)
    set_request_id(job.request_id or current_request_id())

    def progress(done: int, total: int) -> None:
        cache.set(_progress_key(job_id), {"done": done, "total": total, "at": timezone.now()}, 3600)

    progress(0, 0)
    try:
        result = kind_of(job.work).run(progress, **job.params)
    except Exception as error:
        _end_failed(job, claim, error)
    else:
        _finish(job, claim, Job.State.DONE, result=result)


def _end_failed(job: Job, claim: str, error: Exception) -> None:
    """Tell the owner what has ended his job; one that has lost the database begins anew."""
    if isinstance(error, DomainError):
        text = str(error)
    elif disks.takes_nothing(error):
        log.exception("job %s could write nothing", job.pk)
        text = _(
            "A disk of the portal is full or takes nothing. Nothing was changed. "
            "Tell the administrator, and start it again later."
        )
    elif isinstance(error, OperationalError | InterfaceError):
        log.exception("job %s has lost the database", job.pk)
        _give_back(job, claim)
        return
    else:
        log.exception("job %s failed", job.pk)
        text = _("Something unexpected went wrong. Nothing was changed. Tell the administrator the number {id}.")
        text = text.format(id=job.request_id or job.pk)
    _finish(job, claim, Job.State.FAILED, error=text)


def _worker() -> str:
    """The heartbeat of the worker that this runs in; empty elsewhere."""
    hostname = current_task.request.hostname if current_task else ""
    return heartbeat.name_of(hostname) if hostname else ""


def _give_back(job: Job, claim: str) -> None:
    """Let a job whose database went away begin anew, as soon as the database answers again."""
    if job.attempts >= ATTEMPTS:
        _finish(job, claim, Job.State.FAILED, error=_("The database was away. Nothing was changed. Start it again."))
        return
    held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, claim=claim)
    insist(lambda: held.update(state=Job.State.QUEUED, claim="", worker="", sent_at=None, sends=0))


def insist(write: Callable[[], Any]) -> Any:
    """Make a write that must not be lost while the database is away: tried again until it answers, some minutes."""
    until, pause = time.monotonic() + INSIST_SECONDS, 0.5
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > until:
                raise
            connection.close()
            time.sleep(pause)
            pause = min(pause * 2, 10)


def _finish(job: Job, claim: str, state: str, *, result: Result | None = None, error: str = "") -> None:
    """Write the end of a job, unless the watchdog has meanwhile given it to another worker."""
    result = result or Result()
    try:
        insist(lambda: _write_end(job, claim, state, result, error))
    except files.NotStoredError as refused:
        text = _("What was made could not be stored: a disk of the portal is full or away. Start it again later.")
        log.warning("job %s: %s", job.pk, refused)
        insist(lambda: _write_end(job, claim, Job.State.FAILED, Result(), text))
    finally:
        if result.file:
            scratch.remove(result.file)


@transaction.atomic
def _write_end(job: Job, claim: str, state: str, result: Result, error: str) -> None:
    owned = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, claim=claim).update(
        state=state,
        error=error,
        finished_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=RESULT_DAYS),
        result_url=result.url,
        result_name=result.name,
    )
    if owned and result.file:
        with result.file.open("rb") as stream:
            files.store(job.result_file, f"{uuid.uuid4()}{result.file.suffix}", stream)
        Job.objects.filter(pk=job.pk).update(result_file=job.result_file.name)


def _progress_key(job_id: int) -> str:
    return f"job-progress-{job_id}"


def progress_of(job: Job) -> dict[str, int]:
    """`done`, `total` and `percent` of a job; total is 0 while it is unknown."""
    seen = cache.get(_progress_key(job.pk)) or {"done": 0, "total": 0}
    percent = 100 if job.state == Job.State.DONE else int(100 * seen["done"] / seen["total"]) if seen["total"] else 0
    return {"done": seen["done"], "total": seen["total"], "percent": percent}


def rescue_lost() -> int:
    """Start again what has lost its worker or its message; give up after some attempts. Returns how many."""
    rescued = 0
    for job in Job.objects.filter(state=Job.State.RUNNING):
        if not _has_lost_its_worker(job):
            continue
        held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, claim=job.claim)
        if job.attempts >= ATTEMPTS:
            _give_up(job, held)
        else:
            held.update(state=Job.State.QUEUED, claim="", worker="", sent_at=None, sends=0)
        log.warning("job %s had lost its worker (attempt %s)", job.pk, job.attempts)
    now = timezone.now()
    for job in Job.objects.filter(state=Job.State.QUEUED):
        # Less and less often: a job may as well wait for workers that have much to do.
        patience = timedelta(seconds=MESSAGE_SECONDS * 2 ** min(max(job.sends - 1, 0), 5))
        if (job.sent_at or job.created_at) <= now - patience or (job.attempts and job.sent_at is None):
            dispatch(job.pk)
            rescued += 1
    return rescued


def _has_lost_its_worker(job: Job) -> bool:
    """Whether nobody works on a running job any more: its worker is gone, or has said nothing for long."""
    now = timezone.now()
    if job.worker and job.started_at and job.started_at < now - heartbeat.GONE and heartbeat.is_gone(job.worker):
        return True
    since = now - timedelta(seconds=settings.JOB_SILENCE_SECONDS)
    if job.started_at and job.started_at > since:
        return False
    seen = cache.get(_progress_key(job.pk))
    if seen is None and job.worker and redis_cache.is_away():
        # Its worker lives, and what it has said cannot be read just now.
        return False
    return not seen or seen["at"] <= since


def _give_up(job: Job, held) -> None:
    """End a job for good, and let its kind put right what waits for it."""
    message = _("The work was interrupted {n} times and has been given up.").format(n=job.attempts)
    with transaction.atomic():
        if held.update(state=Job.State.FAILED, finished_at=timezone.now(), error=message):
            kind = KINDS.get(job.work)
            if kind and kind.give_up:
                kind.give_up(**job.params)


def expire_results() -> int:
    """Delete result files past their date. Returns how many."""
    expired = Job.objects.filter(expires_at__lt=timezone.now()).exclude(result_file="")
    count = 0
    for job in expired:
        job.result_file.delete(save=False)
        count += Job.objects.filter(pk=job.pk).update(result_file="")
    return count
