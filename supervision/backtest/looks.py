"""A look at one cooperative at the end of one quarter, and what came after it; counts of many looks."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from supervision.flags import CATALOGUE, Limits, look
from supervision.histories import History
from supervision.order import Key, key_of

SHARES = (0.02, 0.05, 0.1, 0.2)
# Of a normal distribution: 95 in 100 lie within so many deviations.
Z = 1.96


@dataclass(frozen=True, slots=True)
class BacktestLook:
    """What the list would have said then, and whether it failed within so many quarters, where that is known."""

    place: int
    order: Key
    flags: frozenset[str]
    failed: Mapping[int, bool]


def look_at(history: History, place: int, assets: int | None, limits: Mapping[str, Limits], failed) -> BacktestLook:
    raised = look(history, limits)
    return BacktestLook(place, key_of(raised, assets), frozenset(one.flag.key for one in raised), failed)


@dataclass(frozen=True, slots=True)
class ShareInterval:
    """So many of so many, with the interval in which the true share lies in 95 of 100 cases (Wilson)."""

    n: int
    of: int

    @property
    def value(self) -> float | None:
        return self.n / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if not self.of:
            return None
        share, n = self.n / self.of, self.of
        middle = share + Z**2 / (2 * n)
        half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
        return max(0.0, (middle - half) / (1 + Z**2 / n)), min(1.0, (middle + half) / (1 + Z**2 / n))


@dataclass(frozen=True, slots=True)
class OfFlag:
    """A flag: raised and failed, raised and not failed, failed without it."""

    key: str
    hits: int
    false_alarms: int
    missed: int

    @property
    def found(self) -> ShareInterval:
        """Of those that failed."""
        return ShareInterval(self.hits, self.hits + self.missed)

    @property
    def right(self) -> ShareInterval:
        """Of those for which it was raised."""
        return ShareInterval(self.hits, self.hits + self.false_alarms)


@dataclass(frozen=True, slots=True)
class LooksTable:
    """What came of the looks within so many quarters."""

    within: int
    looks: int
    failures: int
    # Of the failures, those in the first part of the list of their quarter, by the part.
    first: Mapping[float, ShareInterval]
    flags: Sequence[OfFlag]


def table(looks: Iterable[BacktestLook], within: int) -> LooksTable:
    """Looks of which it is known what came within so many quarters. Each quarter is a list of its own."""
    known = [one for one in looks if within in one.failed]
    failures = [one for one in known if one.failed[within]]
    return LooksTable(
        within,
        len(known),
        len(failures),
        {share: ShareInterval(_among_first(known, share, within), len(failures)) for share in SHARES},
        [_of_flag(key, known, within) for key in CATALOGUE if any(key in one.flags for one in known)],
    )


def _among_first(looks: Sequence[BacktestLook], share: float, within: int) -> int:
    lists: dict[int, list[BacktestLook]] = {}
    for one in looks:
        lists.setdefault(one.place, []).append(one)
    n = 0
    for rows in lists.values():
        rows.sort(key=lambda one: one.order)
        n += sum(one.failed[within] for one in rows[: int(len(rows) * share)])
    return n


def _of_flag(key: str, looks: Sequence[BacktestLook], within: int) -> OfFlag:
    raised = [one.failed[within] for one in looks if key in one.flags]
    missed = sum(one.failed[within] for one in looks if key not in one.flags)
    return OfFlag(key, sum(raised), len(raised) - sum(raised), missed)
