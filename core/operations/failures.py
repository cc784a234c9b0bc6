"""Tasks and jobs that have failed, and the button that starts them anew."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import events
from core.errors import DomainError
from core.models import Job, TaskFailure
from core.operations import broker, jobs

KEPT = timedelta(days=90)


def keep(task: str, args: list, error: str, *, request_id: str) -> None:
    """Put a failure on the administrator's page; one that goes on failing stands there once, with its last error."""
    found = TaskFailure.objects.filter(task=task, args=args, retried_at=None)
    last = {"error": error[:2000], "request_id": request_id[:36], "at": timezone.now()}
    if not found.update(**last):
        TaskFailure.objects.create(task=task, args=args, **last)


def forget(task: str, args: list) -> None:
    """What has passed since is nobody's work any more."""
    TaskFailure.objects.filter(task=task, args=args, retried_at=None).delete()


def forget_old() -> int:
    return TaskFailure.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]


@transaction.atomic
def retry_task(failure: TaskFailure, *, actor) -> None:
    """Send a failed task again, once however often it is pressed.

    Raises DomainError when it was, or when the broker does not take it: then the button is there again.
    """
    if not TaskFailure.objects.filter(pk=failure.pk, retried_at=None).update(retried_at=timezone.now()):
        raise DomainError(_("This task was started anew already."))
    events.record("task.retried", actor=actor, object_type="task", object_id=failure.pk, label=failure.task)
    transaction.on_commit(lambda: _send(failure))


def _send(failure: TaskFailure) -> None:
    if not broker.send(failure.task, *failure.args):
        TaskFailure.objects.filter(pk=failure.pk).update(retried_at=None)
        raise DomainError(_("The broker does not answer; try again when it is back."))


@transaction.atomic
def retry_job(job: Job, *, actor) -> None:
    """Put a failed job back into the queue with fresh attempts. Raises DomainError when it is not failed."""
    back = Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(
        state=Job.State.QUEUED, claim="", attempts=0, error="", started_at=None, finished_at=None
    )
    if not back:
        raise DomainError(_("This job is not failed any more."))
    events.record("job.retried", actor=actor, object_type="job", object_id=job.pk, label=job.title)
    transaction.on_commit(lambda: jobs.dispatch(job.pk), robust=True)
