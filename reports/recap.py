"""The row of Kota Surakarta in the provincial recap (DOMAIN.md 1.1, REGISTER_HEADERS H8), money in million rupiah.

As of the last day of the quarter, out of what is known now or was known at the end of another day: the status by its
history, each figure by the newest that counts of that day, report or register alike (cooperatives/figure_sets.py).
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from cooperatives import as_of
from cooperatives.choices import FigureSource
from cooperatives.figure_sets import MONEY, Standing, standing
from reports.models import Period

# A report of a quarter before, as a source apart.
EARLIER = "earlier"
# Members, managers and employees in the order of the province's form.
BY_SEX = tuple(f"{whole}{sex}" for whole in ("members", "managers", "employees") for sex in ("_male", "_female", ""))


@dataclass(slots=True)
class Figure:
    """One sum of the row, and where its parts come from; `of` cooperatives say nothing else."""

    total: int = 0
    sources: Counter[str] = field(default_factory=Counter)
    days: set[date] = field(default_factory=set)

    @property
    def n(self) -> int:
        return self.sources.total()

    @property
    def reported(self) -> int:
        """How many are said by the accepted report of this quarter."""
        return self.sources[FigureSource.REPORT]

    def add(self, one: Standing, *, quarter_end: date) -> None:
        self.total += one.value
        source = one.of.source
        earlier = source == FigureSource.REPORT and one.of.as_of != quarter_end
        self.sources[EARLIER if earlier else source] += 1
        if one.of.as_of:
            self.days.add(one.of.as_of)


@dataclass(frozen=True, slots=True)
class Recap:
    """What the row says: the counts, and each sum by the name of its figure. Money in whole rupiah."""

    day: date
    known_on: date | None
    counts: as_of.Counts
    figures: dict[str, Figure]


def of(period: Period, known_on: date | None = None) -> Recap:
    """The recap of a quarter, in three statements of SQL."""
    day = period.value.end
    there = set(as_of.registered(day, known_on).values_list("pk", flat=True))
    found = {name: Figure() for name in (*BY_SEX, *MONEY)}
    for pk, figures in standing(day, known_on).items():
        if pk in there:
            for name in found.keys() & figures.keys():
                found[name].add(figures[name], quarter_end=day)
    return Recap(day, known_on, as_of.counts(day, known_on), found)
