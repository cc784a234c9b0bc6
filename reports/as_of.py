"""The reports as they stood at the end of a day: in time, late, missing, waived, accepted."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from cooperatives.models import Cooperative
from core import clock
from reports.choices import State
from reports.models import Obligation, Period, Report, Waiver
from reports.periods import Quarter

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


def rows(owed: QuerySet[Obligation], day: date, last_day: date) -> QuerySet[Obligation]:
    """What was owed of these by then, each with `state_then` (STATES) and `accepted_then`.

    `last_day` is the last day that was over: what was due on it and had not come is missing.
    """
    end = end_of(day)
    in_force = (Q(ended_at=None) | Q(ended_at__gte=end)) & (Q(expires_on=None) | Q(expires_on__gte=day))
    waived = Waiver.objects.filter(in_force, approved_at__lt=end).order_by().values("obligation")
    opened = Period.objects.filter(opened_at__lt=end).order_by().values("pk")
    return owed.filter(period__in=opened).annotate(
        state_then=Case(
            When(received_at__lt=end, days_late=0, then=Value(ON_TIME)),
            When(received_at__lt=end, then=Value(LATE)),
            When(pk__in=waived, then=Value(WAIVED)),
            When(late_after__lte=last_day, then=Value(MISSING)),
            default=Value(OPEN),
            output_field=CharField(),
        ),
        accepted_then=Exists(known(day).filter(obligation=OuterRef("pk"))),
    )
