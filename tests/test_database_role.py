"""The portal's own role of deploy/database-role.sql owns its database and can do no more on the server."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from scripts.servers import postgres_folder

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="a role is of a PostgreSQL"),
]
SCRIPT = Path(settings.BASE_DIR) / "deploy" / "database-role.sql"
FORBIDDEN = [
    "CREATE ROLE another SUPERUSER",
    "CREATE DATABASE another",
    "SELECT rolpassword FROM pg_authid",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/hostname')",
    "ALTER ROLE solokop SUPERUSER",
]


def folder() -> str:
    return str(connection.settings_dict["HOST"] or connection.settings_dict["OPTIONS"]["host"])


def run_script(password: str | None) -> subprocess.CompletedProcess:
    program = shutil.which("psql", path=str(postgres_folder())) or shutil.which("psql")
    command = [
        str(program),
        "--no-psqlrc",
        "--quiet",
        "--host",
        folder(),
        "--username",
        "postgres",
        "--file",
        str(SCRIPT),
    ]
    env = {name: value for name, value in os.environ.items() if name != "SOLOKOP_DATABASE_PASSWORD"}
    if password is not None:
        env["SOLOKOP_DATABASE_PASSWORD"] = password
    return subprocess.run([*command, "postgres"], env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def role() -> Iterator[None]:
    done = run_script("sandi 'dengan' kutip")
    assert done.returncode == 0, done.stderr
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE solokop WITH (FORCE)")
        cursor.execute("DROP ROLE solokop")


def test_the_role_migrates_its_own_database_and_is_no_superuser(role):
    url = f"postgres:///solokop?host={folder()}&user=solokop"
    command = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"]
    done = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = 'solokop'"
        )
        assert cursor.fetchone() == (False, False, False, False)
    with closing(psycopg2.connect(host=folder(), user="solokop", dbname="solokop")) as own:
        own.autocommit = True
        cursor = own.cursor()
        cursor.execute("SELECT count(*) FROM cooperatives_village")
        assert cursor.fetchone() == (54,)
        cursor.execute("SELECT similarity('abadi', 'abdi') > 0.3")
        assert cursor.fetchone() == (True,)
        for statement in FORBIDDEN:
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(statement)


@pytest.mark.parametrize("password", [None, "", "pendek"])
def test_a_password_is_asked_for_and_nothing_is_made_without_it(password):
    assert "set SOLOKOP_DATABASE_PASSWORD" in run_script(password).stderr
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'solokop'")
        assert cursor.fetchone() == (0,)
