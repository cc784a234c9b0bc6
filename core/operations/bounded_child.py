"""Work on a file of somebody else, in a process of its own, bounded in time and memory: JSON in, JSON out."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from core.workbooks.worker import TOO_COSTLY

CPU_SECONDS, MEMORY_BYTES, WALL_SECONDS = 15, 1024**3, 40
# A picture of 40 megapixels takes 600 MB while it is turned: so many at once in a web process, others wait.
_children = threading.BoundedSemaphore(2)


class ChildError(Exception):
    """The child gave no answer: `code` is "busy" (it was never begun), "too_costly" or "damaged"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def ask(module: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """What the child `python -m module` answers to a request; its bounds go along. Raises ChildError."""
    bounds = {"cpu_seconds": CPU_SECONDS, "memory_bytes": MEMORY_BYTES}
    try:
        with _one_of_few():
            done = subprocess.run(
                [sys.executable, "-m", module],
                input=json.dumps({**request, **bounds}).encode(),
                capture_output=True,
                cwd=settings.BASE_DIR,
                timeout=WALL_SECONDS,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise ChildError("too_costly") from None
    if done.returncode:
        # A number below zero is the signal of its bounds.
        is_costly = done.returncode == TOO_COSTLY or done.returncode < 0
        raise ChildError("too_costly" if is_costly else "damaged")
    return json.loads(done.stdout)


@contextmanager
def _one_of_few() -> Iterator[None]:
    if not _children.acquire(timeout=WALL_SECONDS):
        raise ChildError("busy")
    try:
        yield
    finally:
        _children.release()
