"""The lines of the quarterly statement (DOMAIN.md 4.1, 4.2): read from `lines.csv`, the only place that declares them.

Template, parser, web form, review page, labels in messages and exports are all derived from `STATEMENT`.
A figure is addressed by its key: the line's code, and after a colon the column where a part has several
(`A1.01`, `H1.01:quarter`, `P1:increase`). Amounts are whole rupiah, or people where the unit says so.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from core.text.formats import in_indonesian
from reports.choices import Profile

SOURCE = Path(__file__).with_name("lines.csv")
TERM = re.compile(r"([+-])\s*([A-Z][A-Z0-9]*(?:\.[A-Z0-9]+)?(?::[a-z_]+)?)")
# Signs, and codes or keys.
Terms = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class PartColumn:
    """A column of a part; `code` is empty where the part has only one. `computed` follows from the others."""

    code: str
    label: object
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the statement: a sheet of the template and a step of the web form."""

    code: str
    label: object
    sheet: str
    columns: tuple[PartColumn, ...]
    optional: bool = False

    @property
    def input_columns(self) -> tuple[PartColumn, ...]:
        return tuple(column for column in self.columns if not column.computed)


POSITION = (PartColumn("", _("End of the quarter")),)
PARTS = (
    Part("balance", _("Balance sheet"), "Neraca", POSITION),
    Part(
        "surplus",
        _("Statement of surplus (PHU)"),
        "PHU",
        (PartColumn("quarter", _("This quarter")), PartColumn("to_date", _("Year to date"))),
    ),
    Part("cash_flow", _("Cash flow"), "Arus Kas", (PartColumn("", _("Year to date")),)),
    Part("loan_quality", _("Loan quality"), "Kualitas Pinjaman", POSITION),
    Part("savings_unit", _("Savings-and-loan unit (USP)"), "Unit Simpan Pinjam", POSITION),
    Part(
        "equity_change",
        _("Change in equity"),
        "Perubahan Ekuitas",
        (
            PartColumn("opening", _("Opening balance")),
            PartColumn("increase", _("Increase")),
            PartColumn("decrease", _("Decrease")),
            PartColumn("closing", _("Closing balance"), computed=True),
        ),
        optional=True,
    ),
    Part("indicators", _("Indicators"), "Indikator", POSITION),
)
PART_BY_CODE = {part.code: part for part in PARTS}


def key_of(code: str, column: str = "") -> str:
    return f"{code}:{column}" if column else code


def split_key(key: str) -> tuple[str, str]:
    """The line and the column of a key."""
    code, _colon, column = key.partition(":")
    return code, column


@dataclass(frozen=True)
class Line:
    """One line. `sign` is positive or any (a loss may be typed); a contra line is typed positive and subtracted.

    `terms` make a total; `follows` are the keys that a typed line equals the sum of (statement/computed.py).
    """

    code: str
    part: Part
    kind: str
    terms: Terms
    follows: Terms
    sign: str
    contra: bool
    unit: str
    profiles: frozenset[str]
    required_in: frozenset[str]
    label_id: str
    label_en: str
    help_id: str
    help_en: str

    @property
    def is_total(self) -> bool:
        return self.kind == "total"

    @property
    def label(self) -> str:
        return self.label_id if in_indonesian() else self.label_en

    @property
    def help(self) -> str:
        return self.help_id if in_indonesian() else self.help_en

    @property
    def keys(self) -> list[str]:
        """The keys of all columns, computed ones too."""
        return [key_of(self.code, column.code) for column in self.part.columns]

    @cached_property
    def input_keys(self) -> list[str]:
        if self.is_total:
            return []
        return [key_of(self.code, column.code) for column in self.part.input_columns]

    def formula_in(self, profile: str) -> str:
        """The sum of a total with the lines of this profile, e.g. `H3 + H4 - H5`."""
        known = [(sign, code) for sign, code in self.terms if profile in STATEMENT.lines[code].profiles]
        return "".join(f" {'+' if sign > 0 else '-'} {code}" for sign, code in known).removeprefix(" + ").strip()


class Statement:
    """All lines of a version, in their order."""

    def __init__(self, rows: Iterator[dict[str, str]]):
        self.lines: dict[str, Line] = {row["code"]: _line(row) for row in rows}

    def of(self, profile: str, part: str = "") -> list[Line]:
        """The lines that a profile fills in, of all parts or of one."""
        return [
            line for line in self.lines.values() if profile in line.profiles and (not part or line.part.code == part)
        ]

    def parts(self, profile: str) -> list[Part]:
        return [part for part in PARTS if self.of(profile, part.code)]

    def input_keys(self, profile: str) -> list[str]:
        return [key for line in self.of(profile) for key in line.input_keys]

    def required_keys(self, profile: str) -> list[str]:
        return [key for line in self.of(profile) if profile in line.required_in for key in line.input_keys]

    def line(self, key: str) -> Line:
        return self.lines[split_key(key)[0]]

    def label(self, key: str) -> str:
        """The line's label, with the column's where a part has several."""
        code, column = split_key(key)
        line = self.lines[code]
        labels = {c.code: c.label for c in line.part.columns}
        return f"{line.label} ({labels[column]})" if column else line.label

    def totals_first(self) -> list[Line]:
        """Totals in an order in which each stands after those it is made of."""
        done: list[Line] = []

        def visit(line: Line) -> None:
            for _sign, code in line.terms:
                if self.lines[code].is_total:
                    visit(self.lines[code])
            if line not in done:
                done.append(line)

        for line in self.lines.values():
            if line.is_total:
                visit(line)
        return done


def terms_of(text: str) -> Terms:
    """The terms of a formula such as `A1 + A2 - A3`."""
    found = TERM.findall(f"+ {text}") if text else []
    return tuple((1 if sign == "+" else -1, code) for sign, code in found)


def _line(row: dict[str, str]) -> Line:
    profiles = {profile.value: row[profile.value] for profile in Profile}
    return Line(
        code=row["code"],
        part=PART_BY_CODE[row["part"]],
        kind=row["kind"],
        terms=terms_of(row["formula"]),
        follows=terms_of(row["follows"]),
        sign=row["sign"],
        contra=row["contra"] == "1",
        unit=row["unit"],
        profiles=frozenset(profile for profile, level in profiles.items() if level in ("1", "2")),
        required_in=frozenset(profile for profile, level in profiles.items() if level == "2"),
        label_id=row["label_id"],
        label_en=row["label_en"],
        help_id=row["help_id"],
        help_en=row["help_en"],
    )


def read(path: Path = SOURCE) -> Statement:
    with path.open(newline="", encoding="utf-8") as stream:
        return Statement(csv.DictReader(stream))


STATEMENT = read()
