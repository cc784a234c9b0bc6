"""`make upgrade` for real: a portal that runs, two versions of its code, and each way in which the new one can fail."""

import contextlib
import fcntl
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.db import connection

from scripts.installation import unquoted
from solokop.version import VERSION
from tests.factories import make_cooperative, make_user
from tests.processes import free_port, wait_for

pytestmark = [
    pytest.mark.processes,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
]
CODE = (
    "core",
    "accounts",
    "cooperatives",
    "reports",
    "revival",
    "supervision",
    "opendata",
    "training",
    "solokop",
    "static",
    "templates",
    "locale",
    "scripts",
)
FILES = ("manage.py", "Makefile", "requirements.txt", ".gitignore")
CHANGES = """
from django.db import migrations, models

def forget(apps, editor):
    apps.get_model("cooperatives", "Cooperative").objects.update(name="?")

class Migration(migrations.Migration):
    dependencies = [("cooperatives", "{last}")]
    operations = [
        migrations.RunPython(forget),
        migrations.AddField("Cooperative", "colour", models.CharField(max_length=9, default="biru")),
    ]
"""
BREAKS = """
from django.db import migrations

def stop(apps, editor):
    raise RuntimeError("kolom ini tidak dikenal")

class Migration(migrations.Migration):
    dependencies = [("cooperatives", "9001_changes")]
    operations = [migrations.RunPython(stop)]
"""
ROWS = ("SELECT * FROM accounts_user", "SELECT * FROM cooperatives_cooperative", "SELECT * FROM cooperatives_village")
# What a new version does to the packages that are installed.
SPOILS = "\nPath('.venv/as-before').unlink()\n"
KILLS = "\nimport os, signal\nif 'check' in sys.argv:\n    os.kill(os.getppid(), signal.SIGKILL)\n"


