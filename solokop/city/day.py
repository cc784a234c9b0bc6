"""The day that a page of the city is asked for, and the days that it is set beside."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from core import clock
from core.text.parsing import iso_day
from reports.obligations.quarter import Quarter

QUARTERS = 8
# Of the page for everybody, the running one among them.
YEARS = 6
# Eight quarters before it are the first that there are (reports/obligations/quarter.py).
FIRST = date(1952, 1, 1)


@dataclass(frozen=True, slots=True)
class Look:
    """As of the end of a day (WIB). `refused` is what was asked for where that is no day of the past."""

    day: date
    today: date
    refused: str = ""

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def end(self) -> datetime:
        """The first moment after the day."""
        return clock.start_of(self.day + timedelta(days=1))

    @property
    def a_quarter_ago(self) -> "Look":
        return Look(months_before(self.day, 3), self.today)

    @property
    def a_year_ago(self) -> "Look":
        return Look(months_before(self.day, 12), self.today)

    @property
    def quarters(self) -> list[Quarter]:
        """The eight quarters up to the one in which the day lies, the oldest first."""
        found = [Quarter.of(self.day)]
        while len(found) < QUARTERS:
            found.append(found[-1].previous)
        return found[::-1]

    @property
    def last_day(self) -> date:
        """The last day that was over: yesterday today, the day itself of the past."""
        return self.day - timedelta(days=1) if self.is_today else self.day

    def is_running(self, quarter: Quarter) -> bool:
        return quarter.end > self.last_day

    def address(self, name: str, **chosen: str) -> str:
        """The address of a page of the city that keeps the day."""
        kept = chosen if self.is_today else chosen | {"on": self.day.isoformat()}
        return f"{reverse(name)}?{urlencode(kept)}" if kept else reverse(name)


def often_asked(today: date) -> list[Look]:
    """Today, and the ends of the quarters and years that the pages offer, the newest first."""
    quarters = [quarter.end for quarter in Look(today, today).quarters]
    years = [date(today.year - n, 12, 31) for n in range(YEARS)]
    past = sorted({end for end in (*quarters, *years) if end < today}, reverse=True)
    return [Look(end, today) for end in (today, *past)]


def months_before(day: date, n: int) -> date:
    """The same day so many months earlier; the last of a month stays the last of its month."""
    months = day.year * 12 + day.month - 1 - n
    year, month = months // 12, months % 12 + 1
    last = monthrange(year, month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month, last if is_last else min(day.day, last))


def read(params: QueryDict) -> Look:
    """The day of `on`, written as 2025-12-31; today without one, and where that is no day up to today."""
    today, text = clock.today(), params.get("on", "").strip()
    if not text:
        return Look(today, today)
    try:
        day = iso_day(text)
    except ValueError:
        return Look(today, today, text[:40])
    return Look(day, today) if FIRST <= day <= today else Look(today, today, text[:40])
