"""Those that were coached beside those that were not: where they stood a year ago, and where they stand. No proof."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from cooperatives.choices import Authority, MeetingKind, Status
from cooperatives.models import AnnualMeeting, Cooperative
from cooperatives.register import as_of
from core.database.statements import written
from revival.choices import CaseOutcome
from revival.models import Case as RevivalCase

COACHED, NOT_COACHED, NEW = "coached", "not", "new"
# Of fewer nothing is shown: chance would speak.
FEWEST = 5
YEAR, HALF_A_YEAR = relativedelta(years=1), 182


@dataclass(frozen=True, slots=True)
class ComparisonGroup:
    """How many there were passive, and of them active today and with an annual meeting since."""

    n: int
    active: int
    met: int


@dataclass(frozen=True, slots=True)
class CoachingComparison:
    """Both groups since a day; those whose case is too new stand in neither."""

    since: date
    coached: ComparisonGroup
    others: ComparisonGroup
    new: int

    @property
    def is_shown(self) -> bool:
        return min(self.coached.n, self.others.n) >= FEWEST


def cohort(today: date) -> QuerySet[Cooperative]:
    """Cooperatives of the city that were passive a year ago, each with its group as `compared`: coached for half a year
    or longer, not coached in the year, or for a shorter time. Those whose case was a wrong entry are left out.
    """
    since = today - YEAR
    cases = RevivalCase.objects.filter(Q(closed_on=None) | Q(closed_on__gte=since), cooperative=OuterRef("pk"))
    wrong, cases = cases.filter(outcome=CaseOutcome.WRONG_ENTRY), cases.exclude(outcome=CaseOutcome.WRONG_ENTRY)
    # For half a year at least, and not over before it could work.
    worked = Q(closed_on=None) | Q(closed_on__gte=F("opened_on") + timedelta(days=HALF_A_YEAR))
    whens = [
        When(Exists(cases.filter(worked, opened_on__lte=today - timedelta(days=HALF_A_YEAR))), then=Value(COACHED)),
        When(Exists(cases), then=Value(NEW)),
    ]
    group = Case(*whens, default=Value(NOT_COACHED), output_field=CharField())
    passive = as_of.registered(since).filter(status_then=Status.PASSIVE, authority=Authority.CITY)
    passive = passive.exclude(Exists(wrong))
    return passive.annotate(compared=group)


def is_active() -> Q:
    return Q(status__in=as_of.ACTIVE)


def has_met(today: date) -> Q:
    """Held an annual meeting within the year."""
    held = AnnualMeeting.objects.filter(cooperative=OuterRef("pk"), kind=MeetingKind.RAT, held_on__gte=today - YEAR)
    return Q(Exists(held)) | Q(last_rat_on__gte=today - YEAR) | Q(last_rat_on=None, last_rat_year=today.year)


def compare(today: date) -> CoachingComparison:
    """Both groups of a day, in one statement."""

    def make() -> QuerySet[Cooperative]:
        counts = {"active": Count("pk", filter=is_active()), "met": Count("pk", filter=has_met(today))}
        return cohort(today).order_by().values_list("compared").annotate(n=Count("pk"), **counts)

    counted = {key: ComparisonGroup(*numbers) for key, *numbers in written(("compared", today), make).rows()}
    nobody = ComparisonGroup(0, 0, 0)
    found = {key: counted.get(key, nobody) for key in (COACHED, NOT_COACHED, NEW)}
    return CoachingComparison(today - YEAR, found[COACHED], found[NOT_COACHED], found[NEW].n)
