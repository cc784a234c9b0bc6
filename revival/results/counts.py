"""Does coaching help? The funnel of cases, by kecamatan, cause and adviser, and the days from stage to stage."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.between import DaysUntil
from revival import milestones, signs
from revival.choices import CauseCode, Stage
from revival.models import Case, Move, Programme

# Those of the funnel that stand in the tables beside it.
BESIDE = ("visited", "planned", "active", "dissolved")
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its name, what chooses its cases in their list (nothing where that cannot), how many were
    opened, and how far they have come.
    """

    name: str
    chosen: dict[str, str]
    opened: int
    counts: list[tuple[str, int]]


def cases_of(user: User, programme: Programme | None, adviser: User | None) -> QuerySet[Case]:
    rows = Case.objects.visible_to(user)
    if programme:
        rows = rows.filter(programme=programme)
    return rows.filter(adviser=adviser) if adviser else rows


def far(rows: QuerySet[Case]) -> dict[str, int]:
    """How many cases have come to each milestone, "" for all that were opened, in one statement."""
    used, today = milestones.in_use(), clock.today()
    conditions = {f"n_{one.key}": Count("pk", filter=one.condition(today)) for one in used}
    counted = rows.order_by().aggregate(opened=Count("pk"), **conditions)
    return {"": counted["opened"], **{one.key: counted[f"n_{one.key}"] for one in used}}


def named(found: Mapping[str, int]) -> list[tuple[str, Any, int]]:
    """Key, label and number of each milestone, all opened ones first."""
    labels = {"": _("Opened"), **{one.key: one.label for one in milestones.in_use()}}
    return [(key, label, found.get(key, 0)) for key, label in labels.items()]


def funnel(rows: QuerySet[Case]) -> list[tuple[str, Any, int]]:
    return named(far(rows))


def by_district(rows: QuerySet[Case]) -> list[Row]:
    found = _grouped(rows, "cooperative__district", "cooperative__district__name")
    return [_row(one, one["cooperative__district__name"] or _("Not known"), "district") for one in found]


def by_village(rows: QuerySet[Case]) -> dict[int, tuple[int, int]]:
    """Of each village, by key: how many were opened, and how many are active again."""
    found = _grouped(rows.exclude(cooperative__village=None), "cooperative__village")
    return {one["key"]: (one["opened"], one["n_active"]) for one in found}


def by_adviser(rows: QuerySet[Case]) -> list[Row]:
    found = _grouped(rows, "adviser", "adviser__name")
    return [_row(one, one["adviser__name"] or _("nobody"), "adviser") for one in found]


def by_cause(rows: QuerySet[Case]) -> list[Row]:
    """A case with two causes stands in two lines."""
    found = _grouped(rows.exclude(causes=None), "causes__code")
    labels = dict(CauseCode.choices)
    return [_row(one, str(labels.get(one["causes__code"], one["causes__code"])), "cause") for one in found]


def _villages(rows: QuerySet[Case]) -> list[Row]:
    found = _grouped(rows, "cooperative__village", "cooperative__village__name")
    return [_row(one, one["cooperative__village__name"] or _("Not known"), "village") for one in found]


def _grouped(rows: QuerySet[Case], key: str, *more: str) -> list[dict[str, Any]]:
    today = clock.today()
    used = {one.key: one.condition(today) for one in milestones.in_use() if one.key in BESIDE}
    counts = {f"n_{name}": Count("pk", filter=condition, distinct=True) for name, condition in used.items()}
    grouped = rows.order_by().annotate(key=F(key)).values("key", *({key, *more}))
    return list(grouped.annotate(opened=Count("pk", distinct=True), **counts).order_by("-opened", *more))


def _row(one: dict[str, Any], name: str, filter_key: str) -> Row:
    # Only who is in charge can be asked for as nobody.
    chosen = {filter_key: str(one["key"])} if one["key"] is not None else {}
    if one["key"] is None and filter_key == "adviser":
        chosen = {filter_key: "none"}
    counts = [(key, one[f"n_{key}"]) for key in BESIDE if f"n_{key}" in one]
    return Row(name, chosen, one["opened"], counts)


def heads() -> list[Any]:
    """The labels of the columns beside a table's names."""
    labels = {one.key: one.label for one in milestones.in_use()}
    return [_("Opened"), *(labels[key] for key in BESIDE if key in labels)]


def days_in_stages(rows: QuerySet[Case]) -> list[tuple[str, int, int]]:
    """Of each stage that cases have left: its name, the median of days in it, and of how many cases."""
    moves = Move.objects.filter(case__in=rows.order_by().values("pk"), taken_back_at=None).order_by()
    spent: dict[str, list[tuple[int, int]]] = {}
    # As many rows as there are different numbers of days, however many cases.
    for old, days, n in moves.values_list("old", DaysUntil("old_on", "at")).annotate(n=Count("pk")):
        spent.setdefault(old, []).append((days, n))
    return [
        (str(stage.label), _median(spent[stage.value]), sum(n for _days, n in spent[stage.value]))
        for stage in Stage
        if stage.value in spent
    ]


def _median(counted: list[tuple[int, int]]) -> int:
    """The median of values that are given with how often each is there."""
    counted.sort()
    values, ends = [value for value, _n in counted], list(accumulate(n for _value, n in counted))
    low, high = (ends[-1] - 1) // 2, ends[-1] // 2
    return round((values[bisect_right(ends, low)] + values[bisect_right(ends, high)]) / 2)


@dataclass(frozen=True, slots=True)
class Pace:
    """A programme against its target: cases so far, those of an even pace by now, and how many a month it takes."""

    n: int
    target: int
    by_now: int
    a_month: int


def pace(programme: Programme, n: int, today: date) -> Pace:
    """Of the year of the programme; over when the year is."""
    first, last = date(programme.year, 1, 1), date(programme.year, 12, 31)
    share = min(max((today - first).days + 1, 0) / ((last - first).days + 1), 1)
    left = MONTHS - today.month + 1 if first <= today <= last else 0
    missing = max(programme.target - n, 0)
    return Pace(n, programme.target, round(programme.target * share), -(-missing // left) if left else 0)


def without_a_case() -> int:
    """Passive ones of the city that nobody coaches."""
    return signs.passive().count()


def sheets(rows: QuerySet[Case]) -> list[tuple[str, Sequence[Any], list[list[Any]]]]:
    """Title, headings and rows of each sheet of the workbook."""
    tables = [
        (_("By district (kecamatan)"), by_district(rows)),
        (_("By village (kelurahan)"), _villages(rows)),
        (_("By cause"), by_cause(rows)),
        (_("By adviser"), by_adviser(rows)),
    ]
    of_tables = [
        (title, [_("Name"), *heads()], [[row.name, row.opened, *(n for _key, n in row.counts)] for row in found])
        for title, found in tables
    ]
    return [
        (_("Funnel"), [_("Stage"), _("Cases")], [[str(label), n] for _key, label, n in funnel(rows)]),
        *of_tables,
        (
            _("Days in each stage"),
            [_("Stage"), _("Days (median)"), _("Cases")],
            [list(one) for one in days_in_stages(rows)],
        ),
    ]
