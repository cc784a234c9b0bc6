"""Any question about the register as of a day, as it is known now or was known at the end of another day.

The status comes from its history; what the record says today is the end of that history, and is read instead from its
day on. A cooperative counts from its legal date on, or, where nobody knows that, from the first day of which anything
is known. Each answer is a queryset or a few
statements of SQL, however many cooperatives there are. Their figures are in
cooperatives/key_figures/figure_sets.py.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from cooperatives.choices import MeetingKind, Status
from cooperatives.models import AnnualMeeting, Cooperative, KeyFigures, StatusChange

ACTIVE = (Status.ACTIVE, Status.ATTENTION)


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """How many cooperatives there were that were not dissolved. Nobody has said the status of `unknown`."""

    total: int
    active: int
    unknown: int
    with_rat: int

    @property
    def not_active(self) -> int:
        """All others, those without a status among them."""
        return self.total - self.active


def with_status(rows: QuerySet[Cooperative], day: date, known_on: date | None = None) -> QuerySet[Cooperative]:
    """Cooperatives, each with `status_then`; "" where nobody has said it of that day."""
    entries = StatusChange.objects.filter(cooperative=OuterRef("pk")).standing(known_on).in_order()
    last = entries.filter(on__lte=day).order_by("-on", "-rank").values("new")[:1]
    first_after = entries.filter(on__gt=day).values("old")[:1]
    # A record without a history has had its status since the day that stands beside it.
    bare = ~Exists(StatusChange.objects.filter(cooperative=OuterRef("pk")))
    column = When(bare & (Q(status_on=None) | Q(status_on__lte=day)), then=F("status"))
    told = Coalesce(Subquery(last), Subquery(first_after), Case(column, default=Value("")), output_field=CharField())
    if known_on is None:
        # The columns are the end of the history (cooperatives/status.py): most need not look for it.
        told = Case(When(status_on__lte=day, then=F("status")), default=told, output_field=CharField())
    return rows.annotate(status_then=told)


def registered(day: date, known_on: date | None = None) -> QuerySet[Cooperative]:
    """The cooperatives that were in the register and not dissolved, with `status_then`; merged records are left out."""
    something = (
        Q(created_at__date__lte=day)
        | Q(status_on__lte=day)
        | Q(figures_as_of__lte=day)
        | Exists(StatusChange.objects.filter(cooperative=OuterRef("pk"), on__lte=day))
        | Exists(KeyFigures.objects.filter(cooperative=OuterRef("pk"), as_of__lte=day))
    )
    rows = Cooperative.objects.current().filter(Q(legal_date__lte=day) | Q(legal_date=None) & something)
    if known_on:
        rows = rows.filter(created_at__date__lte=known_on)
    return with_status(rows, day, known_on).exclude(status_then=Status.DISSOLVED)


def held_rat(day: date) -> Q:
    """Held an annual meeting (RAT) between the beginning of the day's year and the day.

    Where the register knows only the year of the last one, the year decides.
    """
    begin = day.replace(month=1, day=1)
    meetings = AnnualMeeting.objects.filter(kind=MeetingKind.RAT, held_on__range=(begin, day)).order_by()
    return (
        Q(pk__in=meetings.values("cooperative"))
        | Q(last_rat_on__range=(begin, day))
        | Q(last_rat_on=None, last_rat_year=day.year)
    )


def counts(day: date, known_on: date | None = None) -> StatusCounts:
    """The city in numbers as of a day."""
    rows = registered(day, known_on).annotate(rat_then=ExpressionWrapper(held_rat(day), output_field=BooleanField()))
    found = rows.aggregate(
        total=Count("pk"),
        active=Count("pk", filter=Q(status_then__in=ACTIVE)),
        unknown=Count("pk", filter=Q(status_then="")),
        with_rat=Count("pk", filter=Q(rat_then=True)),
    )
    return StatusCounts(**found)


def by_status(rows: QuerySet[Cooperative], day: date) -> dict[str, int]:
    """How many had each status, "" among them."""
    return dict(with_status(rows, day).order_by().values_list("status_then").annotate(n=Count("pk")))
