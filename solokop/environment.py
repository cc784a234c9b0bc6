"""Where this installation lives: its folders and the environment that its settings come from."""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
# Settings of this installation, for processes that are not given them by their environment.
env.read_env(os.environ.get("SOLOKOP_ENV_FILE", BASE_DIR / ".env"))
DATA_DIR = Path(env.str("SOLOKOP_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
TIME_ZONE = env.str("SOLOKOP_TIME_ZONE", default="Asia/Jakarta")
