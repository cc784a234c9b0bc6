"""All that the city page, its workbook and its paper say of a day: counted once, so that they say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from core.remember import remember
from solokop.city import coaching, figures, indicators, register, reporting, training, warned
from solokop.city.day import Look
from solokop.city.register import Register, Tally


@dataclass(frozen=True, slots=True)
class Delta:
    """A number of the day and what it was a quarter and a year before."""

    now: int
    a_quarter_ago: int
    a_year_ago: int

    @property
    def since_a_quarter(self) -> int:
        return self.now - self.a_quarter_ago

    @property
    def since_a_year(self) -> int:
        return self.now - self.a_year_ago


@dataclass(frozen=True, slots=True)
class City:
    look: Look
    register: Register
    deltas: dict[str, Delta]
    reporting: reporting.Reporting
    figures: figures.Figures
    coaching: coaching.Coaching
    training: training.Training
    warned: warned.Warned

    @property
    def all(self) -> Tally:
        return self.register.all

    @property
    def kkmp(self) -> Tally:
        return self.register.sum(lambda keys: keys["is_kkmp"])

    @property
    def indicators(self) -> Sequence[indicators.Standing]:
        year = self.look.day.year
        return indicators.of(indicators.Counted(year, self.register, self.reporting, self.coaching, self.training))


HEADLINES = ("total", "active", "not_active", "coached", "with_rat")


def of(look: Look, user) -> City:
    """In a number of statements that does not grow with the register; kept until the next write."""
    return remember(f"city-{look.day}", partial(_count, look, user))


def _count(look: Look, user) -> City:
    found = register.of(look)
    before, a_year = register.in_short(look.a_quarter_ago), register.in_short(look.a_year_ago)
    reports = reporting.of(look, user)
    now = found.all
    return City(
        look,
        found,
        {name: Delta(getattr(now, name), getattr(before, name), getattr(a_year, name)) for name in HEADLINES},
        reports,
        figures.of(look, reports.shown),
        coaching.of(look),
        training.of(look),
        warned.of(look),
    )
