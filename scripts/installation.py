"""An installation as an upgrade sees it: its code, its data, its services, all by Python alone (upgrade.py)."""

import contextlib
import fcntl
import os
import pwd
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

SYSTEM_FILE = Path("/etc/solokop.env")
VERSION_FILE = "solokop/version.py"
# What belongs to the installation and not to a version of the code.
KEPT = re.compile(r"\.git|\.env.*|\.venv.*|\.upgrade|var")
STOP_SECONDS = 60


class StepError(Exception):
    """A step did not work; the text is what was found."""


class RefusedError(Exception):
    """Nothing was changed; the text says why and what to do."""


class Installation:
    """The folder of the code, the data beside it, and how its parts are started, stopped and asked."""

    def __init__(self, root: Path):
        self.root = root
        self.variables = self._variables()
        self.data = Path(self.variables.get("SOLOKOP_DATA_DIR") or root / "var").resolve()
        # Beside the code, not among the data, where the services may write: what lies here, whoever upgrades runs.
        self.state = self.root / ".upgrade"
        self.python = str(root / ".venv" / "bin" / "python")
        owner = root.stat()
        # Started by root, who alone may restart services: the work itself is done by whom the code belongs to.
        self.owner = (owner.st_uid, owner.st_gid) if os.getuid() == 0 and owner.st_uid else None

    def _variables(self) -> dict[str, str]:
        if not os.environ.get("SOLOKOP_ENV_FILE") and os.access(SYSTEM_FILE, os.R_OK):
            os.environ["SOLOKOP_ENV_FILE"] = str(SYSTEM_FILE)
        path, found = Path(os.environ.get("SOLOKOP_ENV_FILE") or self.root / ".env"), {}
        for line in path.read_text().splitlines() if path.is_file() else []:
            if match := re.match(r"\s*(?:export\s+)?([A-Z_0-9]+)\s*=\s*(.*?)\s*$", line):
                found[match[1]] = unquoted(match[2])
        return {**found, **os.environ}

    def run(self, *command: str, code: int | None = 0) -> subprocess.CompletedProcess:
        """A command in the folder of the code. Raises StepError with the end of its output when it ends otherwise."""
        # A session of its own: Ctrl-C reaches the upgrade alone, which then decides.
        options: dict[str, Any] = {"cwd": self.root, "start_new_session": True, **self._as_owner()}
        done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
        if code is not None and done.returncode != code:
            said = (done.stderr.strip() or done.stdout.strip())[-2500:]
            raise StepError(f"`{' '.join(command)}` ended with {done.returncode}:\n{said}")
        return done

    def _as_owner(self) -> dict[str, Any]:
        if not self.owner:
            return {}
        user, group = self.owner
        home = {"HOME": pwd.getpwuid(user).pw_dir}
        return {"user": user, "group": group, "extra_groups": [], "env": {**os.environ, **home}}

    def manage(self, *arguments: str) -> str:
        return self.run(self.python, "manage.py", *arguments).stdout

    def copy(self, source: Path, target: Path, but: re.Pattern[str] | None = None) -> None:
        """A copy that is there only when it is whole, of whom the code belongs to."""
        half = target.with_name(target.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir()
        self.give(half)
        for path in source.iterdir():
            if not (but and but.fullmatch(path.name)) and path != self.data:
                self.run("cp", "-a", str(path), str(half))
        shutil.rmtree(target, ignore_errors=True)
        half.rename(target)

    def give(self, path: Path) -> None:
        if self.owner:
            os.chown(path, *self.owner)

    def version(self) -> str:
        """The number in the code that is here, or the commit of a code that has none."""
        path = self.root / VERSION_FILE
        if number := number_in(path.read_text() if path.exists() else ""):
            return number
        return self.git("describe", "--tags", "--always") if self.has_history() else "of before"

    def has_history(self) -> bool:
        return (self.root / ".git").exists()

    def git(self, *arguments: str) -> str:
        return self.run("git", *arguments).stdout.strip()

    def units(self) -> list[str]:
        """The services of the portal that systemd knows here."""
        if not shutil.which("systemctl"):
            return []
        command = ["systemctl", "list-units", "--all", "--plain", "--no-legend", "--type=service", "solokop*"]
        lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
        names = [line.split()[0] for line in lines if line.split()]
        return [name for name in names if not name.startswith("solokop-backup")]

    def command(self, what: str) -> list[str]:
        """The command that stops or starts the portal; empty when none is known."""
        variable = {"stop": "SOLOKOP_STOP", "start": "SOLOKOP_RESTART"}[what]
        if given := self.variables.get(variable):
            return ["sh", "-c", given]
        units = self.units()
        return ["systemctl", what, *units] if units else []

    def stop(self) -> None:
        """Stop the services, and see that they are. A command that fails does no harm when nothing runs."""
        failure = self._serve("stop")
        until = time.monotonic() + STOP_SECONDS
        while self.answer() == "ok":
            if failure or time.monotonic() > until:
                raise StepError(failure or "the portal answers still after its services were stopped")
            time.sleep(0.2)

    def start(self) -> None:
        if failure := self._serve("start"):
            raise StepError(failure)

    def _serve(self, what: str) -> str:
        """Stop or start the services; returns what went wrong."""
        if not (command := self.command(what)):
            return ""
        # Not to a pipe: what is started lives on and would hold it.
        with (self.state / f"{what}.log").open("w+") as log:
            done = subprocess.run(command, cwd=self.root, stdout=log, stderr=log, check=False)
            log.seek(0)
            return f"`{command[-1]}` ended with {done.returncode}:\n{log.read()[-2500:]}" if done.returncode else ""

    def answer(self) -> str:
        """What the portal says of itself: `ok`, or what was found instead."""
        port = self.variables.get("PORT") or "8000"
        address = self.variables.get("SOLOKOP_HEALTH") or f"http://127.0.0.1:{port}/healthz?for=proxy"
        names = [name.strip() for name in self.variables.get("ALLOWED_HOSTS", "").split(",")]
        host = next((name for name in names if name and not name.startswith(".")), "localhost")
        request = urllib.request.Request(address, headers={"Host": host, "X-Forwarded-Proto": "https"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return "ok" if answer.status == 200 else f"{address} answers {answer.status}"
        except urllib.error.HTTPError as error:
            return f"{address} answers {error.code}: {error.read(500).decode(errors='replace')}"
        except OSError as error:
            return f"{address} does not answer: {error}"


def unquoted(value: str) -> str:
    """The value in a pair of quotation marks; those inside it stay."""
    return value[1:-1] if value[:1] in ("'", '"') and value[:1] == value[-1:] and len(value) > 1 else value


def number_in(text: str) -> str:
    """The number in a file of the version; empty where there is none."""
    found = re.search(r'^VERSION = "(.+)"$', text, re.MULTILINE)
    return found[1] if found else ""


@contextlib.contextmanager
def alone(here: Installation) -> Iterator[None]:
    """One upgrade at a time; the lock ends with the process, however that ends."""
    here.state.mkdir(parents=True, exist_ok=True)
    here.give(here.state)
    with (here.state / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise RefusedError(f"Another upgrade of this installation runs: {file.read().strip()}.") from None
        file.truncate(0)
        file.write(f"process {os.getpid()}, since {datetime.now().astimezone():%H:%M:%S}")
        file.flush()
        yield


def say(text: str) -> None:
    """To the terminal, which may be gone: the work goes on without it."""
    with contextlib.suppress(OSError):
        print(text, flush=True)
