"""`make test`: the whole suite on SQLite, then on a real PostgreSQL and Redis; says what ran on which.

`make test ARGS="-k import"` passes arguments to pytest; `ONLY=sqlite` or `ONLY=postgresql` runs one half.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from servers import NoServerError, postgres_folder, redis_binary, servers  # noqa: E402


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    install_programs()
    only = os.environ.get("ONLY", "")
    results: dict[str, int | str] = {}
    if only in ("", "sqlite"):
        results["SQLite, filesystem broker"] = run(arguments, {})
    if only in ("", "postgresql"):
        try:
            with servers() as environment:
                name = f"PostgreSQL ({postgres_folder()}), Redis ({redis_binary()})"
                results[name] = run(arguments, environment)
        except NoServerError as error:
            print(f"\n!!! NOT RUN on PostgreSQL and Redis: {error}\n", file=sys.stderr)
            results["PostgreSQL, Redis"] = str(error)
    print("\nWhat ran on which:")
    for name, code in results.items():
        print(f"  {name}: {'passed' if code == 0 else f'FAILED ({code})'}")
    return 0 if all(code == 0 for code in results.values()) else 1


def run(arguments: list[str], environment: dict[str, str]) -> int:
    data = tempfile.mkdtemp(prefix="solokop-test-")
    settings = {
        "SOLOKOP_DEMO": "1",
        "SOLOKOP_ENV_FILE": "/nonexistent",
        "SOLOKOP_DATA_DIR": data,
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        "CHROMIUM": browser() or "",
    }
    try:
        return subprocess.run(
            [sys.executable, "-m", "pytest", *arguments], env={**os.environ, **settings, **environment}, check=False
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
