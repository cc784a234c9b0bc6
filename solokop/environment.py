"""Where this installation lives: its folders and the environment that its settings come from."""

import os
import re
import sys
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from solokop import installation

BASE_DIR = Path(__file__).resolve().parent.parent
# Commands that need no installation to speak for: they may run without its secrets.
BUILD_COMMANDS = {"collectstatic", "makemigrations", "makemessages", "compilemessages", "help"}


class EnvFile(environ.Env):
    """The variables of a file alone, apart from those of the process."""

    ENVIRON = {}


def read(path: Path) -> bool:
    """Take the variables of a file that the process does not have yet. Returns whether this is the demo.

    A demo's file, which `make run` leaves behind, is passed over when the process itself says that it is no demo.
    Raises ImproperlyConfigured, before anything is taken, when these variables do not fit together.
    """
    EnvFile.read_env(path)
    of_file, of_process = dict(EnvFile.ENVIRON), "SOLOKOP_DEMO" in os.environ
    if of_process and not env.bool("SOLOKOP_DEMO") and EnvFile().bool("SOLOKOP_DEMO", default=False):
        of_file = {}
    EnvFile.ENVIRON = {**of_file, **os.environ}
    demo = EnvFile().bool("SOLOKOP_DEMO", default=False)
    found = installation.problems(
        EnvFile.ENVIRON,
        demo=demo,
        demo_from="the environment" if of_process else f"the file {path}",
        building=len(sys.argv) > 1 and sys.argv[1] in BUILD_COMMANDS,
    )
    if found:
        raise ImproperlyConfigured(installation.refusal(found))
    os.environ.update(EnvFile.ENVIRON)
    return demo


env = environ.Env()
# Settings of this installation, for processes that are not given them by their environment.
DEMO = read(Path(os.environ.get("SOLOKOP_ENV_FILE", BASE_DIR / ".env")))
DATA_DIR = Path(env.str("SOLOKOP_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()


def count(variable: str) -> int:
    """A variable that is a number, 0 where it is empty; solokop/installation.py has refused what is none."""
    return int(env.str(variable, default="").strip() or 0)


RATE = re.compile(r"[0-9]+/([0-9]+(\.[0-9]+)?)?[smhd]/(ip|user|key)")


def rate(variable: str, default: str) -> str:
    """A variable that says how often something may be asked for, e.g. `60/m/ip`, or several with commas.

    `key` counts all clients together.

    Raises ImproperlyConfigured, with an example, for anything else: a rate that is not understood would hold nobody.
    """
    text = env.str(variable, default=default).replace(" ", "")
    # Who is not signed in cannot be counted by user.
    fits = default.endswith("/user") or "/user" not in text
    if not fits or not all(RATE.fullmatch(part) for part in text.split(",")):
        raise ImproperlyConfigured(f"{variable} is “{text}” and must be like {default} (docs/deploy.md)")
    return text


TIME_ZONE = env.str("SOLOKOP_TIME_ZONE", default="Asia/Jakarta")
