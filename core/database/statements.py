"""A statement that Django writes once for the life of a process; what differs each time is given when it runs.

To write a statement of twenty columns takes Django longer than the database needs to run it on some hundred rows.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import ForeignKey, Value
from django.db.models.sql import UpdateQuery


@dataclass(frozen=True, slots=True)
class ParameterPlace:
    """Stands among the parameters for the value of a name; `ready` makes of it what the database takes."""

    name: str
    ready: Callable[[Any], Any]


class GivenParameter(Value):
    """In a query: the value of a name, of the kind of a column. Without a value it is NULL."""

    def __init__(self, name: str, column: models.Field) -> None:
        field: Any = column.target_field if isinstance(column, ForeignKey) else column
        super().__init__(name, field)
        self.place = ParameterPlace(name, lambda value: field.get_db_prep_value(value, connection))

    def as_sql(self, compiler, connection):
        holder = getattr(self.output_field, "get_placeholder", None)
        return holder(None, compiler, connection) if holder else "%s", [self.place]


def columns(model: type[models.Model], names: Iterable[str]) -> dict[str, GivenParameter]:
    """A value that is given for each of these columns, under the column's own name."""
    return {name: GivenParameter(name, model._meta.get_field(name)) for name in names}


@dataclass(frozen=True, slots=True)
class SqlStatement:
    """SQL and its parameters, of which some are places."""

    sql: str
    params: tuple[Any, ...]

    @classmethod
    def of(cls, rows: models.QuerySet[Any, Any]) -> "SqlStatement":
        """What a `values_list` selects. Call inside a transaction when it locks."""
        sql, params = rows.query.sql_with_params()
        return cls(sql, tuple(params))

    @classmethod
    def joining(cls, select: str, key: str, **rows: models.QuerySet[Any, Any]) -> "SqlStatement":
        """What a text of SQL selects from the rows of `values_list`s, called by their names, that have one key."""
        inner = {name: cls.of(one) for name, one in rows.items()}
        (first, start), *others = inner.items()
        joins = "".join(f' JOIN ({one.sql}) {name} ON {name}."{key}" = {first}."{key}"' for name, one in others)
        params = tuple(param for one in inner.values() for param in one.params)
        return cls(f"SELECT {select} FROM ({start.sql}) {first}{joins}", params)  # noqa: S608 - the code's own text

    @classmethod
    def of_update(cls, rows: models.QuerySet[Any, Any], **values: Any) -> "SqlStatement":
        """What `rows.update(**values)` would run."""
        query = rows.query.chain(UpdateQuery)
        query.add_update_values(values)
        sql, params = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        return cls(sql, tuple(params))

    def run(self, **given: Any) -> int:
        """Run it; returns how many rows it wrote, or holds."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._filled(given))
            return max(cursor.rowcount, 0)

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """Run it; returns its rows as the database gives them (numbers and texts)."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._filled(given))
            return cursor.fetchall()

    def _filled(self, given: dict[str, Any]) -> list[Any]:
        return [one.ready(given[one.name]) if isinstance(one, ParameterPlace) else one for one in self.params]


Made = models.QuerySet[Any, Any] | SqlStatement


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a statement is made from, and how; the same key is the same statement."""

    key: Hashable
    make: Callable[[], Made] = field(compare=False)


@lru_cache(maxsize=256)
def _written(asked: _Asked) -> SqlStatement:
    made = asked.make()
    return made if isinstance(made, SqlStatement) else SqlStatement.of(made)


def written(key: Hashable, make: Callable[[], Made]) -> SqlStatement:
    """A statement, or what a `values_list` selects, made once for a key: all that it depends on, the day too."""
    return _written(_Asked(key, make))
