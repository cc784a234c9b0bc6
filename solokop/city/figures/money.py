"""Money and members of the city by quarter, from accepted reports, and what has changed.

Beside the raw change stands that of the same cooperatives in both quarters: a sum grows when more of them report.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from core.database.statements import SqlStatement, written
from reports.models import Report
from reports.obligations.as_of import periods
from reports.obligations.quarter import Quarter
from solokop.city.day import Look
from solokop.city.figures import sums
from solokop.city.figures.kept_counts import CityCounts
from solokop.city.figures.sums import NAMES, QuarterSum


@dataclass(frozen=True, slots=True)
class SumChange:
    """From an earlier quarter: all that reported, and the `n` cooperatives that have a figure in both."""

    since: Quarter
    raw: int | None
    same: int | None
    n: int
    # Of these the sum of before, for the percentage.
    same_before: int

    @property
    def heading(self) -> str:
        return gettext("Since {quarter}").format(quarter=self.since.short_label)

    @property
    def same_percent(self) -> float | None:
        return 100 * self.same / self.same_before if self.same is not None and self.same_before > 0 else None


@dataclass(frozen=True, slots=True)
class MoneyFigures:
    """By kind: the sums of each quarter, and what has changed since the quarter and the year before the shown one."""

    quarters: Mapping[str, dict[Quarter, QuarterSum]]
    changes: Mapping[str, list[SumChange]]


def of(look: Look, shown: Quarter | None, summed: sums.Quarters, counts: CityCounts) -> MoneyFigures:
    """Four statements: the sums of the same cooperatives in the shown quarter and in an earlier one."""
    changes: dict[str, list[SumChange]] = {name: [] for name in NAMES}
    for word, now, then in pairs(shown):
        reports = sums.plain if summed.plain.issuperset([now, then]) else sums.with_figures
        [same] = counts.whole(f"same, {word}", [now, then], partial(_same, look, reports, now, then))
        for n, name in enumerate(NAMES):
            changes[name].append(_change(summed.figures[name], now, then, same[3 * n : 3 * n + 3]))
    eight = {name: {quarter: found[quarter] for quarter in look.quarters} for name, found in summed.figures.items()}
    return MoneyFigures(eight, changes)


def pairs(shown: Quarter | None) -> list[tuple[str, Quarter, Quarter]]:
    """The shown quarter and those that it is compared with. That of a year before may lie before the eight."""
    return [("quarter", shown, shown.previous), ("year", shown, shown.a_year_before)] if shown else []


# Of those that have a figure in both quarters: both sums, and how many they are.
PARTS = (
    "SUM(CASE WHEN earlier.{name} IS NOT NULL THEN shown.{name} END)",
    "SUM(CASE WHEN shown.{name} IS NOT NULL THEN earlier.{name} END)",
    "COUNT(shown.{name} + earlier.{name})",
)
SAME = ", ".join(part.format(name=name) for name in NAMES for part in PARTS)
COOPERATIVE = "obligation__cooperative"


def _same(
    look: Look, reports: Callable[[Look], QuerySet[Report]], shown: Quarter, earlier: Quarter
) -> list[Sequence[Any]]:
    """One row: PARTS of each figure."""

    keys = {quarter: pk for pk, quarter in periods([shown, earlier]).items()}
    if earlier not in keys:
        return [[None] * len(PARTS) * len(NAMES)]

    def rows(quarter: Quarter) -> QuerySet[Report]:
        found = reports(look).filter(obligation__period=keys[quarter]).order_by()
        return found.values_list(COOPERATIVE, *NAMES)

    def make() -> SqlStatement:
        return SqlStatement.joining(SAME, COOPERATIVE, shown=rows(shown), earlier=rows(earlier))

    return sums.whole(written(("city same", look.day, reports.__name__, keys[shown], keys[earlier]), make).rows())


def _change(
    found: Mapping[Quarter, QuarterSum], shown: Quarter, earlier: Quarter, same: Sequence[int | None]
) -> SumChange:
    now, before, n = same
    total_now, total_then = found[shown].total, found[earlier].total
    raw = None if total_now is None or total_then is None else total_now - total_then
    is_same = now is not None and before is not None
    return SumChange(earlier, raw, now - before if is_same else None, n or 0, before or 0)
