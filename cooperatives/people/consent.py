"""What a cooperative lets the public see is said of a value: another value is not public until somebody says so."""

from collections.abc import Mapping
from typing import Any

from cooperatives.models import Cooperative

# The field, and the column that says whether it is public.
PUBLIC_BY = {"address": "address_is_public", "phone": "phone_is_public", "email": "email_is_public"}


def values(record: Cooperative) -> dict[str, Any]:
    return {name: getattr(record, name) for name in PUBLIC_BY}


def withdraw(record: Cooperative, before: Mapping[str, Any]) -> None:
    """In memory: of what a list, a merge or its undoing has changed since `before`."""
    for name, column in PUBLIC_BY.items():
        if getattr(record, name) != before[name]:
            setattr(record, column, False)
