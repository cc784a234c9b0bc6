"""All that the city page, its workbook and its paper say of a day: counted once, so that they say the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import areas, clock
from core.cache.remembered import remember
from reports.area import AREA as REPORTS
from solokop.city import day, indicators
from solokop.city.day import Look
from solokop.city.figures import coaching, kept_counts, money, register, reporting, sums, training, warnings
from solokop.city.figures.kept_counts import CityCounts
from solokop.city.figures.register import RegisterNumbers, RegisterTally
from supervision.warnings import report_sums


@dataclass(frozen=True, slots=True)
class Delta:
    """A number of the day and what it was a quarter and a year before; None where the two cannot be compared."""

    now: int
    a_quarter_ago: int | None
    a_year_ago: int | None

    @property
    def since_a_quarter(self) -> int | None:
        return None if self.a_quarter_ago is None else self.now - self.a_quarter_ago

    @property
    def since_a_year(self) -> int | None:
        return None if self.a_year_ago is None else self.now - self.a_year_ago


# Of more unknown ones than that, in a hundred, a change of active ones would be one of what is known.
MOST_UNKNOWN = 1


def _before(name: str, now: RegisterTally, then: RegisterTally, *, same_year: bool) -> int | None:
    """A number of an earlier day, where it is comparable with today's."""
    if name == "with_rat" and not same_year:
        # It is counted from January on.
        return None
    if name == "with_rat" and 100 * then.rat_unknown > MOST_UNKNOWN * then.total:
        return None
    unknown = max(now.unknown, then.unknown)
    if name in ("active", "not_active") and 100 * unknown > MOST_UNKNOWN * then.total:
        return None
    return int(getattr(then, name))


@dataclass(frozen=True, slots=True)
class CityPage:
    look: Look
    register: RegisterNumbers
    deltas: dict[str, Delta]
    reporting: reporting.Reporting
    figures: money.MoneyFigures
    coaching: coaching.Coaching
    training: training.TrainingFigures
    warned: warnings.Warned

    @property
    def all(self) -> RegisterTally:
        return self.register.all

    @property
    def kkmp(self) -> RegisterTally:
        return self.register.sum(lambda keys: keys["is_kkmp"])

    @property
    def indicators(self) -> Sequence[indicators.IndicatorStanding]:
        year = self.look.day.year
        return indicators.of(indicators.Counted(year, self.register, self.reporting, self.coaching, self.training))


HEADLINES = ("total", "active", "not_active", "coached", "with_rat")


def of(look: Look) -> CityPage:
    """In a number of statements that does not grow with the register; remembered until the next write."""
    return remember(f"city-{look.day}", lambda: count(look, kept_counts.of(look)))


def keep() -> bool:
    """Keep what takes long to count (figures/kept_counts.py), of today and of past days that are often asked for; says
    whether anything had to be counted.
    """
    looks = day.often_asked(clock.today())
    # What was accepted since the last time is counted quickly from now on.
    report_sums.take_missed()
    counted = [kept_counts.keep(look, count) for look in looks]
    kept_counts.forget(looks)
    return any(counted)


def count(look: Look, counts: CityCounts) -> CityPage:
    found = register.of(look)
    before, a_year = register.in_short(look.a_quarter_ago), register.in_short(look.a_year_ago)
    shown = reporting.shown_quarter(look) if areas.is_on(REPORTS.key) else None
    summed = sums.of(look, sorted({*look.quarters, *(then for _word, _now, then in money.pairs(shown))}), counts)
    now = found.all
    return CityPage(
        look,
        found,
        {
            name: Delta(
                getattr(now, name),
                _before(name, now, before, same_year=look.a_quarter_ago.day.year == look.day.year),
                # The same point of the year before.
                _before(name, now, a_year, same_year=True),
            )
            for name in HEADLINES
        },
        reporting.of(look, shown, summed.accepted, counts) if areas.is_on(REPORTS.key) else reporting.nothing(look),
        money.of(look, shown, summed, counts),
        coaching.of(look),
        training.of(look),
        warnings.of(look),
    )
