"""Databases that an earlier state of this code has made, brought to what the migrations say today.

Some migrations were edited after they had run somewhere: such a database says that all is done, and lacks a table, a
column or an index. Each app has one migration that calls `bring_right`, which looks at what is there and adds what is
missing; a database of the newest migrations is left as it is. Since then a migration is never edited
(tests/test_migrations.py).
"""

import logging
import re
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TEXTS = (models.CharField, models.TextField, models.FileField)
log = logging.getLogger(__name__)


def bring_right(app_label: str, *, filled: dict[str, Any] | None = None):
    """A function for `migrations.RunPython`: the tables of an app as its models are at this migration.

    `filled` says what the rows get that are there already, by table and column: an expression instead of the default.
    """

    def run(apps, editor: BaseDatabaseSchemaEditor) -> None:
        for model in apps.get_app_config(app_label).get_models(include_auto_created=True):
            for what in _mend(model, editor, filled or {}):
                log.warning("brought right: %s of %s", what, model._meta.db_table)

    return run


def differences(model: type[models.Model], connection) -> list[str]:
    """What a table lacks, has too much, or has otherwise than its model; for tests and for the check at start."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return [f"{table}: no such table"]
    lengths, wanted = _lengths(table, connection), {field.column: field for field in model._meta.local_concrete_fields}
    found = [f"{table}.{name}: no such column" for name in sorted(wanted.keys() - lengths.keys())]
    found += [f"{table}.{name}: not in the code" for name in sorted(lengths.keys() - wanted.keys())]
    found += [f"{table}.{field.column}: another length" for field in _of_another_length(model, lengths)]
    indexes = _indexes(model, connection)
    named = [*model._meta.indexes, *model._meta.constraints]
    found += [f"{table}: {item.name}" for item in named if not _is_as_wanted(item, model, indexes, connection)]
    return found


def _mend(model: type[models.Model], editor: BaseDatabaseSchemaEditor, filled: dict[str, Any]) -> Iterator[str]:
    connection, table = editor.connection, model._meta.db_table
    with connection.cursor() as cursor:
        is_there = table in connection.introspection.table_names(cursor)
    if not is_there:
        # The tables of its links to many are models of their own here.
        if not model._meta.auto_created or not _is_made(model, connection):
            editor.create_model(model)
            yield "table"
        return
    lengths = _lengths(table, connection)
    indexes = _indexes(model, connection)
    is_remade = False
    for item in _old_named(model, indexes, connection):
        _drop(item, model, editor)
        is_remade = True
    for field in model._meta.local_concrete_fields:
        if field.column not in lengths:
            editor.add_field(model, field)
            if (given := filled.get(f"{table}.{field.column}")) is not None:
                model._default_manager.using(connection.alias).update(**{field.name: given})
            is_remade = True
            yield f"column {field.column}"
    for field in _of_another_length(model, lengths):
        _alter(model, field, lengths[field.column], editor)
        is_remade = True
        yield f"length of {field.column}"
    if is_remade:
        # SQLite makes a table anew for that, with all that belongs to it.
        indexes = _indexes(model, connection)
    for name in _unwanted(model, indexes, editor):
        editor.execute(f"DROP INDEX IF EXISTS {editor.quote_name(name)}")
        yield f"index {name}, which is not in the code"
    for index in model._meta.indexes:
        if not _is_as_wanted(index, model, indexes, connection):
            editor.add_index(model, index)
            yield f"index {index.name}"
    for constraint in model._meta.constraints:
        # Looked at each time: where SQLite makes the table anew for one, the others come with it.
        if not _is_as_wanted(constraint, model, _indexes(model, connection), connection):
            editor.add_constraint(model, constraint)
            yield f"constraint {constraint.name}"


def _is_made(model: type[models.Model], connection) -> bool:
    with connection.cursor() as cursor:
        return model._meta.db_table in connection.introspection.table_names(cursor)


def _lengths(table: str, connection) -> dict[str, int | None]:
    """The columns of a table with the length of their text; None where there is none."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT column_name, character_maximum_length FROM information_schema.columns "
                "WHERE table_name = %s AND table_schema = current_schema()",
                [table],
            )
            return dict(cursor.fetchall())
        described = connection.introspection.get_table_description(cursor, table)
    return {column.name: column.display_size for column in described}


