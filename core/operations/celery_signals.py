"""What Celery tells of its tasks and workers: request ids go along, workers show a pulse, failures are kept.

These are the signals of Celery, not of models: no business rule hangs on them.
"""

import logging

from celery import signals
from django.db import DatabaseError

from core.middleware import current_request_id, set_request_id
from core.operations import failures, heartbeat
from core.operations.heartbeat import Pulse
from core.requests import client

log = logging.getLogger(__name__)
HEADER = "solokop_request_id"
pulses: list[Pulse] = []


def send_id_along(headers=None, **kwargs) -> None:
    if headers is not None and current_request_id():
        headers.setdefault(HEADER, current_request_id())


def take_id_over(task_id="", task=None, **kwargs) -> None:
    """A task goes on under the id of the request that asked for it; one of the schedule under its own."""
    client.set_address("")
    set_request_id((getattr(task.request, HEADER, None) if task else None) or task_id)


def keep_failure(sender=None, exception=None, args=None, **kwargs) -> None:
    """For the administrator's page. A database that is away cannot keep it: the log does."""
    try:
        failures.keep(
            sender.name, list(args or ()), f"{type(exception).__name__}: {exception}", request_id=current_request_id()
        )
    except (DatabaseError, TypeError):
        log.exception("the failure of %s could not be kept", sender.name)


def end_failure(sender=None, **kwargs) -> None:
    """A task that passes ends what stands on the page of its earlier failures."""
    try:
        failures.forget(sender.name, list(sender.request.args or ()))
    except DatabaseError:
        log.warning("the failures of %s stay on the page", sender.name)


def start_pulse(sender=None, **kwargs) -> None:
    pulse = Pulse(heartbeat.name_of(sender.hostname))
    pulse.start()
    pulses.append(pulse)


def stop_pulse(**kwargs) -> None:
    while pulses:
        pulses.pop().stop()


def connect() -> None:
    """Called once, when the app is ready."""
    signals.before_task_publish.connect(send_id_along)
    signals.task_prerun.connect(take_id_over)
    signals.task_failure.connect(keep_failure)
    signals.task_success.connect(end_failure)
    signals.worker_ready.connect(start_pulse)
    signals.worker_shutdown.connect(stop_pulse)
