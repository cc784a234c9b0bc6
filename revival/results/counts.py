"""Does coaching help? The funnel of cases, by kecamatan, cause and adviser, and the days from stage to stage."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from cooperatives import places
from core import clock
from core.database.day_differences import DaysUntil
from core.database.statements import written
from revival import signs
from revival.cases import milestones
from revival.choices import CauseCode, Stage
from revival.models import Case, CoachingProgramme, Move

# Those of the funnel that stand in the tables beside it.
BESIDE = ("visited", "planned", "active", "dissolved")
MONTHS = 12


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A line of a table: its name, what chooses its cases in their list (nothing where that cannot), how many were
    opened, and how far they have come.
    """

    name: str
    chosen: dict[str, str]
    opened: int
    counts: list[tuple[str, int]]


def cases_of(user: User, programme: CoachingProgramme | None, adviser: User | None) -> QuerySet[Case]:
    rows = Case.objects.visible_to(user)
    if programme:
        rows = rows.filter(programme=programme)
    return rows.filter(adviser=adviser) if adviser else rows


# Of each milestone how many cases have come to it, "" for all.
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class CaseTally:
    """Cases counted once, in groups of one kecamatan, kelurahan and adviser, by their keys: the tables are sums of
    them. Of each group how many have come to each milestone, "" for all.
    """

    groups: list[tuple[dict[str, int | None], Counts]]

    def by(self, name: str) -> dict[int | None, Counts]:
        """By `district`, `village` or `adviser`; None for what is not known."""
        apart: dict[int | None, list[Counts]] = {}
        for keys, counts in self.groups:
            apart.setdefault(keys[name], []).append(counts)
        return {key: _sum(parts) for key, parts in apart.items()}

    @property
    def all(self) -> Counts:
        return _sum([counts for _keys, counts in self.groups])


def _sum(parts: Sequence[Counts]) -> Counts:
    return {key: sum(part[key] for part in parts) for key in parts[0]} if parts else {}


PLACES = {"district": "cooperative__district", "village": "cooperative__village", "adviser": "adviser"}


def tally(rows: QuerySet[Case]) -> CaseTally:
    """Count cases, in one statement."""
    return CaseTally([(dict(zip(PLACES, places, strict=True)), counts) for *places, counts in _counted(rows, PLACES)])


def _counted(rows: QuerySet[Case], by: Mapping[str, str], keys: Sequence[str] = ()) -> list[tuple[Any, ...]]:
    """The columns of `by`, and of their cases how many there are and how many have come to each milestone, or to some
    of them.
    """
    today = clock.today()
    used = [one for one in milestones.in_use() if not keys or one.key in keys]

    def make() -> QuerySet[Case]:
        counts = {f"n_{one.key}": Count("pk", filter=one.condition(today)) for one in used}
        return rows.order_by().values_list(*by.values()).annotate(n=Count("pk"), **counts)

    key = (rows.query.sql_with_params(), tuple(by), tuple(one.key for one in used), today)
    names = ["", *(one.key for one in used)]
    return [(*row[: len(by)], dict(zip(names, row[len(by) :], strict=True))) for row in written(key, make).rows()]


def funnel(found: Mapping[str, int]) -> list[tuple[str, Any, int]]:
    """Key, label and number of each milestone, all opened ones first."""
    labels = {"": _("Opened"), **{one.key: one.label for one in milestones.in_use()}}
    return [(key, label, found.get(key, 0)) for key, label in labels.items()]


def by_district(counted: CaseTally) -> list[CaseRow]:
    names = {district.pk: district.name for district in places.districts().values()}
    return _table(counted.by("district"), "district", names)


def by_village(counted: CaseTally) -> list[CaseRow]:
    names = {village.pk: village.name for village in places.villages().values()}
    return _table(counted.by("village"), "village", names)


def by_adviser(counted: CaseTally) -> list[CaseRow]:
    found = counted.by("adviser")
    names = dict(User.objects.filter(pk__in=[pk for pk in found if pk]).values_list("pk", "name"))
    return _table(found, "adviser", names, _("nobody"))


def by_cause(rows: QuerySet[Case]) -> list[CaseRow]:
    """A case with two causes stands in two lines."""
    found = _counted(rows.filter(causes__isnull=False), {"cause": "causes__code"}, BESIDE)
    return _table(dict(found), "cause", dict(CauseCode.choices))


def _table(found: Mapping[Any, Counts], name: str, labels: Mapping[Any, Any], other: str = "") -> list[CaseRow]:
    """A line for each key, the most first; what is not known in a line of its own."""
    used = {one.key for one in milestones.in_use()}
    shown = [key for key in BESIDE if key in used]
    rows = [
        CaseRow(
            str(labels.get(key) or other or _("Not known")),
            _chosen(key, name),
            counts[""],
            [(one, counts[one]) for one in shown],
        )
        for key, counts in found.items()
    ]
    return sorted(rows, key=lambda row: (-row.opened, row.name))


def _chosen(key: Any, name: str) -> dict[str, str]:
    """What chooses the cases of a line; only who is in charge can be asked for as nobody."""
    return {name: str(key)} if key is not None else {name: "none"} if name == "adviser" else {}


def heads() -> list[Any]:
    """The labels of the columns beside a table's names."""
    labels = {one.key: one.label for one in milestones.in_use()}
    return [_("Opened"), *(labels[key] for key in BESIDE if key in labels)]


def days_in_stages(rows: QuerySet[Case]) -> list[tuple[str, int, int]]:
    """Of each stage that cases have left: its name, the median of days in it, and of how many cases."""

    def make() -> QuerySet[Move]:
        moves = Move.objects.filter(case__in=rows.order_by().values("pk"), taken_back_at=None).order_by()
        return moves.values_list("old", DaysUntil("old_on", "at")).annotate(n=Count("pk"))

    spent: dict[str, list[tuple[int, int]]] = {}
    # As many rows as there are different numbers of days, however many cases.
    for old, days, n in written(("days in stages", rows.query.sql_with_params()), make).rows():
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


def pace(programme: CoachingProgramme, n: int, today: date) -> Pace:
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
    counted = tally(rows)
    tables = [
        (_("By district (kecamatan)"), by_district(counted)),
        (_("By village (kelurahan)"), by_village(counted)),
        (_("By cause"), by_cause(rows)),
        (_("By adviser"), by_adviser(counted)),
    ]
    of_tables = [
        (title, [_("Name"), *heads()], [[row.name, row.opened, *(n for _key, n in row.counts)] for row in found])
        for title, found in tables
    ]
    return [
        (_("Funnel"), [_("Stage"), _("Cases")], [[str(label), n] for _key, label, n in funnel(counted.all)]),
        *of_tables,
        (
            _("Days in each stage"),
            [_("Stage"), _("Days (median)"), _("Cases")],
            [list(one) for one in days_in_stages(rows)],
        ),
    ]
