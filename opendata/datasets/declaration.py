"""What a data set says of itself: its columns with a dictionary, and the metadata of Satu Data Indonesia."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

Rows = Iterable[Sequence[Any]]


class Type(StrEnum):
    """Types of a Table Schema of Frictionless."""

    STRING = "string"
    INTEGER = "integer"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class DatasetColumn:
    """`name` never changes. `values` are the codes that it may hold, each with its label."""

    name: str
    label: Any
    type: Type = Type.STRING
    about: Any = ""
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """What was changed in the columns of a data set, and since which day."""

    on: date
    what: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """`rows` gives the rows as of a day, in the order of the columns, piece by piece.

    `concept` to `classes` are the metadata that Satu Data Indonesia asks for (Perpres 39/2019; DOMAIN-2.md C).
    """

    key: str
    title: Any
    about: Any
    columns: tuple[DatasetColumn, ...]
    rows: Callable[[date], Rows]
    # The columns that no two rows have in common.
    identifiers: tuple[str, ...]
    concept: Any
    method: Any
    unit: Any
    classes: Any
    is_indicator: bool = False
    # The area that it is of; it is offered while that is in use.
    area: str = ""
    changes: tuple[ColumnChange, ...] = ()
