"""What was counted of the quarters some time ago, kept in the database: a day touches few of twenty quarters.

A country has millions of reports, and to look at each takes seconds. What was kept holds for the day of which it was
counted, and for the quarters that nothing has happened to since (touched_quarters.py); others are counted again. Kept
are today, and the days of the past that people ask for: the ends of quarters and years.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import clock
from core.database import named_locks
from reports.obligations.quarter import Quarter
from solokop.city.day import Look
from solokop.city.figures import touched_quarters
from solokop.city.figures.touched_quarters import Touched
from supervision.models import KeptCount

Rows = list[Sequence[Any]]


class CityCounts:
    """Counts each time; the other two classes answer from what was kept, and keep."""

    def by_quarter(self, name: str, quarters: Sequence[Quarter], count: Callable[[Sequence[Quarter]], Rows]) -> Rows:
        """Rows that begin with the year and the number of a quarter."""
        return count(quarters)

    def whole(
        self, name: str, quarters: Sequence[Quarter], count: Callable[[], Rows], *, of_register: bool = False
    ) -> Rows:
        """Rows of the first of some quarters, which depend on all of them, and on the register's records or not."""
        return count()


class KeptCityCounts(CityCounts):
    def __init__(self, found: Iterable[KeptCount], changes: Touched):
        self.found: dict[tuple[str, str], Rows] = {(one.name, one.quarter): one.rows for one in found}
        self.changes = changes

    def by_quarter(self, name: str, quarters: Sequence[Quarter], count: Callable[[Sequence[Quarter]], Rows]) -> Rows:
        rows, left = [], []
        for quarter in quarters:
            if self._holds(name, quarter, [quarter]):
                rows += self.found[name, quarter.slug]
            else:
                left.append(quarter)
        return [*rows, *(count(left) if left else [])]

    def whole(
        self, name: str, quarters: Sequence[Quarter], count: Callable[[], Rows], *, of_register: bool = False
    ) -> Rows:
        is_told = of_register and self.changes.register
        return (
            self.found[name, quarters[0].slug] if self._holds(name, quarters[0], quarters) and not is_told else count()
        )

    def _holds(self, name: str, quarter: Quarter, needed: Iterable[Quarter]) -> bool:
        is_kept = (name, quarter.slug) in self.found
        return is_kept and not self.changes.all and self.changes.quarters.isdisjoint(needed)


class Keeper(CityCounts):
    """Counts and notes what it has counted."""

    def __init__(self) -> None:
        self.counted: dict[tuple[str, str], Rows] = {}

    def by_quarter(self, name: str, quarters: Sequence[Quarter], count: Callable[[Sequence[Quarter]], Rows]) -> Rows:
        rows = count(quarters)
        self.counted |= {(name, quarter.slug): [] for quarter in quarters}
        for row in rows:
            self.counted[name, Quarter(row[0], row[1]).slug].append(row)
        return rows

    def whole(
        self, name: str, quarters: Sequence[Quarter], count: Callable[[], Rows], *, of_register: bool = False
    ) -> Rows:
        self.counted[name, quarters[0].slug] = rows = count()
        return rows

    @transaction.atomic
    def save(self, look: Look, began: datetime) -> None:
        """Keep what was counted of a day since a moment; what was kept of it before is gone."""
        named_locks.hold("city counts")
        KeptCount.objects.filter(day=look.day).delete()
        KeptCount.objects.bulk_create(
            [
                KeptCount(
                    name=name,
                    quarter=quarter,
                    day=look.day,
                    is_over=not look.is_today,
                    version=settings.VERSION,
                    counted_at=began,
                    rows=rows,
                )
                for (name, quarter), rows in self.counted.items()
            ]
        )


def of(look: Look) -> CityCounts:
    """What is kept of a day. What was kept of it before it was over says what was missing by then, not at its end."""
    found = list(KeptCount.objects.filter(day=look.day, is_over=not look.is_today, version=settings.VERSION))
    return (
        KeptCityCounts(found, touched_quarters.since(min(one.counted_at for one in found))) if found else CityCounts()
    )


def holds(look: Look) -> bool:
    """Whether all that is kept of a day still holds. Of the past it is looked at once a day."""
    kept = of(look)
    if look.is_today or not isinstance(kept, KeptCityCounts):
        return isinstance(kept, KeptCityCounts) and kept.changes == Touched()
    return not KeptCount.objects.filter(day=look.day, counted_at__lt=clock.start_of(look.today)).exists()


def keep(look: Look, count: Callable[[Look, CityCounts], Any]) -> bool:
    """Keep what `count` counts of a day, unless all that is kept still holds; says whether it has counted."""
    if holds(look):
        return False
    # By the clock of the events, which the demo does not move.
    began, keeper = timezone.now(), Keeper()
    count(look, keeper)
    keeper.save(look, began)
    return True


def forget(looks: Iterable[Look]) -> None:
    """What is kept of other days than these is kept no longer."""
    KeptCount.objects.exclude(day__in=[look.day for look in looks]).delete()
