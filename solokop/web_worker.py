"""A worker of gunicorn with the front of waitress: who is slow or silent waits outside, and holds no thread.

gunicorn starts the processes, renews them and replaces those that hang; waitress takes each request in, whole, before a
thread of the portal sees it (docs/adr/0018).
"""

import os
import resource
import time
from typing import Any

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import create_server
from waitress.task import WSGITask

# So much more than a file may have comes in, such as the photos of a visit: the portal itself says what is too large.
BEYOND_A_FILE = 27 * 1024 * 1024
CONNECTIONS = 400
# An upload has two files open: its connection, and what has come of it.
FILES_OF_A_CONNECTION, FILES_BESIDE = 2, 100
# What is held of unfinished requests in all, and how long one may take: nobody has signed in yet.
HELD_BYTES = 300 * 1024 * 1024
LONGEST_REQUEST_SECONDS = 15 * 60
# Connections that are kept are told to close by an answer; those that ask nothing are closed after so long.
KEPT_SECONDS = 3


class _Parser(HTTPRequestParser):
    def parse_header(self, header_plus: bytes) -> None:
        """Refuses a length beside chunks: a proxy and this server might see another end of the request."""
        super().parse_header(header_plus)
        if self.chunked and b"\ncontent-length:" in b"\n" + header_plus.lower():
            raise ParsingError("Content-Length beside Transfer-Encoding")


class WebWorker(Worker):
    def run(self) -> None:
        # All sockets of this process, by their numbers: those that listen, and those of clients.
        lines: dict[int, Any] = {}
        server = create_server(
            self._counted,
            map=lines,
            sockets=[listener.sock for listener in self.sockets],
            threads=self.cfg.threads,
            ident=None,
            connection_limit=_most_connections(),
            asyncore_use_poll=True,
            channel_timeout=self.cfg.keepalive,
            cleanup_interval=5,
            max_request_body_size=settings.UPLOAD_MAX_BYTES + BEYOND_A_FILE,
            # Django reads what proxies say, as many of them as SOLOKOP_BEHIND_PROXY tells.
            clear_untrusted_proxy_headers=False,
        )
        for line in lines.values():
            if hasattr(line, "channel_class"):
                line.channel_class = _channel_of(self)
        while self.alive and os.getppid() == self.ppid:
            self._turn(lines, 1)
        self._end(lines)
        server.task_dispatcher.shutdown(timeout=1)

    def _turn(self, lines: dict[int, Any], seconds: float) -> None:
        self.notify()
        wasyncore.loop(timeout=seconds, use_poll=True, map=lines, count=1)
        _shed(lines)

    def _end(self, lines: dict[int, Any]) -> None:
        """Take no new connection, and answer what has begun; each answer ends its connection."""
        self.alive = False
        began = time.monotonic()
        for line in lines.values():
            line.accepting = False
        while (waited := time.monotonic() - began) < self.cfg.graceful_timeout:
            clients = [line for line in lines.values() if isinstance(line, HTTPChannel)]
            if not clients or (waited > KEPT_SECONDS and not any(map(_is_at_work, clients))):
                break
            self._turn(lines, 0.2)

    def _counted(self, environ, start_response):
        """The portal; a process that has answered many requests is renewed."""
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False
        return self.wsgi(environ, start_response)


def _channel_of(worker: WebWorker) -> type[HTTPChannel]:
    class Task(WSGITask):
        def build_response_header(self) -> bytes:
            if not worker.alive:
                self.set_close_on_finish()
            return super().build_response_header()

    class Channel(HTTPChannel):
        task_class = Task
        parser_class = _Parser

    return Channel


def _most_connections() -> int:
    """As many as there are files to open for, after asking for as many as this process may have."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS * FILES_OF_A_CONNECTION + FILES_BESIDE
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max((resource.getrlimit(resource.RLIMIT_NOFILE)[0] - FILES_BESIDE) // FILES_OF_A_CONNECTION, 10)


def _is_at_work(line: HTTPChannel) -> bool:
    """Whether a request is coming in, is being answered, or its answer is going out."""
    return bool(line.request or line.requests or line.total_outbufs_len)


def _shed(lines: dict[int, Any]) -> None:
    """Close requests that take too long to come in, and the oldest of them where all together hold too much."""
    coming = [line for line in lines.values() if isinstance(line, HTTPChannel) and line.request]
    held = sum(line.request.body_bytes_received for line in coming)
    now = time.monotonic()
    for line in sorted(coming, key=lambda line: _began(line, now)):
        if held > HELD_BYTES or now - _began(line, now) > LONGEST_REQUEST_SECONDS:
            held -= line.request.body_bytes_received
            line.handle_close()


def _began(line: HTTPChannel, now: float) -> float:
    """When a request began to come in, noted at the first look at it."""
    if not hasattr(line.request, "began"):
        line.request.began = now
    return line.request.began
