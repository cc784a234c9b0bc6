"""Prepare the database, then web server, worker and scheduler in the foreground until Ctrl-C: `make run`, with
the demo; without it, the whole portal of a small office as one service (docs/deploy.md).
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = os.environ.get("PORT", "8000")
HOST = os.environ.get("HOST", "127.0.0.1")
ADDRESS = f"http://localhost:{PORT}"
WRITTEN = "# Written by `make run`: this checkout runs the demo."
# A worker that has ended is started again, unless it ends so often in so many seconds.
MOST_DEATHS, DEATHS_WITHIN = 4, 120
USERS = ("admin", "petugas", "kepala", "pengurus")


def main() -> int:
    os.chdir(ROOT)
    remember_demo()
    if os.environ.get("SOLOKOP_DEMO") == "1":
        os.environ.setdefault("SOLOKOP_BASE_URL", ADDRESS)
    # The demo may run as root in a container; Celery would warn at length.
    os.environ.setdefault("PYTHONWARNINGS", "ignore::UserWarning")
    manage("migrate", "--verbosity", "0")
    if os.environ.get("SOLOKOP_DEMO") != "1":
        manage("collectstatic", "--noinput", "--verbosity", "0")
    if os.environ.get("SOLOKOP_DEMO") == "1":
        manage("build_demo")
    processes = [
        start("gunicorn", "solokop.wsgi", "--bind", f"{HOST}:{PORT}", "--worker-class", "gthread",
              "--workers", "2", "--threads", "4", "--timeout", "120", "--log-level", "warning"),
        start("celery", "--quiet", "--app", "solokop", "worker", "--beat", "--concurrency", "2",
              "--loglevel", "WARNING", "--schedule", str(data_folder() / "beat-schedule"),
              "--without-gossip", "--without-mingle"),
    ]  # fmt: skip
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Also where a shell has started us in the background and told us to ignore it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print_welcome()
    try:
        return wait(processes)
    except (KeyboardInterrupt, SystemExit):
        return 0
    finally:
        stop(processes)


def remember_demo() -> None:
    """Keep the demo mode and its address for `manage.py` called by hand later; a file written by hand stays."""
    env_file = ROOT / ".env"
    if os.environ.get("SOLOKOP_DEMO") == "1" and (not env_file.exists() or env_file.read_text().startswith(WRITTEN)):
        env_file.write_text(f"{WRITTEN}\nSOLOKOP_DEMO=1\nSOLOKOP_BASE_URL={ADDRESS}\n")


def data_folder() -> Path:
    return Path(os.environ.get("SOLOKOP_DATA_DIR") or ROOT / "var")


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], check=True)


def start(program: str, *arguments: str) -> subprocess.Popen:
    # A session of its own: Ctrl-C reaches this script alone, which then stops both in order.
    return subprocess.Popen([str(Path(sys.executable).parent / program), *arguments], start_new_session=True)


def print_welcome() -> None:
    print(f"\n  SoloKop runs at {ADDRESS}\n", flush=True)
    if os.environ.get("SOLOKOP_DEMO") == "1":
        print("  Sign in with the password solokop-demo as")
        for name in USERS:
            print(f"    {name}@solokop.test")
    print("\n  Ctrl-C stops it.\n", flush=True)


def wait(processes: list[subprocess.Popen]) -> int:
    """Start again what has ended by itself; give up when something ends again and again."""
    deaths: list[float] = []
    while True:
        for place, process in enumerate(processes):
            if process.poll() is None:
                continue
            deaths = [moment for moment in deaths if moment > time.monotonic() - DEATHS_WITHIN]
            deaths.append(time.monotonic())
            print(f"ended: {process.args[0]} ({process.returncode}), see the lines above", file=sys.stderr)
            end_children_of(process)
            if len(deaths) > MOST_DEATHS:
                return process.returncode or 1
            processes[place] = subprocess.Popen(process.args, start_new_session=True)
        time.sleep(0.5)


def end_children_of(process: subprocess.Popen) -> None:
    """What a process has left behind when it was killed; each was started as a group of its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def stop(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
