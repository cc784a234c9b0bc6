"""Waking workers. A broker that is away harms nobody: what is to be done stands in the database, and is found there."""

import logging
import time
from typing import Any

from celery import current_app

log = logging.getLogger(__name__)
PAUSE_SECONDS = 10
_closed_until = float("-inf")


def send(task: str, *arguments: Any) -> bool:
    """Send a task by its name. False when the broker does not take it.

    A process leaves a broker that has not answered alone for some seconds, so that not everybody waits for it.
    """
    global _closed_until
    if time.monotonic() < _closed_until:
        return False
    try:
        current_app.send_task(task, list(arguments), retry=False)
    except Exception:
        _closed_until = time.monotonic() + PAUSE_SECONDS
        log.warning("the broker does not answer, %s waits in the database", task, exc_info=True)
        return False
    return True
