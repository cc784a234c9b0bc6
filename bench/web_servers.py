"""What a next user waits for while others hold connections open, by web server: `WHAT=servers make bench`.

Each server has two processes with four threads, or what it offers instead, and the same portal behind it.
"""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GUNICORN = (sys.executable, "-m", "gunicorn", "solokop.wsgi", "--log-level", "error", "--bind")
SERVERS = {
    "gunicorn gthread 2x4": (
        *GUNICORN,
        "{address}",
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "4",
        "--timeout",
        "120",
    ),
    "gunicorn gthread 2x32": (
        *GUNICORN,
        "{address}",
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "32",
        "--timeout",
        "120",
        "--keep-alive",
        "75",
    ),
    "granian wsgi 2x4": (
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--blocking-threads",
        "4",
        "--host",
        "{host}",
        "--port",
        "{port}",
        "--log-level",
        "error",
        "solokop.wsgi:application",
    ),
    "waitress 1x8": (
        sys.executable,
        "-m",
        "waitress",
        "--listen",
        "{address}",
        "--threads",
        "8",
        "--connection-limit",
        "1000",
        "solokop.wsgi:application",
    ),
    "uvicorn asgi 2": (
        sys.executable,
        "-m",
        "uvicorn",
        "--host",
        "{host}",
        "--port",
        "{port}",
        "--workers",
        "2",
        "--log-level",
        "error",
        "--factory",
        "django.core.asgi:get_asgi_application",
    ),
    "portal's own 2x4": (*GUNICORN, "{address}", "--config", "deploy/gunicorn.conf.py"),
}
PAGE = "/register/?q=maju"


class Line:
    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)

    def send(self, content: bytes) -> None:
        self.socket.sendall(content)


def next_user(port: int) -> float:
    """Seconds until somebody who comes now has a page; 60 when he never does."""
    began = time.perf_counter()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", PAGE)
        connection.getresponse().read()
        connection.close()
    except OSError:
        return 60.0
    return time.perf_counter() - began


def idle(port: int, n: int) -> float:
    """With connections that have never said anything, as browsers open them ahead."""
    lines = [Line(port) for _n in range(n)]
    time.sleep(0.3)
    waited = next_user(port)
    for line in lines:
        line.socket.close()
    return waited


def slow_uploads(port: int, n: int) -> float:
    """With uploads of 2 MB of which a kilobyte comes now and then, as over a bad connection."""
    head = (
        f"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/x-www-form-urlencoded"
        "\r\nContent-Length: 2000000\r\n\r\n"
    )
    lines, over = [Line(port) for _n in range(n)], threading.Event()

    def trickle() -> None:
        while not over.wait(0.2):
            for line in lines:
                try:
                    line.send(b"a" * 1024)
                except OSError:
                    continue

    for line in lines:
        line.send(head.encode())
    thread = threading.Thread(target=trickle)
    thread.start()
    time.sleep(1)
    waited = next_user(port)
    over.set()
    thread.join()
    for line in lines:
        line.socket.close()
    return waited


def resets(port: int, n: int = 24) -> float:
    """Of so many requests on connections kept for two to five seconds, as a proxy keeps them, how many were lost."""
    lost = 0
    lines = [http.client.HTTPConnection("127.0.0.1", port, timeout=30) for _n in range(n)]
    for line in lines:
        line.auto_open = 1
        line.request("GET", "/healthz?for=proxy")
        line.getresponse().read()
    began = time.monotonic()
    for at, line in enumerate(lines):
        # Each a little later than the one before, so that some meet the moment of closing.
        time.sleep(max(0.0, began + 1.9 + at * 0.13 - time.monotonic()))
        line.auto_open = 0
        try:
            line.request("GET", "/healthz?for=proxy")
            line.getresponse().read()
        except (OSError, http.client.HTTPException):
            lost += 1
    return lost


def rate(port: int, seconds: float = 5, clients: int = 8) -> float:
    """Pages a second, with a few clients that keep their connections."""
    until, counts = time.monotonic() + seconds, [0] * clients

    def ask(at: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < until:
            line.request("GET", PAGE)
            line.getresponse().read()
            counts[at] += 1

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def measure(command: tuple[str, ...], environment: dict[str, str]) -> dict[str, float]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    filled = [part.format(address=f"127.0.0.1:{port}", host="127.0.0.1", port=port) for part in command]
    process = subprocess.Popen(filled, cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while next_user_or_none(port) is None and time.monotonic() < until:
            if process.poll() is not None:
                raise OSError("it does not start here: not installed?")
            time.sleep(0.2)
        for _n in range(20):
            next_user(port)
        found_here: dict[str, Any] = {
            "alone, s": min(next_user(port) for _n in range(5)),
            "8 silent connections, s": idle(port, 8),
            "100 silent connections, s": idle(port, 100),
            "8 slow uploads, s": slow_uploads(port, 8),
            "40 slow uploads, s": slow_uploads(port, 40),
            "lost of 24 kept ones": resets(port),
            "pages a second": rate(port),
        }
    finally:
        process.terminate()
        process.wait(40)
    return found_here


def next_user_or_none(port: int) -> float | None:
    with socket.socket() as line:
        return next_user(port) if line.connect_ex(("127.0.0.1", port)) == 0 else None


def run() -> None:
    """Print the figures of each server that is installed here; granian and uvicorn are no part of an installation."""
    with tempfile.TemporaryDirectory(prefix="solokop-bench-") as folder:
        environment = {"SOLOKOP_DEMO": "1", "SOLOKOP_ENV_FILE": "/nonexistent", "SOLOKOP_DATA_DIR": folder}
        environment |= {"DJANGO_SETTINGS_MODULE": "solokop.settings"}
        for command in (("migrate", "-v0"), ("collectstatic", "--noinput", "-v0")):
            full = [sys.executable, "manage.py", *command]
            subprocess.run(full, cwd=ROOT, env={**os.environ, **environment}, check=True)
        for name, command in SERVERS.items():
            try:
                found = measure(command, environment)
            except (OSError, subprocess.TimeoutExpired) as error:
                print(f"{name}: {error}")
            else:
                print(name + "".join(f"\n  {what:28}{value:8.3f}" for what, value in found.items()))
