"""A mail server of loopback that refuses every nth message for the time being, some addresses always or for now, and
remembers what it has accepted."""

import socketserver
import threading
from contextlib import contextmanager


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.answer("220 contoh.test")
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"DATA":
                self.answer("354 go on")
                content = b""
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    content += line
                self.answer("250 kept" if self.server.take(content) else "451 try again later")
            elif command == b"RCPT":
                self.answer(self.server.answer_to(line.decode()))
            elif command == b"QUIT":
                self.answer("221 bye")
                return
            else:
                self.answer("250 ok")

    def answer(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refuse_every: int, answers: dict[str, str]):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.refuse_every, self.n, self.accepted, self.lock = refuse_every, 0, [], threading.Lock()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def answer_to(self, recipient: str) -> str:
        return next((answer for address, answer in self.answers.items() if address in recipient), "250 ok")

    def take(self, content: bytes) -> bool:
        with self.lock:
            self.n += 1
            if self.n % self.refuse_every == 0:
                return False
            self.accepted.append(next(line for line in content.splitlines() if line.startswith(b"Subject: ")).decode())
            return True


@contextmanager
def smtp(refuse_every: int = 3, answers: dict[str, str] | None = None):
    """`answers` gives what the server says to a recipient, by address; to the others it says yes."""
    with Server(refuse_every, answers or {}) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
