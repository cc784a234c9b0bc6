"""ESLint over the scripts of the pages, where Node and npm are: a machine without them lints all the rest.

What it needs is installed beside its rules, in tests/javascript, and is no part of the portal.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "javascript"
WANTED = FOLDER / "package.json"
# Written when all of it is there: an install that was interrupted leaves a part.
STAMP = FOLDER / "node_modules" / "installed"
ESLINT = FOLDER / "node_modules" / ".bin" / "eslint"
SCRIPTS = ("static/js", "core/offline/worker.js", "tests/javascript")
# ESLint 10 asks for it.
OLDEST = (20, 19)


def main() -> int:
    if why := obstacle():
        print(f"JavaScript was not linted: {why}")
        return 0
    command = [str(ESLINT), "--max-warnings", "0", "--config", str(FOLDER / "eslint.config.mjs"), *SCRIPTS]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def obstacle() -> str:
    """Why it cannot be done here; empty where it can. Installs what is missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return "Node and npm are not installed."
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    if version_of(told) < OLDEST:
        return f"Node {told} is older than {'.'.join(map(str, OLDEST))}."
    if STAMP.exists() and STAMP.read_text() == WANTED.read_text():
        return ""
    quiet = ("--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")
    patience = ("--fetch-retries=1", "--fetch-timeout=20000")
    install = [npm, "install", "--prefix", str(FOLDER), *quiet, *patience]
    if subprocess.run(install, cwd=ROOT, capture_output=True, check=False).returncode or not ESLINT.exists():
        return "ESLint could not be installed; is there a connection?"
    STAMP.write_text(WANTED.read_text())
    return ""


def version_of(text: str) -> tuple[int, ...]:
    """`v20.19.2` as numbers; what is none of it is older than anything."""
    parts = text.removeprefix("v").split(".")
    return tuple(int(part) for part in parts if part.isdigit())


if __name__ == "__main__":
    sys.exit(main())
