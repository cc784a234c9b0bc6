"""Tasks and jobs that have failed, and the button that starts them anew."""

from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import events, jobs
from core.errors import DomainError
from core.models import Job, TaskFailure


@transaction.atomic
def retry_task(failure: TaskFailure, *, actor) -> None:
    """Send a failed task again, once however often it is pressed. Raises DomainError when it was."""
    if not TaskFailure.objects.filter(pk=failure.pk, retried_at=None).update(retried_at=timezone.now()):
        raise DomainError(_("This task was started anew already."))
    events.record("task.retried", actor=actor, object_type="task", object_id=failure.pk, label=failure.task)
    transaction.on_commit(lambda: current_app.send_task(failure.task, failure.args))


@transaction.atomic
def retry_job(job: Job, *, actor) -> None:
    """Put a failed job back into the queue with fresh attempts. Raises DomainError when it is not failed."""
    back = Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(
        state=Job.State.QUEUED, claim="", attempts=0, error="", started_at=None, finished_at=None
    )
    if not back:
        raise DomainError(_("This job is not failed any more."))
    events.record("job.retried", actor=actor, object_type="job", object_id=job.pk, label=job.title)
    transaction.on_commit(lambda: jobs.dispatch(job.pk))
