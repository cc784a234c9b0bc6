"""Whom the office asks for a report, and on which days it speaks: what every reminder, message and letter hangs on."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Case, DateField, Q, QuerySet, Value, When

from cooperatives.choices import Authority, FilingType, Status
from cooperatives.models import Cooperative
from core import areas, office
from reports.area import AREA
from reports.models import Holiday, Obligation, Reminder, Step
from reports.querysets import ObligationQuerySet

# A cooperative that is being wound up is not asked any more, by hand or not.
ENDING = (Status.PROPOSED_DISSOLUTION, Status.WINDING_UP, Status.DISSOLVED)


def is_obliged(prefix: str = "") -> Q:
    """That a cooperative is asked for reports as the register stands now (DOMAIN.md 2.3, 2.5).

    `prefix` leads to it from another table, e.g. `cooperative__`.
    """
    statuses = [Status.ACTIVE, Status.ATTENTION]
    if office.value("report_passive"):
        statuses.append(Status.PASSIVE)
    asked = Q(**{f"{prefix}status__in": statuses, f"{prefix}authority": Authority.CITY})
    return asked & ~Q(**{f"{prefix}filing_type": FilingType.EXEMPT})


def obliged() -> QuerySet[Cooperative]:
    return Cooperative.objects.current().filter(is_obliged())


def asked_on(on: date) -> ObligationQuerySet:
    """What can be reminded of: missing, not waived, of cooperatives that are asked for reports or were by hand.

    Not what has come in on paper and waits for the office to type it in.
    """
    asked = is_obliged("cooperative__") | Q(by_hand=True) & ~Q(cooperative__status__in=ENDING)
    missing = Obligation.objects.missing().not_waived_on(on).without_arrival_to_type()
    return missing.filter(asked, cooperative__merged_into=None)


def late_on(on: date) -> ObligationQuerySet:
    """Of these, what is late: named in letters and messages."""
    return asked_on(on).filter(late_after__lt=on)


def late_by_cooperative(cooperatives: Iterable[int], on: date) -> dict[int, list[Obligation]]:
    """All that each is late with: a message or letter names every quarter of it."""
    found: dict[int, list[Obligation]] = defaultdict(list)
    for owed in late_on(on).filter(cooperative__in=list(cooperatives)).select_related("period"):
        found[owed.cooperative_id].append(owed)
    return found


def is_spared(cooperative: str) -> Q:
    """That no warning letter goes to a cooperative, found at a path: it is coached, and the office spares those.

    The steps that only remind go on.
    """
    return Q(**{f"{cooperative}__in_revival": True}) if office.value("coaching_stops_letters") else Q(pk__in=[])


def rests(on: date) -> bool:
    """Whether the office sends nothing on a day: weekends and holidays, when it has set so."""
    return office.value("remind_rest") and (on.weekday() >= 5 or Holiday.objects.filter(date=on).exists())


def is_quiet(on: date) -> bool:
    """Whether nothing is sent on a day: the office rests, or does not use this area."""
    return not areas.is_on(AREA.key) or rests(on)


def reach(on: date) -> date:
    """The day up to which a reminder of what is coming speaks: days of rest belong to the working day before them."""
    while rests(on + timedelta(days=1)):
        on += timedelta(days=1)
    return on


def with_reached(reminders: QuerySet[Reminder], on: date) -> QuerySet[Reminder]:
    """Each with `reached`: the last due date for which its step has come by a day."""
    steps = Step.objects.values_list("pk", "days")
    whens = [When(step=pk, then=Value(reached(days, on), output_field=DateField())) for pk, days in steps]
    return reminders.annotate(reached=Case(*whens, output_field=DateField()))


def reached(days: int, on: date) -> date:
    """The last due date for which a step of so many days after it has come by a day."""
    return (reach(on) if days < 0 else on) - timedelta(days=days)
