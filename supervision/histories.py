"""What is known of a cooperative quarter by quarter: the one thing that a flag looks at.

It comes from the database (supervision/warnings/report_sums.py) or from plain figures of others (`backtest/`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from reports.obligations.quarter import Quarter

YEAR = 4
# Quarters that a small line shows.
SHOWN = 8


def place_of(quarter: Quarter) -> int:
    """Quarters counted through, so that the one before is one less."""
    return quarter.year * YEAR + quarter.number - 1


def quarter_of(place: int) -> Quarter:
    return Quarter(place // YEAR, place % YEAR + 1)


@dataclass(frozen=True, slots=True)
class Facts:
    """One quarter of a cooperative: its sums by name (supervision/measures.py), none where nothing was sent."""

    place: int
    sums: Mapping[str, int | None] | None = None
    is_late: bool = False
    # How often its report was returned.
    returned: int = 0
    # All figures are those of the quarter before (check S3).
    is_same: bool = False
    # Nothing has come, and its day is not over: nothing can be said of it yet.
    is_open: bool = False

    @property
    def number(self) -> int:
        return self.place % YEAR + 1

    def get(self, name: str) -> int | None:
        return None if self.sums is None else self.sums.get(name)


@dataclass(frozen=True, slots=True)
class History:
    """The quarters of a cooperative in their order, as they were known at the end of one."""

    quarters: Mapping[int, Facts] = field(default_factory=dict)
    profile: str = ""
    # Days since the term of the board ended.
    term_over_days: int | None = None
    # Years for which no annual meeting was held.
    years_without_meeting: int | None = None
    # Withdrawals that were not paid, as officers have recorded them in the last year.
    unpaid_withdrawals: int | None = None

    @classmethod
    def of(cls, quarters: Iterable[Facts], **about) -> "History":
        return cls({facts.place: facts for facts in sorted(quarters, key=lambda facts: facts.place)}, **about)

    @property
    def last(self) -> int | None:
        """The newest quarter that was reported."""
        return next((place for place in reversed(self.quarters) if self.quarters[place].sums is not None), None)

    @property
    def newest(self) -> int | None:
        """The newest quarter of which something can be said: its report came, or its day is over."""
        return next((place for place in reversed(self.quarters) if not self.quarters[place].is_open), None)

    def until(self, place: int) -> "History":
        """The same as it was at the end of an earlier quarter. What is no quarter's is not known of then."""
        return History({at: facts for at, facts in self.quarters.items() if at <= place}, self.profile)

    def get(self, name: str, back: int = 0) -> int | None:
        """A sum of the newest quarter that was reported, or of so many quarters before it; None for a gap."""
        if self.last is None:
            return None
        facts = self.quarters.get(self.last - back)
        return facts.get(name) if facts else None

    def share(self, part: str, whole: str, back: int = 0) -> Fraction | None:
        """A part of a whole in percent; none of a whole that is unknown, zero or negative."""
        return percent(self.get(part, back), self.get(whole, back))

    def surplus(self, back: int = 0) -> int | None:
        """The surplus of one quarter, from those of the year to date."""
        now = self.get("surplus", back)
        if now is None or self.last is None or (self.last - back) % YEAR == 0:
            return now
        before = self.get("surplus", back + 1)
        return None if before is None else now - before

    def growth(self, name: str, back: int) -> Fraction | None:
        """By how many percent a sum has grown in so many quarters."""
        now, before = self.get(name), self.get(name, back)
        return None if now is None or before is None else percent(now - before, before)


def percent(part: int | None, whole: int | None) -> Fraction | None:
    return None if part is None or whole is None or whole <= 0 else Fraction(100 * part, whole)
