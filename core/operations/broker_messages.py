"""What is a message of Celery, and what only lies where messages lie: bytes that cannot be read end no worker."""

import logging
from typing import Any

from kombu.transport import virtual

log = logging.getLogger(__name__)


def leave_out(queue: str, found: Any) -> None:
    """Tell that something is left out; the work that it may have been stands in the database, and is sent again."""
    log.error("what cannot be read as a message is left out of the queue %s: %.200r", queue, found)


def is_message(found: Any, channel: virtual.Channel) -> bool:
    """Whether kombu can make a message of it, and its consumers take that for one."""
    try:
        made = channel.Message(found, channel=channel)
        places = {"exchange", "routing_key"} <= made.delivery_info.keys()
        # Not every message is a task: Celery's own questions to workers are none.
        names = all(isinstance(made.headers.get(name, ""), str) for name in ("task", "id"))
        return places and names and isinstance(made.delivery_tag, str) and bool(made.delivery_tag)
    except Exception:
        return False


class MessageReader(virtual.Transport):
    """Part of a transport that hands on messages alone."""

    # Whether an error comes from a consumer, and not from the reading of a message.
    is_delivering = False

    def _deliver(self, message: Any, queue: str) -> None:
        if not is_message(message, self.channels[0]):
            leave_out(queue, message)
            return
        self.is_delivering = True
        super()._deliver(message, queue)
        self.is_delivering = False
