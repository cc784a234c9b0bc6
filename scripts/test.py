"""`make test`: the whole suite on SQLite and, beside it, on a real PostgreSQL and Redis; says what ran on which.

`make test ARGS="-k import"` passes arguments to pytest and runs one half after the other, as does a machine with one
processor; `ONLY=sqlite` or `ONLY=postgresql` runs one half.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from servers import NoServerError, postgres_folder, redis_binary, servers  # noqa: E402


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    install_programs()
    only = os.environ.get("ONLY", "")
    results: dict[str, int | str] = {}
    halves = [half for name, half in (("sqlite", on_sqlite), ("postgresql", on_postgresql)) if only in ("", name)]
    if arguments or len(halves) == 1 or len(os.sched_getaffinity(0)) == 1:
        for half in halves:
            half(arguments, results, None)
    else:
        # What the second half prints is shown when it is over: two texts at once cannot be read.
        with tempfile.TemporaryFile("w+") as printed:
            beside = threading.Thread(target=halves[1], args=(arguments, results, printed))
            beside.start()
            halves[0](arguments, results, None)
            beside.join()
            printed.seek(0)
            shutil.copyfileobj(printed, sys.stdout)
    print("\nWhat ran on which:")
    for name, code in results.items():
        print(f"  {name}: {'passed' if code == 0 else f'FAILED ({code})'}")
    return 0 if all(code == 0 for code in results.values()) else 1


def on_sqlite(arguments: list[str], results: dict[str, int | str], output: IO[str] | None) -> None:
    results["SQLite, filesystem broker"] = run(arguments, {}, output)


def on_postgresql(arguments: list[str], results: dict[str, int | str], output: IO[str] | None) -> None:
    try:
        with servers() as environment:
            name = f"PostgreSQL ({postgres_folder()}), Redis ({redis_binary()})"
            results[name] = run(arguments, environment, output)
    except NoServerError as error:
        print(f"\n!!! NOT RUN on PostgreSQL and Redis: {error}\n", file=sys.stderr)
        results["PostgreSQL, Redis"] = str(error)


def run(arguments: list[str], environment: dict[str, str], output: IO[str] | None) -> int:
    data = tempfile.mkdtemp(prefix="solokop-test-")
    settings = {
        "SOLOKOP_DEMO": "1",
        "SOLOKOP_ENV_FILE": "/nonexistent",
        "SOLOKOP_DATA_DIR": data,
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        "CHROMIUM": browser() or "",
        # On a machine that tests keep busy a cache may take its time.
        "SOLOKOP_CACHE_TIMEOUT": "20",
    }
    try:
        return subprocess.run(
            [sys.executable, "-m", "pytest", *arguments],
            env={**os.environ, **settings, **environment},
            stdout=output,
            stderr=output,
            check=False,
        ).returncode
    finally:
        shutil.rmtree(data, ignore_errors=True)


def browser() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def install_programs() -> None:
    """Chromium for the browser tests and gettext for the catalogue: no wheel brings them, Debian does.

    nginx starts by itself where it is installed: only on a machine that is there for tests alone.
    """
    wanted = [] if browser() else ["chromium"]
    wanted += [] if shutil.which("xgettext") else ["gettext"]
    if os.environ.get("CI") and not shutil.which("nginx", path="/usr/sbin:/usr/bin"):
        wanted.append("nginx-light")
    if not wanted or not shutil.which("apt-get"):
        return
    prefix = [] if os.getuid() == 0 else ["sudo", "-n"]
    subprocess.run([*prefix, "apt-get", "update", "-qq"], check=False)
    install = [*prefix, "apt-get", "install", "-y", "--no-install-recommends", *wanted]
    if subprocess.run(install, check=False).returncode:
        print(f"Could not be installed; do it by hand: apt-get install {' '.join(wanted)}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
