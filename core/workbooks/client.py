"""Asking the reading process (core/workbooks/server.py): started when it is first needed, and again if it has died."""

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from core.workbooks.worker import OUTPUT_BYTES

WALL_SECONDS = 20
TRIES = 8
_lock = threading.Lock()


class _Server:
    """The reading process of this process; a fork of this process starts its own."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.folder = tempfile.mkdtemp(prefix="solokop-reader-")
        self.address = str(Path(self.folder) / "s")
        command = [sys.executable, "-m", "core.workbooks.server", self.address]
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        if not self.process.stdout or not self.process.stdout.readline():
            raise OSError("the reading process did not start")

    def is_mine(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None


_server: _Server | None = None


def _running() -> _Server:
    global _server
    with _lock:
        if _server is None or not _server.is_mine():
            if _server and _server.owner == os.getpid():
                shutil.rmtree(_server.folder, ignore_errors=True)
            _server = _Server()
        return _server


@atexit.register
def stop() -> None:
    """End the reading process of this process and wait for it."""
    global _server
    with _lock:
        if _server and _server.owner == os.getpid():
            if _server.process.stdin:
                _server.process.stdin.close()
            _server.process.wait(10)
            shutil.rmtree(_server.folder, ignore_errors=True)
        _server = None


def _connected() -> socket.socket:
    """A connection to the reading process. Raises OSError when it cannot be had."""
    for attempt in range(TRIES):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(WALL_SECONDS)
        try:
            connection.connect(_running().address)
        except OSError:
            # It has died between two requests, then it is started anew; or too many ask at once, then a moment helps.
            connection.close()
            if attempt == TRIES - 1:
                raise
            time.sleep(0.05 * (attempt + 1))
        else:
            return connection
    raise OSError("unreachable")


def read(path: Path, kind: str) -> dict[str, Any] | None:
    """What a child read in a workbook, `{"failed": code}`, or None when its bounds have killed it.

    `kind` is "xlsx", "xls" or "ods".
    """
    request = {
        "path": str(path),
        "kind": kind,
        "max_rows": settings.READER_MAX_ROWS,
        "max_columns": settings.READER_MAX_COLUMNS,
        "cpu_seconds": settings.READER_CPU_SECONDS,
        "memory_bytes": settings.READER_MEMORY_BYTES,
    }
    with _connected() as connection:
        connection.sendall(json.dumps(request).encode() + b"\n")
        answer = bytearray()
        try:
            while part := connection.recv(1 << 16):
                answer += part
                if len(answer) > OUTPUT_BYTES + 1:
                    return None
        except OSError:
            return None
    return json.loads(answer) if answer.endswith(b"\n") else None
