"""Backups are proved, put back and refused when they are not whole; a whole portal moves to another database."""

import json
import subprocess
import sys
import tarfile

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from cooperatives.models import Contact, Cooperative
from core.database import database_copy
from core.operations import backup
from reports.models import Upload
from tests.factories import make_cooperative, make_user
from tests.processes import environment
from tests.reporting import accepted, kept_upload, make_obligation
from tests.test_last_version import MOVED

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]


@pytest.fixture
def portal():
    """A report that was accepted, an upload with its file, a contact with a number of its own."""
    officer = make_user("officer", "petugas@contoh.test")
    owed = make_obligation()
    accepted(owed, make_user("manager"), officer)
    kept_upload(make_obligation(), officer)
    Contact.objects.create(cooperative=make_cooperative("KSP “Amanah” – é"), channel="whatsapp", to="+62811", text="x")
    return officer


def manage(*arguments, url: str = "") -> subprocess.CompletedProcess:
    """A command as an operator types it, on the database of the test."""
    env = environment() | ({"DATABASE_URL": url} if url else {})
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        env=env,
        check=False,
        timeout=120,
    )


def test_what_was_lost_comes_back_from_a_backup_with_its_files(portal, tmp_path):
    done = manage("backup", tmp_path / "b")
    assert done.stdout.strip().endswith("files, proved"), done.stderr
    before, names = database_copy.counts("default"), sorted(Cooperative.objects.values_list("name", flat=True))
    content = Upload.objects.get().file.read()
    Upload.objects.get().file.delete(save=False)
    Contact.objects.all().delete()
    User.objects.filter(pk=portal.pk).update(name="Orang lain")
    assert "--overwrite" in manage("restore", tmp_path / "b").stderr
    assert manage("restore", tmp_path / "b", "--overwrite").returncode == 0
    assert database_copy.counts("default") == before
    assert sorted(Cooperative.objects.values_list("name", flat=True)) == names
    assert User.objects.get(pk=portal.pk).name == portal.name
    assert Upload.objects.get().file.read() == content
    make_cooperative()


def test_a_backup_that_is_not_whole_is_told_by_name_and_never_put_back(portal, tmp_path):
    manage("backup", tmp_path / "b")
    name, kept = Upload.objects.get().file.name, Contact.objects.count()
    (tmp_path / "b" / "private" / name).write_bytes(b"lain")
    listed = json.loads((tmp_path / "b" / "backup.json").read_text())
    listed["tables"]["cooperatives_contact"] = 7
    (tmp_path / "b" / "backup.json").write_text(json.dumps(listed))
    proof = manage("prove_backup", tmp_path / "b")
    assert (proof.returncode, "2 differences" in proof.stderr) == (1, True)
    assert proof.stdout.splitlines() == [
        f"table cooperatives_contact: 7 rows expected, {kept} found",
        f"file {name} has changed since the backup",
    ]
    assert "has changed since the backup" in manage("restore", tmp_path / "b", "--overwrite").stderr
    assert Contact.objects.count() == kept


@pytest.mark.one_database
def test_a_row_whose_file_is_not_there_is_told_both_when_it_is_lost_before_and_after(portal, tmp_path):
    name = Upload.objects.get().file.name
    manage("backup", tmp_path / "whole")
    listed = json.loads((tmp_path / "whole" / "backup.json").read_text())
    del listed["files"][name]
    (tmp_path / "whole" / "backup.json").write_text(json.dumps(listed))
    proof = manage("prove_backup", tmp_path / "whole")
    assert proof.stdout.strip() == f"file {name} is not in the backup, though a row names it"
    Upload.objects.get().file.delete(save=False)
    done = manage("backup", tmp_path / "b")
    assert done.returncode == 1
    assert name in done.stderr
    assert "proved" not in done.stdout
    as_it_is = manage("backup", tmp_path / "c", "--accept-lost")
    assert as_it_is.stdout.strip().endswith("files, proved"), as_it_is.stderr
    assert backup.read(tmp_path / "c").lost == [name]


@pytest.mark.one_database
def test_a_disk_that_fills_up_leaves_nothing_that_looks_like_a_backup(portal, tmp_path):
    """A file may have 100 KB here: the database does not fit."""
    command = f"ulimit -f 100; exec {sys.executable} manage.py backup {tmp_path / 'b'}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=settings.BASE_DIR, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "b").exists()


@pytest.mark.one_database
def test_a_backup_of_an_earlier_version_is_proved_as_it_was_then(tmp_path):
    """The list of that time knows nothing of tables and rows that came later."""
    with tarfile.open(settings.BASE_DIR / "tests" / "data" / "last_version.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    assert {MOVED.get(name, name) for name in backup.read(tmp_path).tables} < set(database_copy.counts("default"))
    proof = manage("prove_backup", tmp_path)
    assert (proof.returncode, proof.stderr) == (0, "")


def test_what_is_no_backup_is_refused(tmp_path):
    with pytest.raises(CommandError, match="no whole backup"):
        call_command("prove_backup", tmp_path)
    (tmp_path / "x").write_text("penting")
    with pytest.raises(CommandError, match="not empty"):
        call_command("backup", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.processes
@pytest.mark.skipif(connection.vendor == "sqlite", reason="needs a PostgreSQL to move to")
def test_a_portal_on_sqlite_moves_to_postgresql_with_every_table_counted(portal, tmp_path):
    manage("backup", tmp_path / "b")
    before = database_copy.counts("default")
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE moved")
    url = environment()["DATABASE_URL"].replace(str(connection.settings_dict["NAME"]), "moved")
    try:
        done = manage("copy_database", url, url=f"sqlite:///{tmp_path}/b/database.sqlite3")
        assert done.returncode == 0, done.stderr
        lines = [line.split() for line in done.stdout.splitlines()[1:-1]]
        assert {name: (int(old), int(new)) for old, new, name in lines} == {n: (k, k) for n, k in before.items()}
        again = manage("copy_database", url, url=f"sqlite:///{tmp_path}/b/database.sqlite3")
        assert "Somebody has an account" in again.stderr
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE moved WITH (FORCE)")
