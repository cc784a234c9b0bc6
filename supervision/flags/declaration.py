"""What a flag is: a number that a cooperative's history gives, and limits of the office that it must not pass."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from django.utils.functional import cached_property

from core.text.formats import thousands
from reports.summary.ratios import ALL, percent_text
from supervision.histories import History

# Stored with each warning. It changes whenever a flag is added, removed or decides otherwise.
VERSION = "2026.1"
Value = Fraction | int
Limits = Sequence[Fraction]


class LimitDirection(Enum):
    """When a value has passed a limit."""

    OVER = "over"
    UNDER = "under"
    FROM = "from"


class Unit(Enum):
    PERCENT = "percent"
    POINTS = "points"
    COUNT = "count"


@dataclass(frozen=True)
class Flag:
    """A flag as it is published. `measure` gives its number, or None where it cannot be said.

    `usual` are the limits that hold until the office sets others, from the first to the hardest; each one that is
    passed counts. `sentence` may name {value} and {limit}.
    """

    key: str
    label: Any
    source: Any
    looks_at: Any
    sentence: Any
    todo: Any
    usual: tuple[float, ...]
    measure: Callable[[History], Value | None]
    passed: LimitDirection = LimitDirection.OVER
    unit: Unit = Unit.PERCENT
    profiles: frozenset[str] = ALL
    # It is worse on each day that passes: what was answered wakes by the next limit or by its day alone.
    grows_by_itself: bool = False

    @property
    def setting(self) -> str:
        return f"warning_{self.key}"

    @cached_property
    def usual_limits(self) -> tuple[Fraction, ...]:
        return tuple(Fraction(str(limit)) for limit in self.usual)

    def has_passed(self, value: Value, limit: Fraction) -> bool:
        if self.passed is LimitDirection.UNDER:
            return value < limit
        return value >= limit if self.passed is LimitDirection.FROM else value > limit

    def level(self, value: Value, limits: Limits) -> int:
        """How many of the limits a value has passed."""
        return sum(self.has_passed(value, limit) for limit in limits)

    def is_worse(self, value: Value, other: Value) -> bool:
        return value < other if self.passed is LimitDirection.UNDER else value > other

    def text(self, value: Value) -> str:
        """A value or a limit in its unit, as people read it."""
        if self.unit is Unit.COUNT:
            return thousands(int(value))
        fraction = Fraction(value)
        text = f"{int(value)}%" if fraction.denominator == 1 else percent_text(fraction / 100)
        return text if self.unit is Unit.PERCENT else text.rstrip("%")

    def say(self, value: Value, limits: Limits, level: int) -> str:
        """What is the matter, with the hardest limit that was passed."""
        hardest = limits[min(max(level, 1), len(limits)) - 1]
        return str(self.sentence).format(value=self.text(value), limit=self.text(hardest))


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag that a history raises: its number, and how many of its limits were passed."""

    flag: Flag
    value: Value
    level: int


CATALOGUE: dict[str, Flag] = {}


def flag(key: str, **about: Any) -> Callable[[Callable[[History], Value | None]], Flag]:
    """Declare a function from a history to a number as the flag of this key."""

    def declare(measure: Callable[[History], Value | None]) -> Flag:
        CATALOGUE[key] = Flag(key, measure=measure, **about)
        return CATALOGUE[key]

    return declare


def look(history: History, limits: Mapping[str, Limits]) -> list[Raised]:
    """The flags that a history raises by the limits of each flag; one without limits is switched off."""
    found = []
    for one in CATALOGUE.values():
        chosen = limits.get(one.key, ())
        if not chosen or (history.profile and history.profile not in one.profiles):
            continue
        value = one.measure(history)
        if value is None:
            continue
        if level := one.level(value, chosen):
            found.append(Raised(one, value, level))
    return found
