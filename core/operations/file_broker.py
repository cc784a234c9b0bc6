"""The broker of a small office and of `make run`: Celery's messages as files, without a server.

kombu's own file transport writes a message in the place where others look for it, so that a message is taken half
written and ends the worker that takes it. Here a message is written aside and renamed, and what cannot be read is no
message.
"""

import os
import threading
import time
import uuid
from json import JSONDecodeError
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

from core.operations.broker_messages import is_message, leave_out

TRIES = 50
_binding = threading.RLock()


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:
        folder, name = Path(self.data_folder_out), f"{uuid.uuid4()}.{queue}.msg"
        # Named by the time, so that they are taken in the order of sending.
        target = folder / f"{time.time_ns()}_{name}"
        _write_aside(folder, dumps(payload).encode(), lambda aside: os.replace(aside, target))

    def _get(self, queue: str) -> Any:
        folder = Path(self.data_folder_in)
        for name in sorted(os.listdir(folder)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = folder / f"{uuid.uuid4()}.taken"
            try:
                os.rename(folder / name, taken)
            except FileNotFoundError:
                continue
            try:
                found = loads(taken.read_text())
            except Exception as error:
                # kombu's decoders raise whatever their values do.
                leave_out(queue, error)
                continue
            finally:
                taken.unlink(missing_ok=True)
            if is_message(found, self):
                return found
            leave_out(queue, found)
        raise Empty

    def get_table(self, exchange: str) -> list[Any]:
        """The queues of an exchange; one that is just being written is waited for."""
        for _n in range(TRIES):
            try:
                return super().get_table(exchange)
            except JSONDecodeError:
                time.sleep(0.01)
        return []

    def queue_bind(self, queue: str, exchange: str | None = None, routing_key: str = "", *args: Any, **kw: Any) -> None:
        """Bind a queue, so that a thread that finds it bound may rely on it.

        kombu notes a binding for the whole process before it is written; what another thread sends meanwhile, or
        after a disk that was full, would go to nobody without a word.
        """
        with _binding:
            try:
                super().queue_bind(queue, exchange, routing_key, *args, **kw)
            except Exception:
                self.state.binding_delete(queue, exchange or "amq.direct", routing_key)
                raise

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        file = self._exchange_file(exchange)
        self.control_folder.mkdir(exist_ok=True)
        content = dumps([filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")]).encode()
        try:
            _write_aside(self.control_folder, content, lambda aside: os.link(aside, file))
        except FileExistsError:
            try:
                super()._queue_bind(exchange, routing_key, pattern, queue)
            except JSONDecodeError:
                # A full disk has left half of it: the queue that is asked for is what is known.
                _write_aside(self.control_folder, content, lambda aside: os.replace(aside, file))


def _write_aside(folder: Path, content: bytes, publish: Any) -> None:
    """Write a file under a name that nobody looks for, whole, and then give it its own. Raises OSError."""
    aside = folder / f"{uuid.uuid4()}.part"
    try:
        aside.write_bytes(content)
        publish(aside)
    finally:
        aside.unlink(missing_ok=True)


class Transport(filesystem.Transport):
    Channel = Channel
