"""What is said of a field of the register, once; everything else follows from it (docs/add-a-field.md)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.text import capfirst

from cooperatives.register_import import cells
from core.text.parsing import UnreadableError, read_count, read_date, read_rupiah


class FieldKind(Enum):
    """What a value is: it decides the column, the input, how a cell is read and how the value is written."""

    TEXT = auto()
    EMAIL = auto()
    # One of `choices`.
    CHOICE = auto()
    YES_NO = auto()
    DATE = auto()
    # A year, and another small number that is written without dots.
    YEAR = auto()
    NUMBER = auto()
    # A number of people or offices.
    COUNT = auto()
    # Whole rupiah.
    MONEY = auto()
    # A degree of latitude or longitude.
    DEGREE = auto()
    # A kelurahan or a kecamatan.
    PLACE = auto()
    # The name of somebody of the board.
    PERSON = auto()


READERS: dict[FieldKind, cells.Reader] = {
    FieldKind.YES_NO: cells.read_yes,
    FieldKind.DATE: read_date,
    FieldKind.YEAR: cells.read_year,
    FieldKind.COUNT: read_count,
    FieldKind.MONEY: read_rupiah,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterField:
    """One field of the register.

    `name` is its key everywhere: column of the record, field of an import, name in forms, events and addresses.
    """

    name: str
    label: Any
    kind: FieldKind = FieldKind.TEXT

    # What a value may be. `rule` turns a text into what the record keeps, or raises UnreadableError (rules.py).
    required: bool = False
    max_length: int = 0
    choices: type[TextChoices] | None = None
    low: int | None = None
    high: int | None = None
    may_lie_ahead: bool = False
    rule: Callable[[str], str] | None = None

    # Whether the record's column of this name is made from here, and what it holds when nobody has said anything.
    column: bool = True
    default: Any = None

    # Headings of lists that mean this field, separated by commas; without any, no list can fill it. `settled`: the
    # importer works out what it says of the record. `value_words`: the words of lists for each of `choices`.
    words: str = ""
    settled: bool = False
    reader: cells.Reader | None = None
    value_words: Mapping[str, str] = field(default_factory=dict)
    # Whether a row is kept out when its cell cannot be read: it says which cooperative it is, or whether it is active.
    essential: bool = False

    # Whether people type it in the form of its section.
    typed: bool = True

    # Its column in the export: the reason when there is none, how to get at it, its title and width in characters.
    not_exported: str = ""
    path: str = ""
    title: Any = ""
    width: int = 16
    # Where it is about a person (DOMAIN.md 8.4): "contacts" or "private", as cooperatives/personal.py explains.
    personal: str = ""
    # How it is written, where its kind does not say it already.
    written: Callable[[Any], str] | None = None

    # Whether a record without it is incomplete; its place among the filters of the list (0: no filter).
    wanted: bool = False
    facet: int = 0

    # Of a PERSON: the position on the board.
    position: str = ""

    def __post_init__(self) -> None:
        if self.choices and self.reader is None:
            object.__setattr__(self, "reader", cells.read_choice(dict(self.value_words), self.choices))

    @property
    def heading(self) -> Any:
        """The title of its column in the export, which an import knows again."""
        return capfirst(self.title or self.label)

    @property
    def known_words(self) -> list[str]:
        return [words.strip() for words in self.words.split(",") if words.strip()]

    @property
    def expected(self) -> str:
        """What a list may say, for whoever has written something else."""
        if self.choices:
            said = list(self.value_words)[:8] or [str(label) for label in self.choices.labels]
            return ", ".join(word.capitalize() for word in said)
        return "" if self.low is None or self.high is None else f"{self.low}–{self.high}"

    @property
    def read(self) -> cells.Reader:
        """The reader of its cells: raw cell in, value out."""
        return self.reader or READERS.get(self.kind, cells.read_text)

    def accept(self, value: Any) -> Any:
        """A value as the record keeps it: the same rule in a form, in an import and in a call.

        Raises UnreadableError with the code of the rule that it breaks (rules.TEXTS).
        """
        if self.rule and isinstance(value, str) and value:
            value = self.rule(value)
        today = timezone.localdate()
        if isinstance(value, date):
            if value > today and not self.may_lie_ahead:
                raise UnreadableError("date_future")
        elif isinstance(value, int) and not isinstance(value, bool):
            self._check_size(value, today.year)
        return value

    def _check_size(self, value: int, this_year: int) -> None:
        if self.kind in (FieldKind.DATE, FieldKind.YEAR) and value > this_year:
            raise UnreadableError("date_future")
        if self.kind == FieldKind.MONEY and self.low is not None and value < self.low:
            raise UnreadableError("amount_negative")
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            raise UnreadableError("number_range")
