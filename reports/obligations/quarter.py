"""A quarter of a year, and when its report is due (DOMAIN.md 2.3)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import total_ordering
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from core.text.formats import long_date

ROMAN = ("I", "II", "III", "IV")


@total_ordering
@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter; `Quarter(2026, 2)` is Triwulan II 2026. Raises ValueError outside 1950 to 2099 or 1 to 4."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1950 <= self.year <= 2099:
            raise ValueError(_("The year must lie between 1950 and 2099."))
        if not 1 <= self.number <= 4:
            raise ValueError(_("A quarter is a number from 1 to 4."))

    def __lt__(self, other: "Quarter") -> bool:
        return (self.year, self.number) < (other.year, other.number)

    def __str__(self) -> str:
        return self.slug

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """The quarter of `2026-2`. Raises ValueError."""
        match = re.fullmatch(r"([0-9]{4})-([0-9])", text.strip())
        if not match:
            raise ValueError(_("A quarter is written as year and number, for instance 2026-2."))
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter in which a day lies."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def slug(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def label(self) -> str:
        return _("Quarter {number} {year}").format(number=ROMAN[self.number - 1], year=self.year)

    @property
    def short_label(self) -> str:
        return _("Q{number} {year}").format(number=ROMAN[self.number - 1], year=self.year)

    @property
    def position_label(self) -> str:
        return _("position as of {day}").format(day=long_date(self.end))

    @property
    def start(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        return self.next.start - timedelta(days=1) if self.number < 4 else date(self.year, 12, 31)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def previous(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def a_year_before(self) -> "Quarter":
        return Quarter(self.year - 1, self.number)

    @property
    def end_of_last_year(self) -> "Quarter":
        return Quarter(self.year - 1, 4)


@dataclass(frozen=True, slots=True)
class DueRules:
    """The office's rules in force: stored with each period that they produced."""

    due_day: int = 20
    grace_days: int = 0
    shift_to_working_day: bool = False
    fourth_by_annual_report: bool = False

    def due_on(self, quarter: Quarter, holidays: Collection[date] = ()) -> date:
        """The last day for the report: of quarter IV either its own, or 30 April with the annual report."""
        first = quarter.end + timedelta(days=1)
        due = first.replace(day=self.due_day)
        if quarter.number == 4 and self.fourth_by_annual_report:
            due = date(quarter.year + 1, 4, 30)
        while self.shift_to_working_day and (due.weekday() >= 5 or due in holidays):
            due += timedelta(days=1)
        return due


def local_day(moment: datetime) -> date:
    """The day in Solo: a due date ends at 23:59:59 WIB."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
