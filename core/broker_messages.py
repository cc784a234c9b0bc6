"""What is a message of Celery, and what only lies where messages lie: bytes that cannot be read end no worker."""

import logging
from typing import Any

from kombu.transport import virtual

log = logging.getLogger(__name__)
# `loads` raises the first two; what is no text at all the third.
UNREADABLE = (ValueError, RecursionError, TypeError)


def leave_out(queue: str, found: Any) -> None:
    """Tell that something is left out; the work that it may have been stands in the database, and is sent again."""
    log.error("what cannot be read as a message is left out of the queue %s: %.200r", queue, found)


def is_message(found: Any, channel: virtual.Channel) -> bool:
    """Whether kombu can make a message of it, and its consumers take that for one."""
    try:
        made = channel.Message(found, channel=channel)
        places = {"exchange", "routing_key"} <= made.delivery_info.keys()
        return places and isinstance(made.headers, dict) and bool(made.delivery_tag)
    except Exception:
        return False


class Reading(virtual.Transport):
    """Part of a transport that hands on messages alone."""

    def _deliver(self, message: Any, queue: str) -> None:
        if is_message(message, self.channels[0]):
            super()._deliver(message, queue)
        else:
            leave_out(queue, message)
