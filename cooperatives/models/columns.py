"""The columns of a record, made from what cooperatives/register_fields says of each field."""

from collections.abc import Iterable
from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from cooperatives.register_fields import COUNTS, FIELDS, MONEY
from cooperatives.register_fields.declaration import FieldKind, RegisterField


def column_of(field: RegisterField) -> models.Field:
    """The column that keeps a field. Empty means unknown, never zero."""
    label = field.label
    if field.kind in (FieldKind.TEXT, FieldKind.EMAIL):
        text = models.EmailField if field.kind == FieldKind.EMAIL else models.CharField
        return text(label, max_length=field.max_length, blank=not field.required)
    if field.kind == FieldKind.CHOICE:
        default = {"blank": True} if field.default is None else {"default": field.default}
        return models.CharField(label, max_length=field.max_length, choices=field.choices, **default)
    if field.kind == FieldKind.YES_NO and field.default is not None:
        return models.BooleanField(label, default=field.default)
    if field.kind == FieldKind.DEGREE:
        return models.DecimalField(
            label, max_digits=6, decimal_places=3, null=True, blank=True, validators=_between(field)
        )
    plain = {
        FieldKind.YES_NO: models.BooleanField,
        FieldKind.DATE: models.DateField,
        FieldKind.YEAR: models.PositiveSmallIntegerField,
        FieldKind.NUMBER: models.PositiveSmallIntegerField,
        FieldKind.COUNT: models.PositiveIntegerField,
        FieldKind.MONEY: models.BigIntegerField,
    }
    return plain[field.kind](label, null=True, blank=True, validators=_between(field))


def _between(field: RegisterField) -> list:
    if field.low is None or field.high is None:
        return []
    return [MinValueValidator(field.low), MaxValueValidator(field.high)]


def _add_columns(model: type[models.Model], fields: Iterable[RegisterField]) -> None:
    for field in fields:
        model.add_to_class(field.name, column_of(field))


class FigureColumns(models.Model):
    """Counts of people and offices, and money in whole rupiah: of a record, and of what each source says of it."""

    class Meta:
        abstract = True


class RecordColumns(models.Model):
    """All other fields of a record. The columns are made below; named here are those that typed code speaks of."""

    name: str
    status: str
    status_on: date | None
    postcode: str
    figures_as_of: date | None
    figures_source: str
    last_rat_on: date | None
    last_rat_year: int | None

    class Meta:
        abstract = True


FIGURES = {*COUNTS, *MONEY}
_add_columns(FigureColumns, (field for field in FIELDS if field.name in FIGURES))
_add_columns(RecordColumns, (field for field in FIELDS if field.column and field.name not in FIGURES))
