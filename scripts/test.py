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
    install_browser()
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


def install_browser() -> None:
    """The browser tests need Chromium, which no wheel brings: take Debian's package where that is possible."""
    if browser() or not shutil.which("apt-get"):
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    prefix = [] if os.getuid() == 0 else ["sudo", "-n"]
    subprocess.run([*prefix, "apt-get", "update", "-qq"], check=False)
    if subprocess.run([*prefix, *command], check=False).returncode:
        print("Chromium could not be installed: `apt-get install chromium` by hand.", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
