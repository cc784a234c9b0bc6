from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from reports.choices import Level
from reports.obligations.quarter import Quarter
from reports.statement.lines import STATEMENT, split_key
from reports.statement.totals import with_totals

# Stored with each result. It changes whenever a check is added, removed or decides otherwise.
RULES_VERSION = "2026.3"
# What a figure is set beside, unless a check says otherwise.
EXPECTED = gettext_lazy("Expected")
ORDER = {Level.ERROR: 0, Level.WARNING: 1, Level.INFO: 2}


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures by which the plausibility checks decide: rules of the office, kept with each result."""

    move_percent: int = 50
    move_rupiah: int = 50_000_000
    members_percent: int = 20
    npl_percent: int = 5
    cash_percent: int = 50
    bank_loan_percent: int = 40
    participation_percent: int = 25


@dataclass(frozen=True)
class Data:
    """What the checks look at: the figures of a report and, where they exist, those of earlier ones that were sent.

    `typed` holds what was given, by key; `in_workbook` the totals as the workbook shows them, if any. `carried`
    are years to date that go on over a quarter with nothing to report. `following` are
    keys that the portal has computed, `reasons` say why others differ from what it would compute.
    """

    profile: str
    quarter: Quarter
    typed: Mapping[str, int | None]
    previous: Mapping[str, int] | None = None
    end_of_last_year: Mapping[str, int] | None = None
    in_workbook: Mapping[str, int] = field(default_factory=dict)
    meeting_held_on: date | None = None
    limits: Limits = field(default_factory=Limits)
    carried: Mapping[str, int] | None = None
    following: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)
    figures: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "figures", with_totals(self.typed))

    def get(self, key: str) -> int | None:
        return self.figures.get(key)

    def sum(self, *keys: str) -> int:
        """The sum of some figures; a blank one counts as nothing here."""
        return sum(self.figures.get(key) or 0 for key in keys)

    def given(self, *keys: str) -> bool:
        """Whether any of these figures was given."""
        return any(self.figures.get(key) is not None for key in keys)

    def has(self, code: str) -> bool:
        """Whether this profile knows the line."""
        return self.profile in STATEMENT.lines[code].profiles

    def lines(self, part: str = ""):
        return STATEMENT.of(self.profile, part)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check has seen: the line, what was found there, what was expected, further values for the text.

    `reason` is why a figure differs, where its board has said so: then it is a warning that is explained.
    """

    key: str = ""
    found: int | None = None
    expected: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding: a hit with the rule's id, its level in force, and the cell of the workbook, if there is one."""

    rule: str
    level: str
    key: str = ""
    found: int | None = None
    expected: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    cell: str = ""
    reason: str = ""

    @property
    def difference(self) -> int | None:
        return None if self.found is None or self.expected is None else self.found - self.expected


@dataclass(frozen=True, slots=True)
class Rule:
    """A check as it is published. `message` and `todo` may name {label}, {found}, {expected}, {difference}.

    `against` names what a figure is set beside, `blank` is the message where nothing was found."""

    id: str
    level: Level
    title: Any
    why: Any
    message: Any
    todo: Any
    lines: tuple[str, ...] = ()
    against: Any = EXPECTED
    test: Callable[[Data], Iterable[Hit]] | None = None
    blank: Any = ""


CATALOGUE: dict[str, Rule] = {}


def publish(rule: Rule) -> None:
    CATALOGUE[rule.id] = rule


def check(id: str, level: Level, *, title, why, message, todo, lines: tuple[str, ...] = (), against=EXPECTED, blank=""):
    """Declare a function as the check of this id."""

    def decorator(test: Callable[[Data], Iterable[Hit]]):
        publish(Rule(id, level, title, why, message, todo, lines, against, test, blank))
        return test

    return decorator


def level_of(rule: Rule, as_warning: frozenset[str]) -> Level:
    """A check that is being tried out only warns, whatever it will be later."""
    return Level.WARNING if rule.level == Level.ERROR and rule.id in as_warning else rule.level


def run(data: Data, *, as_warning: frozenset[str] = frozenset(), cells: Mapping[str, str] | None = None) -> list[Found]:
    """All findings of all checks, errors first, in the order of the statement."""
    found = list(_hits(data, as_warning, cells or {}))
    return in_order(found)


def _hits(data: Data, as_warning: frozenset[str], cells: Mapping[str, str]) -> Iterator[Found]:
    for rule in CATALOGUE.values():
        for hit in rule.test(data) if rule.test else ():
            level = Level.WARNING if hit.reason else level_of(rule, as_warning)
            cell = cells.get(hit.key, "")
            yield Found(rule.id, level, hit.key, hit.found, hit.expected, hit.values, cell, hit.reason)


def merge(reading: Iterable[Found], found: Iterable[Found]) -> list[Found]:
    """Findings of the reading and of the checks together, without those that only follow from an unread cell.

    A cell that could not be read is told once: not as empty too, and not as a sum that does not come out.
    """
    told = list(reading)
    unread = {item.key for item in told if item.level == Level.ERROR and item.key}
    lines = {split_key(key)[0] for key in unread}
    follows = {rule.id for rule in CATALOGUE.values() if lines & leaves(rule.lines)}
    rest = [item for item in found if item.rule not in follows and not (item.rule == "N13" and item.key in unread)]
    return in_order(told + rest)


def leaves(codes: Iterable[str]) -> set[str]:
    """The typed lines that some lines are made of."""
    found: set[str] = set()
    for code in codes:
        line = STATEMENT.lines[code]
        found |= leaves(part for _sign, part in line.terms) if line.is_total else {code}
    return found


def in_order(found: list[Found]) -> list[Found]:
    places = {key: n for n, key in enumerate(key for line in STATEMENT.lines.values() for key in line.keys)}
    return sorted(found, key=lambda item: (ORDER[Level(item.level)], places.get(item.key, -1), item.rule))
