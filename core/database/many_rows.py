"""Rows that Python has computed, written by one statement whatever their number: they go along as one parameter."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models

from core.database.insert_select import table_of


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write new rows; one that is there already, by whichever constraint, is left as it is. Returns how many."""
    names, source, packed = _source(model, fields, rows)
    columns = ", ".join(names)
    parts = ("INSERT INTO", table_of(model), f"({columns}) SELECT {columns} FROM", source)
    return _run((*parts, "WHERE true ON CONFLICT DO NOTHING"), packed)


def update(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Change rows by their key, which is the first of `fields`. Returns how many were there."""
    names, source, packed = _source(model, fields, rows)
    changes = ", ".join(f"{name} = given.{name}" for name in names[1:])
    key = f"{table_of(model)}.{names[0]} = given.{names[0]}"
    return _run(("UPDATE", table_of(model), "SET", changes, "FROM", source, "WHERE", key), packed)


def _run(parts: Iterable[str], packed: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(" ".join(parts), [packed])
        return max(cursor.rowcount, 0)


def _source(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]
) -> tuple[list[str], str, str]:
    """The columns, a subquery that reads them out of one parameter, and the parameter."""
    columns: list[Any] = [model._meta.get_field(field) for field in fields]
    names = [connection.ops.quote_name(column.column) for column in columns]
    packed = json.dumps([[_plain(value) for value in row] for row in rows])
    if connection.vendor == "postgresql":
        kinds = [column.target_field if column.remote_field else column for column in columns]
        cells = [f"(one.value->>{n})::{kind.rel_db_type(connection)}" for n, kind in enumerate(kinds)]
        table = "json_array_elements(%s::json)"
    else:
        cells = [f"json_extract(one.value, '$[{n}]')" for n in range(len(names))]
        table = "json_each(%s)"
    chosen = ", ".join(f"{cell} AS {name}" for cell, name in zip(cells, names, strict=True))
    return names, " ".join(("(SELECT", chosen, "FROM", table, "AS one) AS given")), packed


def _plain(value: Any) -> Any:
    """As JSON holds it, and both databases read it."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value
