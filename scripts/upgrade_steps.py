"""The steps of an upgrade and of the way back, each by the code that is in the folder at that moment (upgrade.py)."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from installation import KEPT, Installation, StepError, say

START_SECONDS = 90
# Read before the code changes under this process.
DROP_TABLES = (Path(__file__).parent / "drop_tables.py").read_text()


class Upgrade:
    """One upgrade, whose journal says what was begun, so that it can be gone back from after a power cut."""

    def __init__(self, here: Installation, journal: dict[str, Any]):
        self.here = here
        self.journal = journal

    @property
    def kept_venv(self) -> Path:
        return self.here.root / ".venv.before"

    @property
    def kept_code(self) -> Path:
        return self.here.state / "code"

    def begun(self, step: str) -> bool:
        return step in self.journal["begun"]

    def write(self) -> None:
        path = self.here.state / "journal.json"
        path.with_suffix(".new").write_text(json.dumps(self.journal, indent=1))
        path.with_suffix(".new").replace(path)

    def steps(self) -> list[tuple[str, str, Callable[[], None]]]:
        with_database = not self.journal["only_code"]
        found = [
            ("stop", "stop the services", self.here.stop),
            ("backup", "back up the database and the files, and prove it", self.backup),
            ("keep", "keep what is installed now", self.keep),
            ("code", f"put the code of {self.journal['to_name']} in its place", self.replace_code),
            ("install", "install what it needs", self.install),
            ("messages", "compile its messages", self.compile_messages),
            ("check", "check the settings with it", self.check),
            ("migrate", "bring the database to its version", self.migrate),
            ("static", "collect its static files", self.collect),
            ("start", "start the services", self.here.start),
            ("ask", "ask the portal how it is", self.ask),
        ]
        return [step for step in found if with_database or step[0] not in ("backup", "migrate")]

    def forward(self) -> None:
        steps = self.steps()
        for place, (name, title, work) in enumerate(steps, 1):
            try:
                say(f"{place} of {len(steps)}: {title}")
                self.journal["begun"].append(name)
                self.write()
                work()
            except KeyboardInterrupt as error:
                raise StepError(f"Step {place} of {len(steps)} was cut off: {title}.") from error
            except Exception as error:
                raise StepError(f"Step {place} of {len(steps)} did not work: {title}.\n{error}") from error

    def back(self) -> None:
        """The old version as it was. What is done is not done again when this is cut off and repeated: somebody may
        work with the old version already, and a backup that came back twice would take the work away."""
        name = self.journal["from_name"]
        steps: list[tuple[str, str, Callable[[], None]]] = [
            ("code", f"put the code of {name} back", self.put_code_back),
            ("install", "put back what was installed", self.put_venv_back),
            ("messages", "compile its messages", self.compile_messages),
            ("migrate", "put the database and the files of the backup back", self.restore),
            ("static", "collect its static files", self.collect),
        ]
        steps = [step for step in steps if self.begun(step[0]) and step[0] not in self.journal["undone"]]
        # Stopped once more: the machine may have started them with the new code meanwhile.
        steps = [
            ("stop", "stop the services", self.here.stop),
            *steps,
            ("start", "start the services", self.here.start),
        ]
        if self.journal["was_up"]:
            steps.append(("ask", "ask the portal how it is", self.ask))
        for place, (step, title, work) in enumerate(steps, 1):
            say(f"back, {place} of {len(steps)}: {title}")
            try:
                work()
                self.journal["undone"].append(step)
                self.write()
            except Exception as error:
                told = f"Step {place} of {len(steps)} of the way back did not work: {title}.\n{error}"
                raise StepError(told) from error
        self.finish()

    def finish(self) -> None:
        self.journal["finished"] = True
        self.write()
        shutil.rmtree(self.kept_venv, ignore_errors=True)

    def backup(self) -> None:
        folder = Path(self.journal["backup"])
        folder.parent.mkdir(parents=True, exist_ok=True)
        self.here.give(folder.parent)
        say("   " + self.here.manage("backup", str(folder)).strip())
        tables = json.loads((folder / "backup.json").read_text())["tables"]
        if not tables.get("accounts_user"):
            raise StepError(
                "Nobody has an account in this database: is it the right one? SOLOKOP_DATA_DIR, DATABASE_URL or"
                f" SOLOKOP_ENV_FILE must lead to the installation's; the data folder was taken to be {self.here.data}."
            )

    def keep(self) -> None:
        self.here.copy(self.here.root / ".venv", self.kept_venv)
        if self.journal["folder"]:
            self.here.copy(self.here.root, self.kept_code, but=KEPT)

    def replace_code(self) -> None:
        if self.journal["folder"]:
            self.put_code(Path(self.journal["folder"]))
        else:
            self.here.git("checkout", "--quiet", "--detach", self.journal["to"])

    def put_code_back(self) -> None:
        if self.journal["folder"]:
            self.put_code(self.kept_code)
        else:
            self.here.git("checkout", "--quiet", "--force", self.journal["from"])

    def put_code(self, folder: Path) -> None:
        """The code of a folder instead of what has the same name here; what belongs to the installation stays."""
        for source in folder.iterdir():
            path = self.here.root / source.name
            if not KEPT.fullmatch(source.name):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
                self.here.run("cp", "-a", str(source), str(path))

    def install(self) -> None:
        pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        self.here.run(self.here.python, *pip, "-r", "requirements.txt")

    def put_venv_back(self) -> None:
        self.here.copy(self.kept_venv, self.here.root / ".venv")

    def compile_messages(self) -> None:
        self.here.run(self.here.python, "scripts/compile_messages.py")

    def check(self) -> None:
        self.here.manage("check", "--deploy")

    def migrate(self) -> None:
        self.here.manage("migrate", "--noinput")

    def collect(self) -> None:
        self.here.manage("collectstatic", "--noinput", "--verbosity", "0")

    def restore(self) -> None:
        self.here.manage("shell", "--command", DROP_TABLES)
        self.migrate()
        self.here.manage("restore", self.journal["backup"], "--overwrite")

    def ask(self) -> None:
        if not self.here.command("start"):
            say("   Nothing here says how the services are started (SOLOKOP_RESTART, systemd): start them now by hand.")
            return
        until = time.monotonic() + START_SECONDS
        while (found := self.here.answer()) != "ok":
            if time.monotonic() > until:
                raise StepError(found)
            time.sleep(0.5)
