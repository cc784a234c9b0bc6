"""Bring an installation to another version with one command, and back again when a step fails (docs/deploy.md).

    scripts/upgrade.py v0.9.0        to a version of the repository; without a name: to the newest one
    scripts/upgrade.py FOLDER        to the code in a folder, as it comes out of an archive
    scripts/upgrade.py --back        the way back from an upgrade that was cut off

Needs Python alone and none of the portal's code, which changes under it.
"""

import argparse
import contextlib
import json
import shutil
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from installation import VERSION_FILE, Installation, RefusedError, StepError, alone, number_in, say
from upgrade_steps import Upgrade

DONE, WENT_BACK, STUCK, REFUSED = 0, 1, 2, 3


def unfinished(here: Installation) -> Upgrade | None:
    """An upgrade that was cut off after it had changed something."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        journal = json.loads((here.state / "journal.json").read_text())
        if not journal["finished"] and journal["begun"]:
            return Upgrade(here, journal)
    return None


def look(here: Installation, to: str, *, only_code: bool) -> Upgrade:
    """What must be so before anything is touched. Raises RefusedError."""
    if not Path(here.python).exists():
        raise RefusedError(f"{here.python} is not there: docs/deploy.md says how an installation is made.")
    folder = Path(to).resolve() if to and (Path(to) / "manage.py").is_file() else None
    journal: dict[str, Any] = {"folder": str(folder or ""), "only_code": only_code}
    journal |= {"begun": [], "undone": [], "finished": False}
    journal["from_name"] = here.version()
    if folder:
        text = (folder / VERSION_FILE).read_text() if (folder / VERSION_FILE).exists() else ""
        journal["to_name"] = number_in(text) or folder.name
    else:
        journal |= _target(here, to)
    if not only_code:
        found = here.run(here.python, "manage.py", "migrate", "--check", code=None)
        if found.returncode:
            raise RefusedError(
                "The database is not of the version of the code that is here, or cannot be read with it. Was the new"
                " code put here already? Put the old one back first: the backup is taken with it.\n"
                + (found.stderr or found.stdout)[-1500:]
            )
    needed = _size(here.root / ".venv") + 3 * _size(here.data / "solokop.sqlite3") + _size(here.data / "private")
    if (free := shutil.disk_usage(here.data).free) < needed:
        raise RefusedError(f"{here.data} has {free:,} bytes free, and the upgrade needs {needed:,}.")
    journal["was_up"] = here.answer() == "ok"
    if journal["was_up"] and not here.command("stop"):
        raise RefusedError(
            "The portal runs, and nothing here says how it is stopped and started: stop it, or set SOLOKOP_STOP and"
            " SOLOKOP_RESTART to the two commands."
        )
    name = f"before-{journal['to_name']}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    journal["backup"] = str(Path(here.variables.get("SOLOKOP_BACKUPS") or here.data / "backups").resolve() / name)
    return Upgrade(here, journal)


def _target(here: Installation, to: str) -> dict[str, str]:
    if not here.has_history():
        raise RefusedError("This code has no history: name the folder of the new version's code.")
    if changed := here.git("status", "--porcelain", "--untracked-files=no"):
        raise RefusedError(f"These files of the code were changed by hand; put them back first:\n{changed}")
    if here.git("remote"):
        here.run("git", "fetch", "--quiet", "--tags", code=None)
    if not to:
        tags = here.git("tag", "--list", "v*", "--sort=-version:refname").splitlines()
        if not tags:
            raise RefusedError("There is no version here to go to: name one, as in `make upgrade TO=v0.9.0`.")
        to = tags[0]
    found = here.run("git", "rev-parse", "--verify", "--quiet", f"{to}^{{commit}}", code=None)
    if found.returncode:
        raise RefusedError(f"There is no version {to} in the repository, nor a folder {to} with the code of one.")
    branch = here.run("git", "symbolic-ref", "--quiet", "--short", "HEAD", code=None).stdout.strip()
    commit = here.git("rev-parse", "HEAD")
    if commit == found.stdout.strip():
        raise RefusedError(f"The code of {to} is here already.")
    text = here.run("git", "show", f"{to}:{VERSION_FILE}", code=None).stdout
    return {"to": found.stdout.strip(), "to_name": number_in(text) or to, "from": branch or commit}


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file() and not file.is_symlink())


def go_back(upgrade: Upgrade) -> int:
    journal, here = upgrade.journal, upgrade.here
    # Not cut off once more; and not handed on, as what is ignored would be, to the services that are started.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: None)
    again = f"{sys.executable} {here.state / 'scripts' / 'upgrade.py'} --in {here.root} --back"
    try:
        upgrade.back()
    except StepError as error:
        say(f"\n{error}\n\nThe portal is not whole. Mend what was found, then go on with the way back:\n  {again}")
        if upgrade.begun("backup"):
            say(f"The backup is {journal['backup']}.")
        return STUCK
    say(f"\nThe upgrade to {journal['to_name']} was taken back: version {journal['from_name']} is here as it was.")
    if upgrade.begun("migrate"):
        say(f"Its rows and files are those of the backup {journal['backup']}, taken after the services were stopped.")
    return WENT_BACK


def go(here: Installation, to: str, *, only_code: bool) -> int:
    if (cut_off := unfinished(here)) and not cut_off.begun("code"):
        say("An upgrade was cut off here before it had changed anything; it is begun anew.")
    elif cut_off:
        raise RefusedError(
            f"An upgrade to {cut_off.journal['to_name']} was cut off here at the step"
            f" “{cut_off.journal['begun'][-1]}”. Go back first, to version {cut_off.journal['from_name']}:\n"
            f"  {sys.executable} {here.state / 'scripts' / 'upgrade.py'} --in {here.root} --back"
        )
    upgrade = look(here, to, only_code=only_code)
    if cut_off:
        # Its services are stopped already.
        upgrade.journal["was_up"] |= cut_off.journal["was_up"]
    say(f"From version {upgrade.journal['from_name']} to {upgrade.journal['to_name']}, in {here.root}")
    # The code that comes and the code that goes may have other scripts, or none.
    if (mine := Path(__file__).resolve().parent) != here.state / "scripts":
        shutil.copytree(mine, here.state / "scripts", dirs_exist_ok=True)
    try:
        upgrade.forward()
    except StepError as error:
        say(f"\n{error}\n\nGoing back to version {upgrade.journal['from_name']}.")
        return go_back(upgrade)
    upgrade.finish()
    say(f"\nVersion {upgrade.journal['to_name']} is here and answers." if here.command("start") else "\nDone.")
    if not only_code:
        say(f"The backup of before is {upgrade.journal['backup']}.")
    return DONE


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("to", nargs="?", default="", help="a tag or commit, or a folder with the new code")
    parser.add_argument("--back", action="store_true", help="go back from an upgrade that was cut off")
    parser.add_argument("--only-code", action="store_true", help="for a further machine: the database is new already")
    parser.add_argument("--in", dest="root", type=Path, default=Path(__file__).resolve().parent.parent)
    given = parser.parse_args()
    here = Installation(given.root.resolve())

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, cut_off)
    signal.signal(signal.SIGHUP, lambda *_: None)
    try:
        with alone(here):
            if not given.back:
                return go(here, given.to, only_code=given.only_code)
            if found := unfinished(here):
                return go_back(found)
            raise RefusedError("No upgrade was cut off here: there is nothing to go back from.")
    except (RefusedError, StepError) as error:
        say(f"Nothing was changed. {error}")
        return REFUSED


if __name__ == "__main__":
    sys.exit(main())