def _of_another_length(model: type[models.Model], lengths: dict[str, int | None]) -> list[models.Field]:
    texts = [field for field in model._meta.local_concrete_fields if isinstance(field, TEXTS)]
    return [field for field in texts if field.column in lengths and _length(field) != lengths[field.column]]


def _length(field: models.Field) -> int | None:
    """The length of a column; a text without bound has none, whatever its form allows."""
    return None if isinstance(field, models.TextField) else field.max_length


def _alter(model: type[models.Model], field: models.Field, length: int | None, editor) -> None:
    was: models.Field = models.TextField() if length is None else models.CharField(max_length=length)
    was.set_attributes_from_name(field.name)
    was.model = model  # type: ignore[assignment]
    was.column = field.column
    if (wanted := _length(field)) and (length is None or length > wanted):
        table, column = editor.quote_name(model._meta.db_table), editor.quote_name(field.column)
        editor.execute(
            f"UPDATE {table} SET {column} = substr({column}, 1, {wanted}) "  # noqa: S608 - names of ours
            f"WHERE length({column}) > {wanted}"
        )
    editor.alter_field(model, was, field)


def _indexes(model: type[models.Model], connection) -> dict[str, dict[str, Any]]:
    """Indexes and constraints by name, as Django describes them, with the values that their conditions name."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
        texts = dict(_texts(model._meta.db_table, connection.vendor, cursor))
    return {name: item | {"values": _values(texts.get(name, ""))} for name, item in found.items()}


def _texts(table: str, vendor: str, cursor) -> Iterator[tuple[str, str]]:
    """The names of checks and indexes, with the statement or the condition that the database keeps of them."""
    if vendor == "postgresql":
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass", [table]
        )
        yield from cursor.fetchall()
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [table])
        yield from cursor.fetchall()
        return
    cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
    for kind, name, text in cursor.fetchall():
        if kind == "index":
            yield name, text
        elif kind == "table":
            # One constraint after the other, each up to the next.
            parts = re.split(r'CONSTRAINT "([^"]+)"', text)
            yield from zip(parts[1::2], parts[2::2], strict=True)


def _values(text: str) -> set[str]:
    """The words in quotes of a statement: databases write conditions anew, and keep these."""
    return set(re.findall(r"'((?:[^']|'')*)'", text))


def _is_as_wanted(item, model: type[models.Model], indexes: dict[str, dict[str, Any]], connection) -> bool:
    """Whether an index or a constraint is there under its name, over its columns, with its condition."""
    found = indexes.get(item.name)
    if found is None:
        return False
    names = [name.removeprefix("-") for name in getattr(item, "fields", ())]
    if names and found["columns"] != [model._meta.get_field(name).column for name in names]:
        return False
    wanted = item.create_sql(model, connection.schema_editor())
    return found["values"] == _values(str(wanted))


def _old_named(model: type[models.Model], indexes: dict[str, dict[str, Any]], connection) -> list[Any]:
    """Indexes and constraints whose name is taken by one over other columns, or with another condition."""
    named = [*model._meta.indexes, *model._meta.constraints]
    return [item for item in named if item.name in indexes and not _is_as_wanted(item, model, indexes, connection)]


def _drop(item, model: type[models.Model], editor) -> None:
    table, name = editor.quote_name(model._meta.db_table), editor.quote_name(item.name)
    if editor.connection.vendor == "postgresql":
        # It may have been a constraint and be an index now, or the other way round.
        editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
        editor.execute(f"DROP INDEX IF EXISTS {name}")
    elif isinstance(item, models.Index) or getattr(item, "condition", None) is not None:
        editor.execute(f"DROP INDEX IF EXISTS {name}")
    else:
        editor.remove_constraint(model, item)


def _unwanted(model: type[models.Model], indexes: dict[str, dict[str, Any]], editor) -> list[str]:
    """Indexes that Django once made for a field that asks for none today; those made by hand are left alone."""
    table = model._meta.db_table
    plain = [
        field.column
        for field in model._meta.local_concrete_fields
        if not (field.db_index or field.unique or field.remote_field)
    ]
    names = [editor._create_index_name(table, [column], ending) for column in plain for ending in ("", "_like")]
    return [name for name in names if name in indexes]
