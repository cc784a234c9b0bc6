"""What a case has come to, as conditions on it: the same for the funnel, its tables and the list of cases."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Status
from cooperatives.contacts.contact_log import REACHED
from cooperatives.models import AnnualMeeting, Contact
from core import areas, clock
from revival.choices import CaseOutcome, Stage, Willing, Wish
from revival.models import Answer, Decision, Move, PlanLine, Reactivation, Visit

# Of a quarter, in days: two and four of them after a cooperative was made active.
QUARTER = 365.25 / 4
RUNS = (Status.ACTIVE, Status.ATTENTION)


@dataclass(frozen=True, slots=True)
class Milestone:
    """`condition` gives, for a day, what is true of a case that has come so far; `place` is its place in the funnel."""

    key: str
    label: Any
    place: int
    condition: Callable[[date], Q]
    # Of the floor that knows of it; "" for what coaching itself knows.
    area: str = ""


MILESTONES: list[Milestone] = []


def declare(*milestones: Milestone) -> None:
    """Add milestones; called once, when an app is ready."""
    MILESTONES.extend(one for one in milestones if one not in MILESTONES)
    MILESTONES.sort(key=lambda one: one.place)


def in_use() -> list[Milestone]:
    """Those of areas that are on, in the order of the funnel."""
    return areas.in_use(MILESTONES)


def condition_of(keys: Iterable[str]) -> Q:
    """Cases that have come to any of these; an unknown name selects nothing."""
    used, today, found = {one.key: one for one in in_use()}, clock.today(), Q(pk__in=[])
    for key in keys:
        if key in used:
            found |= used[key].condition(today)
    return found


def of_case(rows: QuerySet, path: str = "case") -> Q:
    return Q(Exists(rows.filter(**{path: OuterRef("pk")})))


def of_cooperative(rows: QuerySet, path: str = "cooperative") -> Q:
    return Q(Exists(rows.filter(**{path: OuterRef("cooperative")})))


def _moved_to(*stages: Stage) -> Q:
    return of_case(Move.objects.filter(new__in=stages, taken_back_at=None)) | Q(stage__in=stages)


def _reached(day: date) -> Q:
    since = Contact.objects.filter(result__in=REACHED, made_at__date__gte=OuterRef("opened_on"))
    return of_cooperative(since) | _visited(day)


def _willing(day: date) -> Q:
    answered = Answer.objects.filter(willing=Willing.YES, question__withdrawn_at=None)
    said = of_case(Decision.objects.filter(wish=Wish.YES))
    return of_cooperative(answered, "question__cooperative") | said


def _answered(day: date) -> Q:
    given = of_cooperative(Answer.objects.filter(question__withdrawn_at=None), "question__cooperative")
    return given | of_case(Decision.objects.all())


def _visited(day: date) -> Q:
    return of_case(Visit.objects.all()) | _moved_to(Stage.VISITED)


def _met(day: date) -> Q:
    held = AnnualMeeting.objects.filter(held_on__gte=OuterRef("opened_on"))
    return of_cooperative(held) | _moved_to(Stage.MEETING_HELD)


def _active(day: date) -> Q:
    return of_case(Reactivation.objects.all()) | Q(outcome=CaseOutcome.ACTIVE)


def _still_active(quarters: int) -> Callable[[date], Q]:
    """Made active so long ago, and running today."""

    def condition(day: date) -> Q:
        since = day - timedelta(days=round(QUARTER * quarters))
        return of_case(Reactivation.objects.filter(on__lte=since)) & Q(cooperative__status__in=RUNS)

    return condition


declare(
    Milestone("reached", _("Reached"), 10, _reached),
    Milestone("answered", _("Answered"), 20, _answered),
    Milestone("willing", _("Wants to go on"), 30, _willing),
    Milestone("visited", _("Visited"), 40, _visited),
    Milestone("planned", _("Plan made"), 50, lambda day: of_case(PlanLine.objects.all()) | _moved_to(Stage.PLAN)),
    Milestone("met", _("Members’ meeting held"), 70, _met),
    Milestone("active", _("Active again"), 80, _active),
    Milestone("active_2", _("Still active after 2 quarters"), 90, _still_active(2)),
    Milestone("active_4", _("Still active after 4 quarters"), 100, _still_active(4)),
    Milestone("dissolved", _("Dissolved"), 110, lambda day: Q(outcome=CaseOutcome.DISSOLVED)),
)
