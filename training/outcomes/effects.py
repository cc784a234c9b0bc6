"""Did training help: who was reached, and how trained cooperatives fared beside the others.

A comparison, no proof: those who come may be those who would have done well anyway.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low
from typing import Any

from django.db.models import Min, Sum
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Kind, MeetingKind, Status
from cooperatives.models import AnnualMeeting, Cooperative, District, StatusChange
from core import areas, clock
from training.choices import EnrolmentState, SessionState
from training.enrolments.eligibility import GONE
from training.models import Attendance, Enrolment, Session

# From a reference day of each cooperative: whether it did well afterwards. Those not in the answer are not known yet.
Measure = Callable[[Mapping[int, date], date], dict[int, bool]]
# The time in which a cooperative can hold its annual meeting.
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class TrainingOutcome:
    """Something that may follow from training."""

    key: str
    label: Any
    measure: Measure
    # Compared while this area is in use.
    area: str = ""


@dataclass(frozen=True, slots=True)
class KnownShare:
    """How many of those about whom it is known."""

    good: int
    known: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.good / self.known) if self.known else None


@dataclass(frozen=True, slots=True)
class OutcomeComparison:
    outcome: TrainingOutcome
    trained: KnownShare
    others: KnownShare


@dataclass(frozen=True, slots=True)
class Reached:
    """One row of a table: a district, kind or status, its cooperatives and how many were reached."""

    label: str
    cooperatives: int
    taken: int
    attended: int
    reached: int
    # What the register is filtered by for these cooperatives; "" where it is not known.
    value: str = ""

    @property
    def percent(self) -> int:
        return round(100 * self.reached / self.cooperatives) if self.cooperatives else 0


@dataclass(frozen=True, slots=True)
class Results:
    """Of one year of training."""

    sessions: int
    offered: int
    taken: int
    attended: int
    reached: int
    never: int
    by: dict[str, list[Reached]]
    comparisons: list[OutcomeComparison]
    middle: date | None
    n_trained: int
    n_others: int


def _held_rat(since: Mapping[int, date], today: date) -> dict[int, bool]:
    """Whether an annual meeting (RAT) was held within a year of the day; not known before the year is over."""
    rows = AnnualMeeting.objects.filter(kind=MeetingKind.RAT, cooperative__in=since)
    held = defaultdict(list)
    for pk, day in rows.values_list("cooperative", "held_on"):
        held[pk].append(day)
    return {pk: any(day < one <= day + YEAR for one in held[pk]) for pk, day in since.items() if day + YEAR <= today}


def _came_back(since: Mapping[int, date], today: date) -> dict[int, bool]:
    """Of those that were passive on the day: whether they are active now."""
    changes = defaultdict(list)
    rows = StatusChange.objects.filter(cooperative__in=since).standing().in_order()
    for pk, old, new, on in rows.values_list("cooperative", "old", "new", "on"):
        changes[pk].append((on, old, new))
    known = {}
    now = dict(Cooperative.objects.filter(pk__in=since).values_list("pk", "status"))
    for pk, status in now.items():
        after = [old for on, old, _new in changes[pk] if on > since[pk]]
        was = after[0] if after else status
        if was == Status.PASSIVE:
            known[pk] = status in (Status.ACTIVE, Status.ATTENTION)
    return known


# The top floor puts what the reports know before these (solokop/apps.py).
OUTCOMES: list[TrainingOutcome] = [
    TrainingOutcome("rat", _("held an annual meeting (RAT) within a year"), _held_rat),
    TrainingOutcome("active", _("were passive and are active now"), _came_back),
]


def years() -> list[int]:
    """Years in which a session was held, the newest first."""
    days = Session.objects.filter(state=SessionState.PUBLISHED, starts_at__lte=clock.now())
    return sorted({day.year for day in days.dates("starts_at", "year")}, reverse=True)


def results(year: int, today: date) -> Results:
    """Everything of one year, as of a day; in a dozen queries, however many cooperatives there are."""
    sessions = Session.objects.filter(state=SessionState.PUBLISHED, starts_at__year=year, starts_at__date__lte=today)
    seats = Enrolment.objects.filter(
        session__in=sessions,
        state__in=[EnrolmentState.CONFIRMED, EnrolmentState.NO_SHOW],
        cooperative__merged_into=None,
    )
    there = seats.trained()
    taken = list(seats.values_list("cooperative", flat=True))
    attended = list(there.values_list("cooperative", flat=True))
    register = Cooperative.objects.current().exclude(status__in=GONE)
    rows = {
        pk: (district, kind, status)
        for pk, district, kind, status in register.values_list("pk", "district", "kind", "status")
    }
    since = {pk: day for pk, day in _first_days(year, today).items() if pk in rows}
    ever = set(Attendance.objects.order_by().values_list("enrolment__cooperative", flat=True).distinct())
    middle = median_low(since.values()) if since else None
    others = {pk: middle for pk in rows if pk not in ever} if middle else {}
    return Results(
        sessions=sessions.count(),
        offered=sessions.aggregate(n=Sum("quota"))["n"] or 0,
        taken=len(taken),
        attended=len(attended),
        reached=len(set(attended) & set(rows)),
        never=len(set(rows) - ever),
        by={name: _grouped(place, labels, rows, taken, attended) for name, place, labels in _groups()},
        comparisons=[
            OutcomeComparison(one, _share(one, since, today), _share(one, others, today))
            for one in areas.in_use(OUTCOMES)
        ],
        middle=middle,
        n_trained=len(since),
        n_others=len(others),
    )


def _first_days(year: int, today: date) -> dict[int, date]:
    """Each cooperative that was trained in a year, with the first day on which somebody of it was there."""
    marks = Attendance.objects.filter(day__date__year=year, day__date__lte=today).order_by()
    marks = marks.filter(enrolment__session__state=SessionState.PUBLISHED)
    return dict(marks.values_list("enrolment__cooperative").annotate(first=Min("day__date")))


def _share(outcome: TrainingOutcome, since: Mapping[int, date], today: date) -> KnownShare:
    known = outcome.measure(since, today) if since else {}
    return KnownShare(sum(known.values()), len(known))


def _groups() -> list[tuple[str, int, dict[Any, str]]]:
    districts = dict(District.objects.values_list("pk", "name"))
    return [
        ("district", 0, districts),
        ("kind", 1, {value: str(label) for value, label in Kind.choices}),
        ("status", 2, {value: str(label) for value, label in Status.choices}),
    ]


def _grouped(place: int, labels, rows, taken: list[int], attended: list[int]) -> list[Reached]:
    counted: dict[Any, list] = defaultdict(lambda: [0, 0, 0, set()])
    for values in rows.values():
        counted[values[place]][0] += 1
    for column, found in ((1, taken), (2, attended)):
        for pk in found:
            if pk in rows:
                counted[rows[pk][place]][column] += 1
                if column == 2:
                    counted[rows[pk][place]][3].add(pk)
    known = [
        (labels[key], labels[key] if isinstance(key, int) else key, counted[key]) for key in labels if key in counted
    ]
    rest = [(str(_("not known")), "", counted[key]) for key in counted if key not in labels]
    return [
        Reached(label, n, seats, there, len(reached), value)
        for label, value, (n, seats, there, reached) in known + rest
    ]
