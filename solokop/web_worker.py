"""A worker of gunicorn with the front of waitress: who is slow or silent waits outside, and holds no thread.

gunicorn starts the processes, renews them and replaces those that hang; waitress takes each request in, whole, before a
thread of the portal sees it (docs/adr/0018).
"""

import os
import time
from typing import Any

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.server import create_server

# So much more than a file may have comes in: the portal itself says then what is too large.
BEYOND_A_FILE = 10 * 1024 * 1024
CONNECTIONS = 1000


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
            connection_limit=CONNECTIONS,
            asyncore_use_poll=True,
            channel_timeout=self.cfg.keepalive,
            cleanup_interval=5,
            max_request_body_size=settings.UPLOAD_MAX_BYTES + BEYOND_A_FILE,
            # Django reads what proxies say, as many of them as SOLOKOP_BEHIND_PROXY tells.
            clear_untrusted_proxy_headers=False,
        )
        while self.alive and os.getppid() == self.ppid:
            self.notify()
            wasyncore.loop(timeout=1, use_poll=True, map=lines, count=1)
        self._end(lines)
        server.task_dispatcher.shutdown(timeout=1)

    def _end(self, lines: dict[int, Any]) -> None:
        """Take nothing new, and answer what has begun."""
        until = time.monotonic() + self.cfg.graceful_timeout
        for line in lines.values():
            line.accepting = False
        while time.monotonic() < until and any(map(_is_answering, lines.values())):
            self.notify()
            wasyncore.loop(timeout=0.2, use_poll=True, map=lines, count=1)

    def _counted(self, environ, start_response):
        """The portal; a process that has answered many requests is renewed."""
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False
        return self.wsgi(environ, start_response)


def _is_answering(line: Any) -> bool:
    return bool(getattr(line, "requests", None) or getattr(line, "total_outbufs_len", 0))
