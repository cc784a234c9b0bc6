"""Where this installation lives: its folders and the environment that its settings come from."""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
# Settings of this installation, for processes that are not given them by their environment.
env.read_env(os.environ.get("SOLOKOP_ENV_FILE", BASE_DIR / ".env"))
DATA_DIR = Path(env.str("SOLOKOP_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()


def count(variable: str) -> int:
    """A variable that is a number; `true`, as it was once written, is 1, and `false` or nothing 0."""
    text = env.str(variable, default="0").strip().lower()
    return int({"true": "1", "yes": "1", "on": "1", "false": "0", "no": "0", "off": "0", "": "0"}.get(text, text))


TIME_ZONE = env.str("SOLOKOP_TIME_ZONE", default="Asia/Jakarta")
