"""Prepare the database, then web server, worker and scheduler in the foreground until Ctrl-C: `make run`, with
the demo; without it, the whole portal of a small office as one service (docs/deploy.md).
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = os.environ.get("PORT", "8000")
HOST = os.environ.get("HOST", "127.0.0.1")
ADDRESS = f"http://localhost:{PORT}"
WRITTEN = "# Written by `make run`: this checkout runs the demo."
# What has ended is started again, after a pause that grows while it ends again and again within so many seconds.
SHORTEST_PAUSE, LONGEST_PAUSE, DEATHS_WITHIN = 0.5, 30, 120
# The web server alone ends the whole: without it there is no portal, and what starts us begins anew.
MOST_DEATHS_OF_WEB = 4
USERS = ("admin", "petugas", "kepala", "penyuluh", "pengurus")


def main() -> int:
    os.chdir(ROOT)
    refuse_taken_port()
    remember_demo()
    if os.environ.get("SOLOKOP_DEMO") == "1":
        os.environ.setdefault("SOLOKOP_BASE_URL", ADDRESS)
    os.environ.setdefault("SOLOKOP_HASHED_STATIC", "1")
    # The demo may run as root in a container; Celery would warn at length.
    os.environ.setdefault("PYTHONWARNINGS", "ignore::UserWarning")
    manage("migrate", "--verbosity", "0")
    manage("check_schema")
    manage("collectstatic", "--noinput", "--verbosity", "0")
    if os.environ.get("SOLOKOP_DEMO") == "1":
        manage("build_demo")
    worker = (
        "celery",
        "--quiet",
        "--app",
        "solokop",
        "worker",
        "--loglevel",
        "WARNING",
        "--without-gossip",
        "--without-mingle",
    )
    parts = [
        Part(
            "web server",
            ("gunicorn", "solokop.wsgi", "--bind", f"{HOST}:{PORT}", "--config", "deploy/gunicorn.conf.py"),
            MOST_DEATHS_OF_WEB,
        ),
        Part(
            "worker",
            (
                *worker,
                "--beat",
                "--concurrency",
                "2",
                "--queues",
                "celery",
                "--hostname",
                "jobs@%h",
                "--schedule",
                str(data_folder() / "beat-schedule"),
            ),
        ),
        # A mail server that takes its time holds no job up.
        Part("mail worker", (*worker, "--concurrency", "1", "--queues", "mail", "--hostname", "mail@%h")),
    ]
    for part in parts:
        part.start()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Also where a shell has started us in the background and told us to ignore it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print_welcome()
    try:
        return wait(parts)
    except (KeyboardInterrupt, SystemExit):
        return 0
    finally:
        stop(parts)


def refuse_taken_port() -> None:
    """Say at once that somebody else listens there: a web server that cannot start would look like a broken portal."""
    if not PORT.isdecimal() or not 0 < int(PORT) < 65536:
        sys.exit(f"PORT={PORT} is no port. Choose a number from 1 to 65535: PORT=8123 make run")
    with socket.socket(socket.AF_INET6 if ":" in HOST else socket.AF_INET) as probe:
        # As the web server does: what was closed a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError as error:
            sys.exit(
                f"Port {PORT} of {HOST} cannot be used ({error.strerror}): another program, or another `make run`, "
                f"listens there.\nStop it, or take another port: PORT={int(PORT) % 65535 + 1} make run"
            )


def remember_demo() -> None:
    """Keep the demo mode and its address for `manage.py` called by hand later; a file written by hand stays."""
    env_file = ROOT / ".env"
    if os.environ.get("SOLOKOP_DEMO") == "1" and (not env_file.exists() or env_file.read_text().startswith(WRITTEN)):
        env_file.write_text(f"{WRITTEN}\nSOLOKOP_DEMO=1\nSOLOKOP_BASE_URL={ADDRESS}\n")


def data_folder() -> Path:
    return Path(os.environ.get("SOLOKOP_DATA_DIR") or ROOT / "var")


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], check=True)


@dataclass
class Part:
    """A process of the portal, started again when it ends by itself."""

    name: str
    command: tuple[str, ...]
    most_deaths: int | None = None
    process: subprocess.Popen | None = None
    deaths: list[float] = field(default_factory=list)
    resumes: float = 0

    def start(self) -> None:
        program, *arguments = self.command
        # A session of its own: Ctrl-C reaches this script alone, which then stops all in order.
        command = [str(Path(sys.executable).parent / program), *arguments]
        self.process = subprocess.Popen(command, start_new_session=True)

    def look(self) -> int | None:
        """Start again what has ended. Returns the code to end with when this part ends again and again."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.resumes:
                self.start()
            return None
        if (code := self.process.poll()) is None:
            return None
        self.deaths = [moment for moment in self.deaths if moment > now - DEATHS_WITHIN] + [now]
        end_children_of(self.process)
        if self.most_deaths and len(self.deaths) > self.most_deaths:
            print(f"The {self.name} has ended {len(self.deaths)} times, see the lines above.", file=sys.stderr)
            return code or 1
        pause = min(SHORTEST_PAUSE * 2 ** (len(self.deaths) - 1), LONGEST_PAUSE)
        print(f"The {self.name} has ended ({code}); it is started again in {pause:g} s.", file=sys.stderr)
        self.process, self.resumes = None, now + pause
        return None


def print_welcome() -> None:
    print(f"\n  SoloKop runs at {ADDRESS}\n", flush=True)
    if os.environ.get("SOLOKOP_DEMO") == "1":
        print("  Sign in with the password solokop-demo as")
        for name in USERS:
            print(f"    {name}@solokop.test")
    print("\n  Ctrl-C stops it.\n", flush=True)


def wait(parts: list[Part]) -> int:
    """Watch over all parts; a worker that dies never ends the web server."""
    while True:
        for part in parts:
            if (code := part.look()) is not None:
                return code
        time.sleep(0.5)


def end_children_of(process: subprocess.Popen) -> None:
    """What a process has left behind when it was killed; each was started as a group of its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def stop(parts: list[Part]) -> None:
    running = [part.process for part in parts if part.process and part.process.poll() is None]
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
