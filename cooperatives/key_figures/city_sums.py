"""The city's sums as of a day: each with how many cooperatives stand behind it, by source and date."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import gettext as _

from cooperatives.choices import FigureSource
from cooperatives.key_figures.figure_sets import NAMES, PEOPLE, CountedFigure, standing
from cooperatives.register import as_of
from core.text.formats import long_date, thousands


@dataclass(slots=True)
class FigureSum:
    """The sum of one figure. Money in whole rupiah; `parts` counts cooperatives by source and day."""

    total: int = 0
    parts: Counter[tuple[str, date | None]] = field(default_factory=Counter)

    @property
    def n(self) -> int:
        return self.parts.total()

    @property
    def days(self) -> set[date]:
        return {day for _source, day in self.parts if day}

    def add(self, one: CountedFigure) -> None:
        self.total += one.value
        self.parts[one.of.source, one.of.as_of] += 1

    def said_by(self, source: str, *, on: date | None = None, before: date | None = None) -> int:
        """How many cooperatives a source speaks for: of every day, of one, or of those before one."""
        return sum(
            n
            for (said, day), n in self.parts.items()
            if said == source and (on is None or day == on) and (before is None or (day is not None and day < before))
        )

    def in_words(self) -> list[str]:
        """For each source how many cooperatives it speaks for, and of which days; the most first."""
        found = []
        for source in FigureSource:
            n = self.said_by(source)
            days = {day for said, day in self.parts if said == source and day}
            if n:
                found.append((n, f"{thousands(n)} {SAID_BY[source]()}{_of_days(days)}"))
        return [text for _n, text in sorted(found, reverse=True)]


SAID_BY = {
    FigureSource.REGISTER: lambda: _("by the register"),
    FigureSource.HAND: lambda: _("typed by the office"),
    FigureSource.REPORT: lambda: _("by accepted reports"),
}


def _of_days(days: set[date]) -> str:
    if not days:
        return ""
    first, last = min(days), max(days)
    words = long_date(last) if first == last else f"{long_date(first)} – {long_date(last)}"
    return f" ({words})"


@dataclass(frozen=True, slots=True)
class CitySums:
    """What was known of the city as of a day: the counts, and the sum of each figure by its name."""

    day: date
    known_on: date | None
    counts: as_of.StatusCounts
    sums: dict[str, FigureSum]


def of(day: date, known_on: date | None = None, *, names: Iterable[str] = NAMES) -> CitySums:
    """Of the cooperatives that were registered and not dissolved, in four statements of SQL."""
    there = set(as_of.registered(day, known_on).values_list("pk", flat=True))
    found = {name: FigureSum() for name in names}
    for pk, figures in standing(day, known_on).items():
        if pk in there:
            for name in found.keys() & figures.keys():
                found[name].add(figures[name])
    _add_records(found, day, known_on)
    return CitySums(day, known_on, as_of.counts(day, known_on), found)


def _add_records(found: dict[str, FigureSum], day: date, known_on: date | None) -> None:
    """Those of which no set of figures was ever put: what their records say, as the register's, summed by day."""
    bare = as_of.registered(day, known_on).filter(key_figures=None).exclude(figures_as_of__gt=day).order_by()
    said = {f"said_{name}": _said(name) for name in found}
    sums = {f"sum_{name}": models.Sum(f"said_{name}") for name in found}
    counts = {f"n_{name}": models.Count(f"said_{name}") for name in found}
    for row in bare.annotate(**said).values("figures_as_of").annotate(**sums, **counts):
        for name, one in found.items():
            if row[f"n_{name}"]:
                one.total += int(row[f"sum_{name}"])
                one.parts[FigureSource.REGISTER, row["figures_as_of"]] += row[f"n_{name}"]


def _said(name: str) -> models.F | models.Case:
    """A column, or the sum of its two parts where both are given (figure_sets.fold)."""
    if name not in PEOPLE:
        return models.F(name)
    male, female = f"{name}_male", f"{name}_female"
    both = models.Q(**{f"{male}__isnull": False, f"{female}__isnull": False})
    return models.Case(models.When(both, then=models.F(male) + models.F(female)), default=models.F(name))
