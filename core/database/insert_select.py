"""INSERT … SELECT, which the ORM has no words for: Django writes the SELECT, the database copies the rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import ForeignKey, Value

from core.database.statements import SqlStatement

LEAVE = "DO NOTHING"


def insert_select(
    model: type[models.Model], fields: Sequence[str], rows: models.QuerySet[Any, Any], *, on_conflict: str = LEAVE
) -> int:
    """Insert what a `values_list` selects, in the order of `fields`; returns how many rows were written.

    `on_conflict` is what follows ON CONFLICT, in both databases' words: a row that is there already is left as it is
    unless it says otherwise.
    """
    try:
        return insertion(model, fields, rows, on_conflict=on_conflict).run()
    except EmptyResultSet:
        # What is asked for can be no row at all, such as one of no keys.
        return 0


def insertion(
    model: type[models.Model], fields: Sequence[str], rows: models.QuerySet[Any, Any], *, on_conflict: str = LEAVE
) -> SqlStatement:
    """The statement of `insert_select`, to be kept and run again. Raises EmptyResultSet when it asks for no row."""
    select = SqlStatement.of(rows)
    names = ", ".join(connection.ops.quote_name(str(model._meta.get_field(name).column)) for name in fields)
    return SqlStatement(
        f"INSERT INTO {table_of(model)} ({names}) {select.sql} ON CONFLICT {on_conflict}", select.params
    )


def constants(model: type[models.Model], given: Mapping[str, Any]) -> dict[str, Value]:
    """Values that are the same in all rows, typed as their columns; those that are None are left out."""
    found = {}
    for name, value in given.items():
        field: Any = model._meta.get_field(name)
        kind = field.target_field if isinstance(field, ForeignKey) else field
        if value is not None:
            found[name] = Value(value, kind)
    return found


def renewal(model: type[models.Model], key: str, fields: Sequence[str], *, where: Sequence[str]) -> str:
    """For `on_conflict`: renew some columns of the row that is there when one of `where` is another. `key` is what
    makes a row the same: columns in brackets, with the condition of a partial index.
    """
    quoted = connection.ops.quote_name
    new = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in fields)
    differs = " OR ".join(f"{table_of(model)}.{quoted(name)} <> excluded.{quoted(name)}" for name in where)
    return f"{key} DO UPDATE SET {new} WHERE {differs}"


def table_of(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
