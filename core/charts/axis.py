"""An axis with round values: from below the smallest value to above the largest, zero among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

# More do not fit beside each other on a phone.
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Axis:
    """Round values from `low` to `high`, `step` apart, in the unit of the values."""

    low: int
    high: int
    step: int

    @property
    def ticks(self) -> list[int]:
        return list(range(self.low, self.high + 1, self.step))

    def share(self, value: int) -> float:
        """Where a value lies between both ends, in percent."""
        return round(100 * (value - self.low) / (self.high - self.low), 2)


def axis_of(values: Iterable[int]) -> Axis:
    """The axis of whole values with the smallest step of 1, 2 or 5 and zeros that needs at most six values."""
    known = [0, *values]
    low, high = min(known), max(known)
    if low == high:
        return Axis(0, 1, 1)
    for step in _steps():
        first, last = low // step, -(-high // step)
        if last - first < MOST_TICKS:
            return Axis(first * step, last * step, step)
    raise AssertionError


def _steps() -> Iterable[int]:
    return (figure * 10**zeros for zeros in count() for figure in (1, 2, 5))
