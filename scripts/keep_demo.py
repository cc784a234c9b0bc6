"""Keep the demo of a version for tests/test_last_version.py: `scripts/keep_demo.py 0.8.0` (docs/release.md).

The demo is built and backed up by the code of that version, in a folder of its own; what is kept is its database, as
that version left it, and its private files, as one small archive in the place of the one before.
"""

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "tests" / "data" / "last_version.tar.xz"
LARGEST = 1_500_000


def main(version: str, commit: str = "") -> int:
    """The code is that of the tag of the version, or of a commit without one."""
    with tempfile.TemporaryDirectory(prefix="solokop-demo-") as scratch:
        code, data, backup = (Path(scratch) / name for name in ("code", "data", "backup"))
        subprocess.run(
            ["git", "worktree", "add", "--quiet", "--detach", code, commit or f"v{version}"], cwd=ROOT, check=True
        )
        try:
            environment = {
                **{name: value for name, value in os.environ.items() if not name.startswith("SOLOKOP_")},
                "SOLOKOP_DEMO": "1",
                "SOLOKOP_ENV_FILE": "/nonexistent",
                "SOLOKOP_DATA_DIR": str(data),
                "DATABASE_URL": f"sqlite:///{data}/solokop.sqlite3",
            }
            data.mkdir()
            subprocess.run([sys.executable, "scripts/compile_messages.py"], cwd=code, check=True)
            for arguments in (["migrate", "--verbosity", "0"], ["build_demo"], ["backup", str(backup)]):
                subprocess.run([sys.executable, "manage.py", *arguments], cwd=code, env=environment, check=True)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", code], cwd=ROOT, check=True)
        (backup / "version").write_text(version)
        KEPT.parent.mkdir(exist_ok=True)
        with tarfile.open(KEPT, "w:xz", preset=9) as archive:
            for name in ("version", "database.sqlite3", "backup.json", "private"):
                archive.add(backup / name, name, filter=_of_nobody)
    size = KEPT.stat().st_size
    print(f"{KEPT.relative_to(ROOT)}: {size:,} bytes")
    return int(size > LARGEST)


def _of_nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
