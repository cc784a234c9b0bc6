"""A database of another version is told apart, and its tables can go so that those of this version are made anew."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core.database import database_copy
from core.errors import DomainError
from tests.processes import environment

DROP_TABLES = Path(settings.BASE_DIR) / "scripts" / "drop_tables.py"
LINKED = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute('CREATE TABLE mother (id integer PRIMARY KEY)')
    cursor.execute('CREATE TABLE child (id integer PRIMARY KEY, mother_id integer NOT NULL REFERENCES mother (id))')
    cursor.execute('INSERT INTO mother VALUES (1)')
    cursor.execute('INSERT INTO child VALUES (1, 1)')
"""
SHOW = "from django.db import connection as c; print(c.introspection.table_names(c.cursor()))"


@pytest.mark.django_db
def test_this_database_is_of_this_version():
    assert not database_copy.is_older("default")
    assert database_copy.newer_steps("default") == []


@pytest.mark.django_db
def test_rows_go_neither_into_nor_out_of_a_database_of_a_newer_version():
    MigrationRecorder(connection).record_applied("cooperatives", "9001_colour")
    assert database_copy.newer_steps("default") == ["cooperatives.9001_colour"]
    with pytest.raises(DomainError, match=r"newer version, which knows cooperatives\.9001_colour"):
        database_copy.copy("default", "default")


@pytest.mark.django_db
def test_nor_of_an_older_one():
    newest = next(name for app, name in MigrationLoader(connection).graph.leaf_nodes() if app == "reports")
    MigrationRecorder(connection).record_unapplied("reports", newest)
    assert database_copy.is_older("default")
    with pytest.raises(DomainError, match="of this version"):
        database_copy.copy("default", "default")


@contextmanager
def empty_database(tmp_path):
    """The address of a database of the kind of this half, which is gone afterwards."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/other.sqlite3"
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE other")
    try:
        yield environment()["DATABASE_URL"].replace(str(connection.settings_dict["NAME"]), "other")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE other WITH (FORCE)")


@pytest.mark.django_db(transaction=True)
def test_all_tables_go_though_they_are_linked_and_full(tmp_path):
    with empty_database(tmp_path) as url:
        assert run(LINKED, url) == ""
        assert run(SHOW, url) == "['child', 'mother']"
        for _ in range(2):
            assert run(DROP_TABLES.read_text(), url) == ""
        assert run(SHOW, url) == "[]"


def run(code: str, url: str) -> str:
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", code]
    env = environment() | {"DATABASE_URL": url}
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
