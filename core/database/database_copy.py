"""All rows of one database into another, whatever the kinds of the two: SQLite, PostgreSQL (docs/deploy.md).

Backups are copies into an SQLite file; moving to PostgreSQL is a copy into an empty database.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import environ
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core.errors import DomainError

BATCH = 1000


def tables() -> list[type[models.Model]]:
    """Every table of the portal, those of many-to-many links included, in the order of their names."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted((m for m in found if not m._meta.proxy), key=lambda model: model._meta.db_table)


def counts(alias: str) -> dict[str, int]:
    """The number of rows of each table."""
    return {model._meta.db_table: model._base_manager.using(alias).count() for model in tables()}


def files_named(alias: str) -> set[str]:
    """The private files that rows ask for."""
    found: set[str] = set()
    for model in tables():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                found.update(model._base_manager.using(alias).values_list(field.attname, flat=True))
    return found - {"", None}


@contextmanager
def database(url: str, alias: str = "other") -> Iterator[str]:
    """A name under which the database of a `DATABASE_URL` can be used, until the end of the block."""
    connections.settings[alias] = {
        **connections["default"].settings_dict,
        "OPTIONS": {},
        **environ.Env.db_url_config(url),
    }
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


def prepare(url: str) -> None:
    """Give a database the tables of this version, in a process of its own: migrations know one database."""
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DomainError((done.stderr.strip().splitlines() or ["migrate failed"])[-1][:2000])


def is_older(alias: str) -> bool:
    """Whether migrations of this version have not been applied to a database yet."""
    return bool(MigrationExecutor(connections[alias]).migration_plan(MigrationLoader(None).graph.leaf_nodes()))


def newer_steps(alias: str) -> list[str]:
    """The migrations that a database has had and this version does not know: its columns would be lost."""
    loader = MigrationLoader(None)
    known = set(loader.disk_migrations)
    for squashed in loader.replacements.values():
        known.update(squashed.replaces)
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in set(applied) - known if app in loader.migrated_apps)


def is_in_use(alias: str) -> bool:
    """Whether anybody has an account there: such a database is not written over."""
    return apps.get_model(settings.AUTH_USER_MODEL)._base_manager.using(alias).exists()


def copy(source: str, target: str) -> dict[str, int]:
    """Replace all rows of a database by those of another, in one transaction of each. Returns the count of each table.

    The source is read as it was at one moment. Raises DomainError when the counts differ in the end, or when one of
    the two is of another version.
    """
    for alias in (source, target):
        if is_older(alias):
            raise DomainError("the database is not of this version: run `manage.py migrate` first")
        if steps := newer_steps(alias):
            raise DomainError(f"the database is of a newer version, which knows {', '.join(steps)}: docs/deploy.md")
    copied = {}
    with transaction.atomic(using=source), transaction.atomic(using=target):
        _as_of_one_moment(source)
        call_command("flush", database=target, interactive=False, inhibit_post_migrate=True, verbosity=0)
        for model in tables():
            copied[model._meta.db_table] = _copy_table(model, source, target)
        with connections[target].cursor() as cursor:
            for statement in connections[target].ops.sequence_reset_sql(no_style(), tables()):
                cursor.execute(statement)
        arrived = counts(target)
        if arrived != copied:
            wrong = [f"{name}: {n} read, {arrived[name]} written" for name, n in copied.items() if arrived[name] != n]
            raise DomainError("; ".join(wrong))
    return copied


def _as_of_one_moment(alias: str) -> None:
    if connections[alias].vendor == "postgresql":
        with connections[alias].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _copy_table(model: type[models.Model], source: str, target: str) -> int:
    names = [field.attname for field in model._meta.concrete_fields]
    batch, n = [], 0
    for values in model._base_manager.using(source).order_by("pk").values_list(*names).iterator(chunk_size=BATCH):
        batch.append(model(**dict(zip(names, values, strict=True))))
        n += 1
        if len(batch) == BATCH:
            model._base_manager.using(target).bulk_create(batch, batch_size=BATCH)
            batch = []
    model._base_manager.using(target).bulk_create(batch, batch_size=BATCH)
    return n