class Portal:
    """An installation in a folder of its own, with a history, that runs as a web process."""

    def __init__(self, folder: Path):
        self.root, self.data, self.port = folder / "portal", folder / "data", free_port()
        self.python = self.root / ".venv" / "bin" / "python"
        pid = folder / "pid"
        start = f"{self.python} -m gunicorn solokop.wsgi --bind 127.0.0.1:{self.port} --pid {pid} --daemon"
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        self.environment = kept | {
            "SOLOKOP_DEMO": "1",
            "SOLOKOP_ENV_FILE": "/nonexistent",
            "SOLOKOP_DATA_DIR": str(self.data),
            "PORT": str(self.port),
        }
        self.services = {"SOLOKOP_RESTART": start, "SOLOKOP_STOP": f"kill $(cat {pid})"}

    def git(self, *arguments: str) -> str:
        named = ["git", "-c", "user.name=Uji", "-c", "user.email=uji@contoh.test", *arguments]
        return subprocess.run(named, cwd=self.root, capture_output=True, text=True, check=True).stdout.strip()

    def run(self, *command: str) -> subprocess.CompletedProcess:
        done = subprocess.run(
            command, cwd=self.root, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )
        done.stdout += done.stderr
        return done

    def upgrade(self, *arguments: str) -> subprocess.CompletedProcess:
        return self.run(sys.executable, "scripts/upgrade.py", *arguments)

    def add_version(self, tag: str, files: dict[str, str]) -> None:
        """A version after the one that is here, whose files have further lines."""
        for name, text in files.items():
            with (self.root / name).open("a") as file:
                file.write(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", tag)
        self.git("tag", tag)
        self.git("checkout", "--quiet", "v1")

    def start(self) -> None:
        """Let it run, and let an upgrade know how it is stopped and started."""
        self.environment |= self.services
        assert self.run("sh", "-c", self.services["SOLOKOP_RESTART"]).returncode == 0
        wait_for(self.answers, 30, "the portal")

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            return urlopen(f"http://127.0.0.1:{self.port}/healthz?for=proxy", timeout=10).status == 200
        return False

    def state(self) -> dict[str, object]:
        """What must be the same after a way back."""
        with sqlite3.connect(self.data / "solokop.sqlite3") as database:
            rows = [sorted(database.execute(statement).fetchall()) for statement in ROWS]
            steps = sorted(database.execute("SELECT app, name FROM django_migrations").fetchall())
            # Whatever the order in which they were made.
            names = sorted(database.execute("SELECT type, name FROM sqlite_master").fetchall())
            tables = [name for kind, name in names if kind == "table"]
            columns = {
                name: sorted(row[1:] for row in database.execute(f'PRAGMA table_info("{name}")')) for name in tables
            }
        database.close()
        private = {path.name: path.read_bytes() for path in (self.data / "private").rglob("*") if path.is_file()}
        head = self.git("rev-parse", "HEAD"), self.git("status", "--porcelain")
        return {"rows": rows, "steps": steps, "names": names, "columns": columns, "private": private, "head": head}


@pytest.fixture
def portal(tmp_path):
    """A portal of version v1 with an account, a cooperative and a private file."""
    found = Portal(tmp_path)
    found.root.mkdir()
    for name in CODE:
        ignored = shutil.ignore_patterns("__pycache__", "*.mo", "tests")
        shutil.copytree(Path(settings.BASE_DIR) / name, found.root / name, ignore=ignored)
    for name in FILES:
        shutil.copy(Path(settings.BASE_DIR) / name, found.root)
    venv.create(found.root / ".venv", symlinks=True)
    libraries = next((found.root / ".venv" / "lib").glob("python*/site-packages"))
    (libraries / "all.pth").write_text(sysconfig.get_path("purelib"))
    found.git("init", "--quiet", "--initial-branch", "main")
    found.git("add", "--all")
    found.git("commit", "--quiet", "--message", "v1")
    found.git("tag", "v1")
    found.git("checkout", "--quiet", "v1")
    make_user("officer", "petugas@contoh.test")
    make_cooperative("KSP Amanah")
    (found.data / "private" / "uploads").mkdir(parents=True)
    (found.data / "private" / "uploads" / "laporan.xlsx").write_bytes(b"isi")
    with sqlite3.connect(found.data / "solokop.sqlite3") as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    copy.close()
    yield found
    found.run("sh", "-c", found.services["SOLOKOP_STOP"])


def with_migrations(portal: Portal, *texts: str) -> dict[str, str]:
    folder = Path("cooperatives") / "migrations"
    last = max(path.stem for path in (portal.root / folder).glob("0*.py"))
    names = ("9001_changes.py", "9002_breaks.py")
    return {str(folder / name): text.replace("{last}", last) for name, text in zip(names, texts, strict=False)}


def test_one_command_brings_the_newest_version_and_starts_it(portal):
    portal.add_version("v0.10.0", {"Makefile": "# older\n"})
    (portal.root / "solokop" / "version.py").write_text('VERSION = "9.9.9"\n')
    portal.add_version("v9.9.9", with_migrations(portal, CHANGES))
    portal.start()
    done = portal.run("make", "upgrade", f"PYTHON={sys.executable}")
    assert done.returncode == 0, done.stdout
    assert "2 of 11: back up the database" in done.stdout
    assert "Version 9.9.9 is here and answers." in done.stdout
    assert portal.git("describe", "--tags") == "v9.9.9"
    assert portal.answers()
    with sqlite3.connect(portal.data / "solokop.sqlite3") as database:
        assert database.execute("SELECT name, colour FROM cooperatives_cooperative").fetchall() == [("?", "biru")]
    database.close()
    [backup] = (portal.data / "backups").iterdir()
    with sqlite3.connect(backup / "database.sqlite3") as database:
        assert database.execute("SELECT name FROM cooperatives_cooperative").fetchall() == [("KSP Amanah",)]
    database.close()
    assert not (portal.root / ".venv.before").exists()
    assert "is here already" in portal.upgrade().stdout


def test_a_migration_that_breaks_leaves_the_old_code_and_the_old_rows(portal):
    before = portal.state()
    portal.add_version("v2", with_migrations(portal, CHANGES, BREAKS))
    portal.start()
    done = portal.upgrade("v2")
    assert done.returncode == 1, done.stdout
    assert "Step 8 of 11 did not work: bring the database to its version." in done.stdout
    assert "kolom ini tidak dikenal" in done.stdout
    assert "was taken back" in done.stdout
    assert portal.state() == before
    assert portal.answers()


@pytest.mark.parametrize(
    ("files", "step", "found"),
    [
        ({"requirements.txt": "\nini bukan paket\n"}, "Step 4 of 9 did not work: install", "ini bukan paket"),
        (
            {"solokop/settings.py": "\nraise ImportError('lupa')\n", "scripts/compile_messages.py": SPOILS},
            "Step 6 of 9 did not work: check",
            "lupa",
        ),
    ],
    ids=["install", "check"],
)
def test_what_cannot_be_installed_or_does_not_check_is_taken_back(portal, files, step, found):
    before = portal.state()
    marker = portal.root / ".venv" / "as-before"
    marker.write_text("ya")
    portal.add_version("v2", files)
    done = portal.upgrade("v2", "--only-code")
    assert done.returncode == 1, done.stdout
    for words in (step, found, "Going back", "was taken back"):
        assert words in done.stdout
    assert (portal.state(), marker.read_text()) == (before, "ya")


def test_an_upgrade_that_was_killed_is_found_and_gone_back_from(portal):
    before = portal.state()
    portal.add_version("v2", {"manage.py": KILLS})
    text = (portal.root / "manage.py").read_text()
    assert portal.upgrade("v2", "--only-code").returncode == -signal.SIGKILL
    assert (portal.root / "manage.py").read_text() != text
    again = portal.upgrade("v2", "--only-code")
    assert (again.returncode, "was cut off here at the step “check”" in again.stdout) == (3, True), again.stdout
    command = again.stdout.strip().splitlines()[-1].split()
    done = portal.run(*command)
    assert (done.returncode, "was taken back" in done.stdout) == (1, True), done.stdout
    assert portal.state() == before
    assert "there is nothing to go back from" in portal.upgrade("--back").stdout


def test_what_has_come_back_is_not_brought_back_again(portal):
    portal.add_version("v2", {"Makefile": "# v2\n"})
    portal.environment |= {"SOLOKOP_STOP": "true", "SOLOKOP_RESTART": "echo tidak bisa; false"}
    done = portal.upgrade("v2", "--only-code")
    assert (done.returncode, "put the code of" in done.stdout) == (2, True), done.stdout
    assert "The portal is not whole." in done.stdout
    portal.environment |= {"SOLOKOP_RESTART": "true"}
    (portal.root / "manage.py").write_text("# of somebody who works here again")
    done = portal.upgrade("--back")
    assert (done.returncode, "put the code of" in done.stdout) == (1, False), done.stdout
    assert (portal.root / "manage.py").read_text() == "# of somebody who works here again"


@pytest.mark.parametrize(
    ("value", "read"), [("a", "a"), ("'a b'", "a b"), ('su -c "a"', 'su -c "a"'), ('"', '"'), ("", "")]
)
def test_a_file_of_variables_is_read_as_the_portal_reads_it(value, read):
    assert unquoted(value) == read


def test_what_runs_and_cannot_be_stopped_is_let_alone(portal):
    portal.add_version("v2", {"Makefile": "# v2\n"})
    portal.start()
    for name in portal.services:
        del portal.environment[name]
    before = portal.state()
    done = portal.upgrade("v2", "--only-code")
    assert (done.returncode, "set SOLOKOP_STOP and SOLOKOP_RESTART" in done.stdout) == (3, True), done.stdout
    assert (portal.state(), portal.answers()) == (before, True)


def test_nothing_is_touched_where_something_speaks_against_it(portal):
    before = portal.state()
    portal.add_version("v2", with_migrations(portal, CHANGES))
    assert "There is no version v7" in portal.upgrade("v7").stdout
    (portal.root / "manage.py").write_text("# lain")
    assert "were changed by hand" in portal.upgrade("v2").stdout
    portal.git("checkout", "--quiet", "v2", "--force")
    done = portal.upgrade("v1")
    assert (done.returncode, "is not of the version of the code" in done.stdout) == (3, True), done.stdout
    portal.git("checkout", "--quiet", "v1")
    assert portal.state() == before


def test_two_at_once_are_one_too_many(portal):
    before = portal.state()
    portal.add_version("v2", {"Makefile": "# v2\n"})
    (portal.root / ".upgrade").mkdir()
    with (portal.root / ".upgrade" / "lock").open("w") as first:
        first.write("process 1234, since 08:00:00")
        first.flush()
        fcntl.flock(first, fcntl.LOCK_EX)
        second = portal.upgrade("v2", "--only-code")
    assert (second.returncode, "process 1234, since 08:00:00" in second.stdout) == (3, True), second.stdout
    assert portal.state() == before


def test_an_archive_takes_the_place_of_the_code_and_gives_it_back(portal, tmp_path):
    before = portal.state()
    new = tmp_path / "solokop-2"
    shutil.copytree(portal.root, new, ignore=shutil.ignore_patterns(".git", ".venv"))
    (new / "solokop" / "version.py").write_text('VERSION = "2.0"\n')
    done = portal.upgrade(str(new), "--only-code")
    assert done.returncode == 0, done.stdout
    assert f"From version {VERSION} to 2.0" in done.stdout
    assert 'VERSION = "2.0"' in (portal.root / "solokop" / "version.py").read_text()
    (new / "solokop" / "settings.py").write_text("raise ImportError('lupa')")
    assert portal.upgrade(str(new), "--only-code").returncode == 1
    assert 'VERSION = "2.0"' in (portal.root / "solokop" / "version.py").read_text()
    assert "SECRET_KEY" in (portal.root / "solokop" / "settings.py").read_text()
    assert portal.state()["rows"] == before["rows"]
