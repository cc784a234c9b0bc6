"""The demo, begun anew and served as `make run` does, for what is measured in a browser."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = os.environ.get("PORT", "8177")
ADDRESS = f"http://localhost:{PORT}"


@contextmanager
def running() -> Iterator[None]:
    """The portal at ADDRESS, with the environment that its own commands need; gone at the end, with all that it held."""
    folder = tempfile.mkdtemp(prefix="solokop-demo-")
    environment = os.environ | {
        "SOLOKOP_DEMO": "1",
        "SOLOKOP_ENV_FILE": "/nonexistent",
        "SOLOKOP_DATA_DIR": folder,
        "PORT": PORT,
    }
    server = subprocess.Popen(
        [sys.executable, "scripts/run.py"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(server)
        os.environ.update(environment)
        yield
    finally:
        server.terminate()
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: subprocess.Popen) -> None:
    for _n in range(300):
        if server.poll() is not None:
            sys.exit(f"the portal did not start; if something else listens on {PORT}, PORT=… takes another")
        try:
            with urllib.request.urlopen(f"{ADDRESS}/healthz", timeout=5) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(1)
    sys.exit("the portal did not come up")


def chromium() -> str:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        sys.exit("no Chromium found: apt-get install chromium, or set CHROMIUM to its path")
    return path
