"""Migrations that are on main stay as they are, and databases that earlier states of them have made come right."""

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from core.catch_up import bring_right, differences
from tests.factories import make_cooperative, make_user
from tests.processes import environment

ROOT = Path(settings.BASE_DIR)
SUMS = ROOT / "tests" / "data" / "migrations.sha256"
STATES = ROOT / "tests" / "data" / "landed_states.tar.xz"
# The same, made by the same commits in PostgreSQL, as statements.
STATES_OF_POSTGRESQL = ROOT / "tests" / "data" / "landed_states_postgresql.tar.xz"
of_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="a dump of PostgreSQL")


def sums() -> dict[str, str]:
    """Each migration, and each file that one reads, with the checksum of its content."""
    files = [
        file for app in ROOT.iterdir() for file in (app / "migrations").glob("*.*") if file.suffix in (".py", ".csv")
    ]
    read = [*files, *(ROOT / "cooperatives" / "data" / name for name in ("villages.csv", "village_aliases.csv"))]
    return {
        str(file.relative_to(ROOT)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(read)
        if file.name != "__init__.py"
    }


@pytest.mark.one_database
def test_a_migration_that_is_on_main_is_never_edited():
    """A new one gets its line: `sha256sum FILE >> tests/data/migrations.sha256`. A line that is there never changes."""
    kept = dict(reversed(line.split("  ")) for line in SUMS.read_text().splitlines())
    found = sums()
    assert {name: found.get(name) for name in kept} == kept, "make a new migration instead of editing one"
    assert found.keys() - kept.keys() == set(), "add the checksums of the new migrations"


def states(archive: Path) -> list[str]:
    with tarfile.open(archive) as found:
        return sorted(found.getnames())


def manage(folder: Path, *arguments: str, database: str = "") -> subprocess.CompletedProcess:
    variables = {
        **os.environ,
        "SOLOKOP_DEMO": "1",
        "SOLOKOP_ENV_FILE": "/nonexistent",
        "SOLOKOP_DATA_DIR": str(folder),
    }
    variables.pop("DATABASE_URL", None)
    if database:
        variables["DATABASE_URL"] = database
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.one_database
@pytest.mark.parametrize("state", states(STATES))
def test_a_database_of_each_earlier_state_of_the_code_comes_right(tmp_path, state):
    """The schema as the code of that time has made it, from the commit that the file is named by."""
    with tarfile.open(STATES) as archive:
        archive.extract(state, tmp_path, filter="data")
    shutil.move(tmp_path / state, tmp_path / "solokop.sqlite3")
    bring_right_and_check(tmp_path)
    with sqlite3.connect(tmp_path / "solokop.sqlite3") as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def bring_right_and_check(folder: Path, database: str = "") -> None:
    before = manage(folder, "check_schema", database=database)
    assert before.returncode == 1
    assert "not run yet" in before.stderr
    migrated = manage(folder, "migrate", "--verbosity", "0", database=database)
    assert migrated.returncode == 0, migrated.stderr
    after = manage(folder, "check_schema", database=database)
    assert (after.returncode, after.stderr) == (0, "")


SHAPE = """
    SELECT table_name || '.' || column_name, data_type || coalesce(character_maximum_length::text, '') || is_nullable
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT tablename || ' ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
"""


CASTS = re.compile(r"::(character varying|\w+)(\[\])?|[()\s]")


def shape(cursor) -> set[tuple[str, str]]:
    """Every column, index and constraint of a PostgreSQL, as it describes them itself."""
    cursor.execute(SHAPE)
    # A condition that went through a dump is written with other brackets and casts.
    return {(name, CASTS.sub("", text)) for name, text in cursor.fetchall()}


@of_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", states(STATES_OF_POSTGRESQL))
def test_a_postgresql_of_each_earlier_state_of_the_code_comes_right(tmp_path, state, committed):
    with tarfile.open(STATES_OF_POSTGRESQL) as archive:
        statements = archive.extractfile(state).read().decode()
    name, url = "earlier_state", environment()["DATABASE_URL"]
    url = url.replace(connection.settings_dict["NAME"], name, 1)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        with closing(psycopg2.connect(**connection.get_connection_params() | {"dbname": name})) as other:
            other.cursor().execute(statements)
            other.commit()
        bring_right_and_check(tmp_path, url)
        with closing(psycopg2.connect(**connection.get_connection_params() | {"dbname": name})) as other:
            found = shape(other.cursor())
        with connection.cursor() as cursor:
            assert sorted(found ^ shape(cursor)) == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@of_postgresql
@pytest.mark.django_db
def test_an_index_that_a_migration_has_made_by_hand_is_left_alone():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = 'coop_search_trigram'")
        assert cursor.fetchone() == (1,)


def all_differences() -> list[str]:
    found = []
    for config in apps.get_app_configs():
        for model in config.get_models(include_auto_created=True):
            found += differences(model, connection)
    return sorted(found)


@pytest.mark.django_db(transaction=True)
def test_what_is_missing_in_a_database_is_named_and_brought_right(committed):
    """On either database: a table, a column, a length, an index over other columns, one too many."""
    assert all_differences() == []
    cooperative, view = apps.get_model("cooperatives", "Cooperative"), apps.get_model("cooperatives", "SavedView")
    make_cooperative("KSP Maju")
    old = models.CharField(max_length=1000)
    old.set_attributes_from_name("query")
    old.model = view
    with connection.schema_editor() as editor:
        editor.delete_model(apps.get_model("core", "FormToken"))
        editor.delete_model(apps.get_model("reports", "Report").authors.through)
        editor.remove_field(
            apps.get_model("reports", "Letter"), apps.get_model("reports", "Letter")._meta.get_field("closed_on")
        )
        editor.alter_field(view, view._meta.get_field("query"), old)
        editor.execute("DROP INDEX coop_by_name")
        editor.execute("CREATE INDEX coop_by_name ON cooperatives_cooperative (name, id) WHERE merged_into_id IS NULL")
    assert all_differences() == [
        "cooperatives_cooperative: coop_by_name",
        "cooperatives_savedview.query: another length",
        "core_formtoken: no such table",
        "reports_letter.closed_on: no such column",
        "reports_report_authors: no such table",
    ]
    for label in ("core", "cooperatives", "reports"):
        with connection.schema_editor() as editor:
            bring_right(label)(apps, editor)
    assert all_differences() == []
    assert cooperative.objects.get().name == "KSP Maju"


@pytest.mark.django_db(transaction=True)
def test_a_column_that_is_missing_is_a_page_of_its_own_with_its_number(committed):
    note = apps.get_model("cooperatives", "Note")
    cooperative, officer = make_cooperative(), make_user("officer")
    client = Client(raise_request_exception=False)
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    with connection.schema_editor() as editor:
        editor.delete_model(note)
    try:
        answer = client.get(reverse("cooperative_detail", args=[cooperative.pk]))
    finally:
        with connection.schema_editor() as editor:
            editor.create_model(note)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Basis data bukan milik versi ini" in page
    assert answer.headers["X-Request-ID"] in page
    assert "Tunggu sebentar" not in page
