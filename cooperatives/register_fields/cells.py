"""A value of a field as people read it, and as a cell of the export."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cooperatives.register_fields.declaration import FieldKind, RegisterField
from core.text.formats import long_date, rupiah, thousands


def in_words(field: RegisterField, value: Any) -> str:
    """A stored value on a page or in a history, where dates may be ISO text."""
    if field.written:
        return field.written(value)
    if isinstance(value, bool):
        return yes_or_no(value)
    if field.kind == FieldKind.MONEY:
        return rupiah(value)
    if field.kind == FieldKind.COUNT and isinstance(value, int):
        return thousands(value)
    if field.kind == FieldKind.DATE:
        return date_in_words(value)
    return label_of(field, value) if field.choices else str(value)


def cell(field: RegisterField) -> Callable[[Any], Any] | None:
    """What makes a cell of the export out of a value that is there; None where the value stands for itself."""
    if field.written:
        return field.written
    if field.kind == FieldKind.YES_NO:
        return yes_or_no
    if not field.choices:
        return None
    labels: dict[str, Any] = dict(field.choices.choices)
    return lambda value: str(labels.get(value, value))


def label_of(field: RegisterField, value: Any) -> str:
    choices: list[tuple[str, Any]] = field.choices.choices if field.choices else []
    return str(dict(choices).get(value, value))


def yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def date_in_words(value: date | str) -> str:
    """A date, or the ISO text of one; another text as it stands."""
    if isinstance(value, date):
        return long_date(value)
    try:
        return long_date(date.fromisoformat(value))
    except ValueError:
        return value
