"""Many keys as one parameter of a statement: Django and the database would read each of thousands as its own."""

import json
from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL


def among(keys: Iterable[int]) -> RawSQL:
    """For `pk__in`: the keys as the rows of a subquery."""
    given = sorted(keys)
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [given])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(given)])
