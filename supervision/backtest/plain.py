"""Plain figures of others: a CSV with an id, a quarter (`2026-2`), sums by name, and whether it failed.

The columns are `id`, `period`, `failed` and the names of supervision/measures.py; a source file says what another
file calls them, which limits hold for it, and from which quarter on is reported.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from core.errors import DomainError
from reports.obligations.quarter import Quarter
from supervision import limits as office_limits
from supervision.backtest.looks import BacktestLook, look_at
from supervision.flags import CATALOGUE, Limits
from supervision.histories import Facts, History, place_of
from supervision.measures import NAMES

SOURCES = Path(__file__).with_name("sources")
MOST_PROBLEMS = 20
YES = {"1", "1.0", "true", "yes"}
NO = {"0", "0.0", "false", "no", ""}


@dataclass(frozen=True, slots=True)
class PlainSource:
    """How a file calls what is read, and what holds for it."""

    id: str = "id"
    period: str = "period"
    failed: str = "failed"
    # Columns that are added up, by the name of the sum.
    sums: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {name: (name,) for name in NAMES})
    limits: Mapping[str, Limits] = field(default_factory=office_limits.usual)
    # Lists of limits to choose from, by flag.
    candidates: Mapping[str, tuple[Limits, ...]] = field(default_factory=dict)
    report_from: int | None = None

    def fits(self, columns: Iterable[str]) -> bool:
        needed = {self.id, self.period, self.failed, *(name for names in self.sums.values() for name in names)}
        return needed <= set(columns)


def source_of(columns: Iterable[str]) -> PlainSource:
    """The source file that fits a heading, or else the plain names."""
    columns = list(columns)
    known = (read_source(path) for path in sorted(SOURCES.glob("*.json")))
    return next((one for one in known if one.fits(columns)), PlainSource(sums={n: (n,) for n in NAMES if n in columns}))


def read_source(path: Path) -> PlainSource:
    """Raises DomainError for a file that is none."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        columns: dict[str, Any] = told["columns"]
        return PlainSource(
            id=columns["id"],
            period=columns["period"],
            failed=columns["failed"],
            sums={name: tuple(columns[name]) for name in NAMES if name in columns},
            limits={key: _limits(told["limits"].get(key, [])) for key in CATALOGUE},
            candidates={
                key: tuple(_limits(one) for one in told["candidates"][key])
                for key in CATALOGUE
                if key in told.get("candidates", {})
            },
            report_from=place_of(Quarter.parse(told["report_from"])) if "report_from" in told else None,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DomainError(f"{path.name} is no source file: {error!r}") from None


def _limits(numbers: Iterable[float]) -> tuple[Fraction, ...]:
    return tuple(Fraction(str(number)) for number in numbers)


@dataclass(frozen=True, slots=True)
class PlainRow:
    facts: Facts
    failed: bool


def read(path: Path, source: PlainSource | None = None) -> tuple[dict[str, list[PlainRow]], PlainSource]:
    """The rows of each id in the order of their quarters. Raises DomainError with all problems, by line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            source = source or source_of(reader.fieldnames or [])
            if not source.fits(reader.fieldnames or []):
                raise DomainError(
                    f"{path.name}: the first line must name {source.id}, {source.period}, {source.failed} and sums,"
                    f" such as assets or equity; found: {', '.join(reader.fieldnames or []) or 'nothing'}"
                )
            return _rows(reader, source), source
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DomainError(f"{path.name} cannot be read as CSV: {error}") from None


def _rows(reader: csv.DictReader, source: PlainSource) -> dict[str, list[PlainRow]]:
    found: dict[str, dict[int, PlainRow]] = {}
    problems: list[str] = []
    for number, line in enumerate(reader, 2):
        try:
            row, mine = _row(line, source), found.setdefault(line[source.id], {})
            if row.facts.place in mine:
                raise ValueError(f"a second row of {line[source.id]} in {line[source.period]}")
            mine[row.facts.place] = row
        except ValueError as error:
            problems.append(f"line {number}: {error}")
            if len(problems) == MOST_PROBLEMS:
                break
    if problems:
        raise DomainError("\n".join(problems))
    return {key: [mine[place] for place in sorted(mine)] for key, mine in found.items()}


def _row(line: Mapping[str, str | None], source: PlainSource) -> PlainRow:
    quarter = Quarter.parse(line[source.period] or "")
    said = (line[source.failed] or "").strip().lower()
    if said not in YES | NO:
        raise ValueError(f"{source.failed} is “{said}”; 1 or 0 was expected")
    sums = {name: _sum(line, columns) for name, columns in source.sums.items()}
    return PlainRow(Facts(place_of(quarter), sums), said in YES)


def _sum(line: Mapping[str, str | None], columns: tuple[str, ...]) -> int | None:
    known = [_amount(text, column) for column in columns if (text := (line[column] or "").strip())]
    return sum(known) if known else None


def _amount(text: str, column: str) -> int:
    try:
        return round(float(text))
    # A number that is too large, infinite, or none.
    except (ValueError, OverflowError):
        raise ValueError(f"{column} is “{text}”; a number was expected") from None


def looks(rows: Mapping[str, list[PlainRow]], limits: Mapping[str, Limits]) -> Iterator[BacktestLook]:
    """Each row as the list would have seen it then, with all earlier ones of its id."""
    for mine in rows.values():
        for n, row in enumerate(mine, 1):
            history = History.of(one.facts for one in mine[:n])
            yield look_at(history, row.facts.place, row.facts.get("assets"), limits, {1: row.failed})
