"""The demo of the last version comes up to this one: migrated, its pages visited, backed up and put back.

`tests/data/last_version.tar.xz` is its database as that version left it, its private files, its number and the rows of
each table; scripts/keep_demo.py makes it anew for the next version (docs/release.md).
"""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from solokop.tests.test_version import released
from tests.processes import environment

KEPT = Path(__file__).parent / "data" / "last_version.tar.xz"
LARGEST = 1_500_000
# Tables that have another name by now, with their rows.
MOVED = {"cooperatives_revivalcase": "revival_case"}
# What the pages must show of it: the same whatever the day.
SHOWN = {
    ("officer", "cooperative_list"): ("590 koperasi", "Aktif 189", "Tidak aktif (pasif) 401"),
    ("officer", "period"): ("189 wajib lapor", "164 sudah lapor"),
    ("officer", "period_joint"): ("Rp 299.617.542.284", "164 laporan diterima"),
    ("officer", "participants"): ("28 dari 30 kursi terisi",),
    ("head", "home"): ("semua 590",),
    ("manager", "report_home"): ("KSP Tirta Santosa Sondakan",),
    ("manager", "cooperative_list"): ("KSPPS BMT Dana Abadi Kauman",),
    ("stranger", "certificate"): ("SP-2025-REJF-AVZF", "asli dan berlaku"),
}


class Portal:
    """The commands of this version on the database and the files of a folder."""

    def __init__(self, folder: Path, database: str = ""):
        self.folder = folder
        url = database or f"sqlite:///{folder}/solokop.sqlite3"
        self.environment = {**os.environ, "SOLOKOP_DATA_DIR": str(folder), "DATABASE_URL": url}

    def run(self, *arguments: object) -> str:
        command = [sys.executable, *map(str, arguments)]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def manage(self, *arguments: object) -> str:
        return self.run("manage.py", *arguments)

    def visit(self) -> dict[str, dict]:
        return json.loads(self.run("-m", "tests.visits"))

    def rows(self, names: list[str]) -> dict[str, int]:
        """How many rows a table of the last version has, under whatever name it stands now."""
        now = [MOVED.get(name, name) for name in names]
        found = json.loads(self.manage("shell", "-v", "0", "-c", COUNT.format(names=now)))
        return dict(zip(names, (found[name] for name in now), strict=True))


COUNT = """
import json
from django.db import connection
with connection.cursor() as cursor:
    found = {{}}
    for name in {names}:
        cursor.execute(f'SELECT count(*) FROM "{{name}}"')
        found[name] = cursor.fetchone()[0]
print(json.dumps(found))
"""


@pytest.fixture
def last_version(tmp_path) -> tuple[Portal, dict]:
    """An installation that ran on the last version, and what its list says is in it."""
    folder = tmp_path / "last"
    with tarfile.open(KEPT) as archive:
        archive.extractall(folder, filter="data")
    (folder / "database.sqlite3").rename(folder / "solokop.sqlite3")
    return Portal(folder), json.loads((folder / "backup.json").read_text())


def private_files(folder: Path) -> dict[str, bytes]:
    root = folder / "private"
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def assert_it_is_all_there(told: dict[str, dict]) -> None:
    assert {role: found["failed"] for role, found in told.items()} == {role: {} for role in told}
    for (role, name), words in SHOWN.items():
        assert [word for word in words if word not in told[role]["text"][name]] == [], (role, name)


def kept_tables(listed: dict, rows: dict[str, int]) -> dict[str, int]:
    """What was in the tables that a migration only adds rules or rights to; settings became signers."""
    changing = {"auth_permission", "django_content_type", "core_officesetting"}
    return {name: n for name, n in rows.items() if name not in changing and listed["tables"].get(name)}


def test_it_is_small_and_holds_something_of_everything():
    with tarfile.open(KEPT) as archive:
        listed = json.load(archive.extractfile("backup.json"))
        assert archive.extractfile("version").read().decode() == released()[0]
    assert KEPT.stat().st_size < LARGEST
    assert len([n for n in listed["tables"].values() if n]) >= 38
    assert listed["files"]


@pytest.mark.processes
@pytest.mark.one_database
def test_it_is_migrated_visited_backed_up_and_put_back(last_version, tmp_path):
    portal, listed = last_version
    portal.manage("migrate", "--noinput")
    before, files = portal.rows(list(listed["tables"])), private_files(portal.folder)
    assert kept_tables(listed, before) == kept_tables(listed, listed["tables"])
    assert_it_is_all_there(portal.visit())
    assert portal.manage("backup", tmp_path / "backup").strip().endswith("files, proved")
    for path in (portal.folder / "private").rglob("*.xlsx"):
        path.unlink()
    portal.manage("shell", "-c", "from reports.models import Figure; Figure.objects.all().delete()")
    assert portal.rows(["reports_figure"]) == {"reports_figure": 0}
    portal.manage("restore", "--overwrite", tmp_path / "backup")
    assert portal.rows(["reports_figure"]) == {"reports_figure": before["reports_figure"]}
    assert {name: files[name] for name in listed["files"]} == private_files(portal.folder)


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="needs a PostgreSQL to move to")
def test_it_is_migrated_moved_to_postgresql_and_visited_there(last_version, committed, tmp_path):
    portal, listed = last_version
    portal.manage("migrate", "--noinput")
    portal.manage("backup", tmp_path / "backup")
    moved = Portal(tmp_path / "moved", environment()["DATABASE_URL"])
    moved.manage("restore", tmp_path / "backup")
    assert moved.rows(list(listed["tables"])) == portal.rows(list(listed["tables"]))
    assert private_files(moved.folder) == private_files(portal.folder)
    assert_it_is_all_there(moved.visit())
