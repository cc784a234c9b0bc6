"""Real worker processes against the test database."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


def environment() -> dict[str, str]:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        url = f"postgres:///{database['NAME']}?host={database['HOST'] or database['OPTIONS'].get('host')}&user=postgres"
    return {**os.environ, "DATABASE_URL": url, "SOLOKOP_LOG_LEVEL": "ERROR"}


@contextmanager
def worker():
    """A Celery worker with two processes; killed with its children at the end, if it still lives."""
    command = [sys.executable, "-m", "celery", "--quiet", "--app", "solokop", "worker", "--concurrency", "2"]
    command += ["--loglevel", "ERROR", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    process = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment(), start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """`kill -9` for the worker and its children, which are a process group of their own."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def wait_for(condition, seconds: float = 60, what: str = "the condition"):
    until = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > until:
            raise AssertionError(f"{what} was not met in {seconds} seconds")
        time.sleep(0.02)
    return result


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


KILLED = """
import os, signal, sys
from datetime import date
import django
django.setup()
from django.db import connection
n = 0
def count(execute, sql, params, many, context):
    global n
    if not sql.lstrip().startswith(("SELECT", "SAVEPOINT", "RELEASE", "BEGIN")):
        n += 1
        if n == int(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
connection.execute_wrappers.append(count)
"""


def killed_at_write(work: str, write: int) -> bool:
    """Run some code in a process that is killed before its nth write; False when it came to its end."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED + work, str(write)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        env=environment() | {"DJANGO_SETTINGS_MODULE": "solokop.settings"},
        check=False,
        timeout=60,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0
