"""The mark that a case of coaching is open: written by the floor that keeps the cases (revival/)."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.db.models import F

from cooperatives.models import Cooperative
from core.database import many_keys
from core.database.statements import SqlStatement

# Whether a user coaches a cooperative, by its key, and may act for its board; the floor that keeps the cases adds it.
ACTING: list[Callable[[Any, int], bool]] = []


def acts_for(user: Any, cooperative: int) -> bool:
    """Whether somebody acts for the board of a cooperative, by its key, because he coaches it."""
    return any(asked(user, cooperative) for asked in ACTING)


def mark(cooperatives: Iterable[int], value: bool) -> None:
    """Set or take off the mark, as a new version of each record. Call inside the transaction of the case's event."""
    _marking(value).run(keys=cooperatives)


@cache
def _marking(value: bool) -> SqlStatement:
    rows = Cooperative.objects.filter(pk__in=many_keys.given("keys"), in_revival=not value)
    return SqlStatement.of_update(rows, in_revival=value, version=F("version") + 1)
