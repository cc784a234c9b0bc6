"""The reports as they stood at the end of a day: in time, late, missing, waived, accepted."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When

from cooperatives.models import Cooperative
from core import clock
from core.database.statements import written
from reports.choices import State
from reports.models import Obligation, Period, Report, Waiver
from reports.obligations.quarter import Quarter

ON_TIME, LATE, MISSING, OPEN, WAIVED = "on_time", "late", "missing", "open", "waived"
STATES = (ON_TIME, LATE, MISSING, OPEN, WAIVED)
# What was asked for: all but what was waived.
DUE = (ON_TIME, LATE, MISSING, OPEN)
SENT = (ON_TIME, LATE)
# Versions that were accepted; an earlier one until its amendment was.
ACCEPTED = (State.ACCEPTED, State.SUPERSEDED)


def end_of(day: date) -> datetime:
    """The first moment after a day (WIB)."""
    return clock.start_of(day + timedelta(days=1))


def known(day: date) -> QuerySet[Report]:
    """The versions that had been accepted by the end of the day."""
    return Report.objects.filter(state__in=ACCEPTED, decided_at__lt=end_of(day))


def accepted(day: date) -> QuerySet[Report]:
    """Of these the versions that counted: the newest of each report. One in force has none after it."""
    newer = known(day).filter(obligation=OuterRef("obligation"), version__gt=OuterRef("version"))
    return known(day).filter(Q(state=State.ACCEPTED) | ~Exists(newer))


def without_merged(rows: QuerySet, path: str) -> QuerySet:
    """Rows of whose cooperatives, found by a path, none is merged. Merged records are few: they are looked up once,
    where a join with the register would look at the record of each row.
    """
    merged = Cooperative.objects.filter(merged_into__isnull=False).order_by().values("pk")
    return rows.exclude(**{f"{path}__in": merged})


def periods(quarters: Sequence[Quarter]) -> dict[int, Quarter]:
    """The periods of quarters by key: a statement that names their keys looks at nothing else, a join may."""
    found = Period.objects.filter(of_quarters(quarters)).order_by()
    return {pk: Quarter(*named) for pk, *named in found.values_list("pk", "year", "quarter")}


def of_quarters(quarters: Sequence[Quarter], prefix: str = "") -> Q:
    found = Q(pk__in=[])
    for quarter in quarters:
        found |= Q(**{f"{prefix}year": quarter.year, f"{prefix}quarter": quarter.number})
    return found


def _opened(owed: QuerySet[Obligation], day: date) -> QuerySet[Obligation]:
    return owed.filter(period__in=Period.objects.filter(opened_at__lt=end_of(day)).order_by().values("pk"))


def _waived(day: date) -> QuerySet[Waiver, dict[str, Any]]:
    end = end_of(day)
    in_force = (Q(ended_at=None) | Q(ended_at__gte=end)) & (Q(expires_on=None) | Q(expires_on__gte=day))
    return Waiver.objects.filter(in_force, approved_at__lt=end).order_by().values("obligation")


def rows(owed: QuerySet[Obligation], day: date, last_day: date) -> QuerySet[Obligation]:
    """What was owed of these by then, each with `state_then` (STATES) and `accepted_then`.

    `last_day` is the last day that was over: what was due on it and had not come is missing.
    """
    end = end_of(day)
    return _opened(owed, day).annotate(
        state_then=Case(
            When(received_at__lt=end, days_late=0, then=Value(ON_TIME)),
            When(received_at__lt=end, then=Value(LATE)),
            When(pk__in=_waived(day), then=Value(WAIVED)),
            When(late_after__lte=last_day, then=Value(MISSING)),
            default=Value(OPEN),
            output_field=CharField(),
        ),
        accepted_then=Exists(known(day).filter(obligation=OuterRef("pk"))),
    )


def sizes(
    quarters: Mapping[int, Quarter], day: date, last_day: date, columns: tuple[str, ...]
) -> Iterator[tuple[Any, ...]]:
    """Of the periods of some quarters: the values of columns of an obligation, a state, and how many. Two statements.

    The states are those of `rows`. Waived ones are few: they are counted by themselves and taken off what they would be
    without; to ask of each row whether it is waived takes twice as long as to read it.
    """

    def make(*, waived: bool) -> QuerySet[Obligation]:
        owed = without_merged(Obligation.objects.filter(period__in=list(quarters)), "cooperative")
        return _split(owed.filter(pk__in=_waived(day)) if waived else owed, day, last_day, columns)

    n, key = len(columns), ("sizes", tuple(quarters), day, last_day, columns)
    off = {row[:n]: row[n:] for row in written((*key, WAIVED), partial(make, waived=True)).rows()}
    for row in written(key, partial(make, waived=False)).rows():
        group, (total, came, on_time, missing) = row[:n], row[n:]
        waived, waived_came, _on_time, waived_missing = off.get(group, (0, 0, 0, 0))
        free = waived - waived_came
        found = {
            ON_TIME: on_time,
            LATE: came - on_time,
            WAIVED: free,
            MISSING: missing - waived_missing,
            OPEN: total - came - missing - (free - waived_missing),
        }
        # One may have come between the two statements.
        yield from ((*group, state, size) for state, size in found.items() if size > 0)


def _split(owed: QuerySet[Obligation], day: date, last_day: date, columns: tuple[str, ...]) -> QuerySet[Obligation]:
    """The columns, and how many there are, had come, in time, and had not come though their day was over."""
    came = Q(received_at__lt=end_of(day))
    found = _opened(owed, day).order_by().values_list(*columns)
    return found.annotate(
        total=Count("*"),
        came=Count("pk", filter=came),
        on_time=Count("pk", filter=came & Q(days_late=0)),
        missing=Count("pk", filter=~came & Q(late_after__lte=last_day)),
    )
