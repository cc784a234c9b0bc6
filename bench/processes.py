"""Each measurement in a process of its own: what one remembers is not the next one's."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SIZES = [int(size) for size in os.environ.get("SIZES", "590,13000,130000").split(",")]


def measure(environment: dict[str, str], *arguments: str, module: str = "bench.measure") -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])
