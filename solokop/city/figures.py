"""Money and members of the city by quarter, from accepted reports: how many stand behind a sum, and what has changed.

Beside the raw change stands that of the same cooperatives in both quarters: a sum grows when more of them report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, OuterRef, QuerySet, Subquery, Sum, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.charts import COUNT, RUPIAH, Measure
from core.statements import written
from reports.models import Figure, Report
from reports.periods import Quarter
from reports.ratios import DEPOSITS
from solokop.city.day import Look
from solokop.city.reporting import accepted, of_quarters


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
    return accepted(look).filter(obligation__cooperative__merged_into=None).annotate(savings=savings)


PERIOD = ("obligation__period__year", "obligation__period__quarter")


def of(look: Look, shown: Quarter | None) -> Figures:
    """Two statements: the sums of the quarters, and the figures of three quarters for the same cooperatives."""

    def make() -> QuerySet[Report]:
        counted = with_figures(look).filter(of_quarters(wanted, "obligation__period__")).order_by()
        parts = {f"{what}_{name}": taken(name) for name in NAMES for what, taken in (("sum", Sum), ("n", Count))}
        return counted.values_list(*PERIOD).annotate(**parts)

    # That of a year before the shown one may lie before the eight.
    wanted = sorted({*look.quarters, *([shown.a_year_before] if shown else [])})
    quarters = {name: dict.fromkeys(wanted, Sums(None, 0)) for name in NAMES}
    for year, number, *parts in written(("city sums", look.day, tuple(wanted)), make).rows():
        for name, total, n in zip(NAMES, parts[::2], parts[1::2], strict=True):
            # A sum of large numbers comes as a decimal.
            quarters[name][Quarter(year, number)] = Sums(None if total is None else int(total), n)
    changes = _changes(look, shown, quarters) if shown else {name: [] for name in NAMES}
    eight = {name: {quarter: sums[quarter] for quarter in look.quarters} for name, sums in quarters.items()}
    return Figures(eight, changes)


def _changes(look: Look, shown: Quarter, sums: Mapping[str, Mapping[Quarter, Sums]]) -> dict[str, list[Change]]:
    earlier = [shown.previous, shown.a_year_before]
    found: dict[Quarter, dict[int, Sequence[int | None]]] = {quarter: {} for quarter in (shown, *earlier)}

    def make() -> QuerySet[Report]:
        rows = with_figures(look).filter(of_quarters(list(found), "obligation__period__"))
        return rows.order_by().values_list(*PERIOD, "obligation__cooperative", *NAMES)

    for year, number, cooperative, *values in written(("city figures", look.day, shown), make).rows():
        found[Quarter(year, number)][cooperative] = values
    return {name: [_change(name, found, shown, before, sums[name]) for before in earlier] for name in NAMES}


def _change(
    name: str,
    found: Mapping[Quarter, Mapping[int, Sequence[int | None]]],
    shown: Quarter,
    since: Quarter,
    sums: Mapping[Quarter, Sums],
) -> Change:
    at = NAMES.index(name)
    before = found[since]
    pairs = [
        (now, then)
        for cooperative, values in found[shown].items()
        if (now := values[at]) is not None and cooperative in before and (then := before[cooperative][at]) is not None
    ]
    total_now, total_then = sums[shown].total, sums[since].total if since in sums else None
    raw = None if total_now is None or total_then is None else total_now - total_then
    same_before = sum(then for _now, then in pairs)
    same = sum(now for now, _then in pairs) - same_before if pairs else None
    return Change(since, raw, same, len(pairs), same_before)
