"""Many keys as one parameter of a statement: Django and the database would read each of thousands as its own."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from core.database.statements import ParameterPlace


def among(keys: Iterable[int]) -> RawSQL:
    """For `pk__in`: the keys as the rows of a subquery."""
    return _rows(_packed(keys))


def given(name: str) -> RawSQL:
    """The same, of keys that are given to the statement under a name when it runs."""
    return _rows(ParameterPlace(name, _packed))


def _rows(packed: Any) -> RawSQL:
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [packed])
    return RawSQL("SELECT value FROM json_each(%s)", [packed])


def _packed(keys: Iterable[int]) -> Any:
    return sorted(keys) if connection.vendor == "postgresql" else json.dumps(sorted(keys))
