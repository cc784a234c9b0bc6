"""Celery's messages in Redis. With kombu's own transport, bytes in a list that are no message end the worker."""

from queue import Empty
from typing import Any

from kombu.transport import redis

from core.operations.broker_messages import MessageReader, is_message, leave_out


class Channel(redis.Channel):
    def _brpop_read(self, **options: Any) -> bool:
        self.connection.is_delivering = False
        try:
            return super()._brpop_read(**options)
        except (Empty, *self.connection_errors):
            raise
        except Exception as error:
            # kombu's decoders raise whatever their values do; what a consumer raises is not ours.
            if self.connection.is_delivering:
                raise
            leave_out("", error)
            return True

    def _get(self, queue: str) -> Any:
        """The next message of a queue. Raises Empty."""
        while True:
            try:
                found = super()._get(queue)
            except (Empty, *self.connection_errors):
                raise
            except Exception as error:
                leave_out(queue, error)
                continue
            if is_message(found, self):
                return found
            leave_out(queue, found)


class Transport(MessageReader, redis.Transport):
    Channel = Channel
