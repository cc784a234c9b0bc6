"""The process that reads uploads: `python -m core.workbooks.server SOCKET`, one for each web or worker process.

It has the parser loaded and forks a child for each file: starting Python anew would cost ten times the reading.
The child is bounded in time and memory and may be killed by its own bounds; its caller then gets no answer.
The server ends when its caller does, that is when its standard input is closed. Imports nothing of the portal.
"""

import contextlib
import json
import select
import socketserver
import sys

from core.workbooks.worker import (
    OUTPUT_BYTES,
    TOO_COSTLY,
    UNREADABLE,
    bound,
    read_each_cell,
    read_other,
    read_workbook,
)


class RequestHandler(socketserver.StreamRequestHandler):
    """In the child: one request, a line of JSON; one answer, a line of JSON, or none."""

    def handle(self) -> None:
        request = json.loads(self.rfile.readline())
        bound(request["cpu_seconds"], request["memory_bytes"])
        try:
            read = read_workbook if request["kind"] == "xlsx" else read_other
            answer = json.dumps(read(request["path"], request["max_rows"], request["max_columns"])).encode()
        except MemoryError:
            answer = json.dumps({"failed": TOO_COSTLY}).encode()
        except BaseException:
            # What is written in Rust raises a panic, which is no Exception.
            answer = json.dumps({"failed": UNREADABLE}).encode()
        if len(answer) > OUTPUT_BYTES:
            answer = json.dumps({"failed": TOO_COSTLY}).encode()
        self.wfile.write(answer + b"\n")


class Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    # Callers that may wait while a child is forked; more children at once would only share the processors.
    request_queue_size = 256
    max_children = 16

    def service_actions(self) -> None:
        super().service_actions()
        if select.select([sys.stdin], [], [], 0)[0] and not sys.stdin.read(1):
            raise SystemExit

    def handle_error(self, request, client_address) -> None:
        """A child that fails says nothing; its caller knows what no answer means."""


def main(address: str) -> None:
    # Loads the readers as well, before the first fork.
    read_each_cell()
    import python_calamine  # noqa: F401

    with Server(address, RequestHandler) as server, contextlib.suppress(KeyboardInterrupt):
        print("ready", flush=True)
        server.serve_forever(poll_interval=0.2)


if __name__ == "__main__":
    main(sys.argv[1])
