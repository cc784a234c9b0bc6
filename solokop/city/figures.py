"""Money and members of the city by quarter, from accepted reports: how many stand behind a sum, and what has changed.

Beside the raw change stands that of the same cooperatives in both quarters: a sum grows when more of them report.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, Max, OuterRef, QuerySet, Subquery, Sum, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.charts import COUNT, RUPIAH, Measure
from core.statements import written
from reports.as_of import accepted, of_quarters
from reports.models import Figure, Report
from reports.periods import Quarter
from reports.ratios import DEPOSITS
from solokop.city.day import Look
from solokop.city.kept import Counts


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the sums, by the name of its column."""

    key: str
    label: Any
    explained: Any
    measure: Measure = RUPIAH


KINDS = (
    Kind("members", _("Members"), _("Members of the cooperatives at the end of the quarter (line IT)."), COUNT),
    Kind("assets", _("Assets"), _("All that the cooperatives own and are owed (line A).")),
    Kind("own_capital", _("Own capital"), _("Members’ deposits that stay, grants, reserves and surplus.")),
    Kind("loans", _("Loans"), _("Loans that members and others still owe, before the allowance (line Q).")),
    Kind("savings", _("Savings"), _("Savings and time deposits that the cooperatives owe their members.")),
    Kind("surplus", _("Surplus (SHU)"), _("Surplus from the beginning of the year to the end of the quarter.")),
)
NAMES = tuple(kind.key for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Sums:
    """One figure of one quarter; None where nobody has said it."""

    total: int | None
    n: int


@dataclass(frozen=True, slots=True)
class Change:
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
class Figures:
    """By kind: the sums of each quarter, and what has changed since the quarter and the year before the shown one."""

    quarters: Mapping[str, dict[Quarter, Sums]]
    changes: Mapping[str, list[Change]]


def with_figures(look: Look) -> QuerySet[Report]:
    """The accepted reports that counted, each with the columns of NAMES."""
    lines = Figure.objects.filter(report=OuterRef("pk"), line__in=DEPOSITS, column="").order_by()
    summed = lines.values("report").annotate(n=Sum("amount")).values("n")
    savings = Case(
        When(sums__isnull=False, then=F("sums__savings")),
        # Accepted since the last night, in which its sums will be kept.
        default=Subquery(summed),
        output_field=BigIntegerField(),
    )
    return accepted(look.day).filter(obligation__cooperative__merged_into=None).annotate(savings=savings)


PERIOD = ("obligation__period__year", "obligation__period__quarter")


def of(look: Look, shown: Quarter | None, counts: Counts) -> Figures:
    """Two statements: the sums of the quarters, and those of the same cooperatives in two of them."""
    # That of a year before the shown one may lie before the eight.
    wanted = sorted({*look.quarters, *([shown.a_year_before] if shown else [])})
    quarters = {name: dict.fromkeys(wanted, Sums(None, 0)) for name in NAMES}
    for year, number, *parts in counts.by_quarter("sums", wanted, partial(_summed, look)):
        for name, total, n in zip(NAMES, parts[::2], parts[1::2], strict=True):
            quarters[name][Quarter(year, number)] = Sums(total, n)
    changes = _changes(look, shown, quarters, counts) if shown else {name: [] for name in NAMES}
    eight = {name: {quarter: sums[quarter] for quarter in look.quarters} for name, sums in quarters.items()}
    return Figures(eight, changes)


def _summed(look: Look, quarters: Sequence[Quarter]) -> list[Sequence[Any]]:
    """Of some quarters: of each figure its sum and how many have said it."""

    def make() -> QuerySet[Report]:
        counted = with_figures(look).filter(of_quarters(quarters, "obligation__period__")).order_by()
        parts = {f"{what}_{name}": taken(name) for name in NAMES for what, taken in (("sum", Sum), ("n", Count))}
        return counted.values_list(*PERIOD).annotate(**parts)

    return _whole(written(("city sums", look.day, tuple(quarters)), make).rows())


def _whole(rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """A sum of large numbers comes from PostgreSQL as a decimal."""
    return [[None if value is None else int(value) for value in row] for row in rows]


def _changes(
    look: Look, shown: Quarter, sums: Mapping[str, Mapping[Quarter, Sums]], counts: Counts
) -> dict[str, list[Change]]:
    earlier = [shown.previous, shown.a_year_before]
    quarters = [shown, *earlier]
    same = iter(counts.whole("same", quarters, partial(_same, look, quarters))[0])
    return {
        name: [_change(sums[name], shown, before, islice(same, len(SAME_PARTS))) for before in earlier]
        for name in NAMES
    }


def _same(look: Look, quarters: Sequence[Quarter]) -> list[Sequence[Any]]:
    """One row: SAME_PARTS of each figure and of each of the earlier quarters."""
    return _whole(written(("city same", look.day, quarters[0]), partial(_by_cooperative, look, quarters), SAME).rows())


def _by_cooperative(look: Look, quarters: Sequence[Quarter]) -> QuerySet[Report, dict[str, Any]]:
    """Of each cooperative its figures in each of the quarters, as columns of the kind assets_0, assets_1."""
    counted = with_figures(look).filter(of_quarters(quarters, "obligation__period__")).order_by()
    # There is one report of a quarter: the largest is that one.
    figures = {
        f"{name}_{n}": Max(name, filter=of_quarters([quarter], "obligation__period__"))
        for name in NAMES
        for n, quarter in enumerate(quarters)
    }
    return counted.values("obligation__cooperative").annotate(**figures)


# Of those that have a figure in the shown quarter (0) and in an earlier one: both sums, and how many they are.
SAME_PARTS = (
    "SUM(CASE WHEN {name}_{n} IS NOT NULL THEN {name}_0 END)",
    "SUM(CASE WHEN {name}_0 IS NOT NULL THEN {name}_{n} END)",
    "COUNT({name}_0 + {name}_{n})",
)
SAME = ", ".join(part.format(name=name, n=n) for name in NAMES for n in (1, 2) for part in SAME_PARTS)


def _change(sums: Mapping[Quarter, Sums], shown: Quarter, since: Quarter, same: Iterable[int | None]) -> Change:
    now, before, n = same
    total_now, total_then = sums[shown].total, sums[since].total if since in sums else None
    raw = None if total_now is None or total_then is None else total_now - total_then
    is_same = now is not None and before is not None
    return Change(since, raw, now - before if is_same else None, n or 0, before or 0)
