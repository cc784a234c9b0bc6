"""The quarters after a cooperative was made active again: whether it reports on time, and when the watch is over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import office
from revival.choices import BACK
from revival.models import Case, Reactivation


@dataclass(frozen=True, slots=True)
class WatchedQuarter:
    """A quarter that was asked for since: its name, how its report stands (tone, symbol, word), the page, and whether
    it was in time; None while that is open.
    """

    label: str
    look: tuple[str, str, Any]
    url: str
    is_in_time: bool | None


@dataclass(frozen=True, slots=True)
class Watch:
    """The watch over a case: since when, the quarters, and how many in time it takes."""

    since: date
    quarters: list[WatchedQuarter]
    wanted: int

    @property
    def in_time(self) -> int:
        return sum(one.is_in_time is True for one in self.quarters)

    @property
    def is_over(self) -> bool:
        """Enough quarters in time and none late: an officer may end the case well."""
        return self.in_time >= self.wanted and not self.has_failed

    @property
    def has_failed(self) -> bool:
        """A quarter was late: back to the plan is proposed."""
        return any(one.is_in_time is False for one in self.quarters)


# Quarters of a cooperative, by its key, that were asked for since a day, the oldest first; reports add theirs.
SOURCES: list[Callable[[int, date], list[WatchedQuarter]]] = []


def of(case: Case) -> Watch | None:
    """The watch over an open case, None for one that is not active again."""
    if not case.is_open or case.stage not in BACK:
        return None
    newest = Reactivation.objects.filter(case=case).first()
    since = newest.on if newest else case.stage_on
    quarters = [one for source in SOURCES for one in source(case.cooperative_id, since)]
    return Watch(since, quarters, office.value("revival_watch_quarters"))
