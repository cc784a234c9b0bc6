"""Sums of the accepted reports of some quarters, and how many cooperatives stand behind each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models
from django.db.models import BigIntegerField, Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext_lazy as _

from core.charts import COUNT, RUPIAH, Measure
from core.database.statements import written
from reports.choices import State
from reports.models import Figure, Report
from reports.obligations.as_of import accepted, known, periods, without_merged
from reports.obligations.quarter import Quarter
from reports.summary.ratios import DEPOSITS
from solokop.city.day import Look
from solokop.city.figures.kept_counts import CityCounts


@dataclass(frozen=True, slots=True)
class CityFigure:
    """One of the sums, by the name of its column."""

    key: str
    label: Any
    explained: Any
    measure: Measure = RUPIAH


KINDS = (
    CityFigure("members", _("Members"), _("Members of the cooperatives at the end of the quarter (line IT)."), COUNT),
    CityFigure("assets", _("Assets"), _("All that the cooperatives own and are owed (line A).")),
    CityFigure("own_capital", _("Own capital"), _("Members’ deposits that stay, grants, reserves and surplus.")),
    CityFigure("loans", _("Loans"), _("Loans that members and others still owe, before the allowance (line Q).")),
    CityFigure("savings", _("Savings"), _("Savings and time deposits that the cooperatives owe their members.")),
    CityFigure("surplus", _("Surplus (SHU)"), _("Surplus from the beginning of the year to the end of the quarter.")),
)
NAMES = tuple(kind.key for kind in KINDS)


@dataclass(frozen=True, slots=True)
class QuarterSum:
    """One figure of one quarter; None where nobody has said it."""

    total: int | None
    n: int


@dataclass(frozen=True, slots=True)
class Quarters:
    """How many reports of each quarter are accepted, by kind the sum of their figures, and which quarters are plain."""

    accepted: dict[Quarter, int]
    figures: Mapping[str, dict[Quarter, QuarterSum]]
    plain: set[Quarter]


def with_figures(look: Look) -> QuerySet[Report]:
    """The accepted reports that counted, each with the columns of NAMES."""
    lines = Figure.objects.filter(report=OuterRef("pk"), line__in=DEPOSITS, column="").order_by()
    summed = lines.values("report").annotate(n=models.Sum("amount")).values("n")
    savings = Case(
        When(sums__isnull=False, then=F("sums__savings")),
        # Accepted since the last night, in which its sums will be kept.
        default=Subquery(summed),
        output_field=BigIntegerField(),
    )
    return without_merged(accepted(look.day), "obligation__cooperative").annotate(savings=savings)


def plain(look: Look) -> QuerySet[Report]:
    """As `with_figures`, where all that counted is in force and has its sums: what a database reads without a second
    look at each report.
    """
    in_force = known(look.day).filter(state=State.ACCEPTED)
    return without_merged(in_force, "obligation__cooperative").annotate(savings=F("sums__savings"))


def of(look: Look, quarters: Sequence[Quarter], counts: CityCounts) -> Quarters:
    """Three statements, and one more where a quarter is not plain. A report that was accepted by the end of the day has
    one version that counted then.
    """
    found = Quarters(
        dict.fromkeys(quarters, 0),
        {name: dict.fromkeys(quarters, QuarterSum(None, 0)) for name in NAMES},
        set(quarters),
    )
    for year, number, n, is_plain, *parts in counts.by_quarter("figures", quarters, partial(_summed, look)):
        quarter = Quarter(year, number)
        found.accepted[quarter] = n
        if not is_plain:
            found.plain.remove(quarter)
        for name, total, known_of in zip(NAMES, parts[::2], parts[1::2], strict=True):
            found.figures[name][quarter] = QuarterSum(total, known_of)
    return found


def _summed(look: Look, quarters: Sequence[Quarter]) -> list[Sequence[Any]]:
    """Of some quarters: how many reports, whether it is plain, and of each figure its sum and how many have said it."""
    opened = periods(quarters)
    by_period = {pk: [n, not late, *parts] for pk, late, n, *parts in _by_period(look, plain, opened)}
    amended = accepted(look.day).filter(state=State.SUPERSEDED, obligation__period__in=list(opened))
    slow = set(amended.order_by().values_list("obligation__period", flat=True))
    slow |= {pk for pk, (_n, is_plain, *_parts) in by_period.items() if not is_plain}
    if slow:
        by_period |= {pk: [n, False, *parts] for pk, _late, n, *parts in _by_period(look, with_figures, slow)}
    return [[opened[pk].year, opened[pk].number, *row] for pk, row in by_period.items()]


def _by_period(
    look: Look, reports: Callable[[Look], QuerySet[Report]], opened: Iterable[int]
) -> list[Sequence[int | None]]:
    """Of some periods: how many reports have no sums yet, how many reports there are, and the parts."""
    keys = sorted(opened)
    if not keys:
        return []

    def make() -> QuerySet[Report]:
        counted = reports(look).filter(obligation__period__in=keys).order_by()
        parts = {f"{what}_{name}": take(name) for name in NAMES for what, take in (("sum", models.Sum), ("n", Count))}
        late = Count("pk", filter=Q(sums=None, nil_reason=""))
        return counted.values_list("obligation__period").annotate(late=late, reports=Count("*"), **parts)

    return whole(written(("city sums", look.day, reports.__name__, tuple(keys)), make).rows())


def whole(rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """A sum of large numbers comes from PostgreSQL as a decimal."""
    return [[None if value is None else int(value) for value in row] for row in rows]
