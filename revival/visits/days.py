"""Days of visits: planned, put in another order, called off. Each change one event for each case that it is about."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Capability, may
from core import clock, events, office
from core.errors import DomainError, StaleVersionError
from core.messages import inbox
from core.text.formats import long_date
from revival.cases import in_charge
from revival.models import Case, Stop, VisitDay
from revival.visits import route


def visible_to(user: User) -> QuerySet[VisitDay]:
    """All for the office; boards see when somebody comes, and nothing else of a day."""
    return VisitDay.objects.all() if user.is_of_office else VisitDay.objects.none()


def may_change(user: User, day: VisitDay) -> bool:
    """Officers change every day, a field adviser his own."""
    return may(user, Capability.RUN_REVIVAL) or (may(user, Capability.COACH) and day.adviser_id == user.pk)


def upcoming(cases: Collection[int], today: date) -> QuerySet[Stop]:
    """Stops of some cases on days that are not called off and not over, where nobody has recorded a visit yet."""
    rows = Stop.objects.filter(
        case__in=cases, case__closed_on=None, day__on__gte=today, day__cancelled_at=None, visits=None
    )
    return rows.select_related("day__adviser", "case__cooperative").order_by("day__on")


def waiting_for(user: User, today: date) -> QuerySet[Stop]:
    """What somebody is to visit on a day and has not recorded yet."""
    return Stop.objects.filter(day__adviser=user, day__on=today, day__cancelled_at=None, visits=None)


@transaction.atomic
def plan(cases: Iterable[Case], *, adviser: User, on: date, actor) -> VisitDay:
    """Plan visits of some cases on one day, in the order of the drive; those of a day that is there already come after.

    Raises DomainError for a day that is over, too many, or a case that is ended, somebody else's or planned elsewhere.
    """
    if on < clock.today():
        raise DomainError(_("{day} is over: choose today or a day to come.").format(day=long_date(on)))
    if not may(adviser, Capability.COACH):
        raise DomainError(_("{name} cannot visit: this role does not coach.").format(name=adviser.display_name))
    wanted = {case.pk for case in cases}
    held = _hold(Case.objects.filter(pk__in=wanted))
    day, is_new = _day_of(adviser, on, actor)
    _check(held, day, actor)
    last = day.stops.aggregate(last=Max("place"))["last"] or 0
    stops = [Stop(day=day, case=case, place=place) for place, case in enumerate(route.in_order(held), last + 1)]
    Stop.objects.bulk_create(stops)
    _touch(day, held)
    events.record_many([_event("revival.visit_planned", case, day, actor) for case in held])
    if is_new and adviser != actor:
        _tell(day, len(held), actor)
    return day


def _hold(rows: QuerySet[Case]) -> list[Case]:
    """Cases, held in one order for all and before their days: a visit that is recorded holds its case as well."""
    keys = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    return list(Case.objects.filter(pk__in=keys).select_related("cooperative__village").order_by("pk"))


def _day_of(adviser: User, on: date, actor) -> tuple[VisitDay, bool]:
    """The day of somebody, held, and whether it is new; one that is called off at this very moment is another."""
    made = {"made_by_name": actor.display_name[:150]}
    while True:
        found, is_new = VisitDay.objects.get_or_create(adviser=adviser, on=on, cancelled_at=None, defaults=made)
        held = VisitDay.objects.select_for_update().get(pk=found.pk)
        if held.cancelled_at is None:
            return held, is_new


def _check(cases: list[Case], day: VisitDay, actor) -> None:
    if not cases:
        raise DomainError(_("Choose at least one cooperative to visit."))
    if not may_change(actor, day):
        raise DomainError(_("You plan your own visits; those of others are planned by an officer."))
    problems = []
    if foreign := [case for case in cases if not in_charge.may_change(actor, case)]:
        problems.append(_("Ended, or not yours: {names}.").format(names=_names(foreign)))
    there = set(day.stops.values_list("case", flat=True))
    elsewhere = (
        upcoming([case.pk for case in cases], clock.today()).exclude(day=day).select_related("case__cooperative")
    )
    problems += [
        _("{name} is to be visited on {day} by {who} already.").format(
            name=stop.case.cooperative.legal_name, day=long_date(stop.day.on), who=stop.day.adviser.display_name
        )
        for stop in elsewhere
    ]
    if double := [case for case in cases if case.pk in there]:
        problems.append(_("Planned for this day already: {names}.").format(names=_names(double)))
    most = office.value("revival_visits_a_day")
    if len(there) + len(cases) > most:
        text = _("{n} visits are too many for one day; {most} are the most. Plan a second day.")
        problems.append(text.format(n=len(there) + len(cases), most=most))
    if problems:
        raise DomainError(" ".join(problems))


def _names(cases: list[Case]) -> str:
    names = sorted(case.cooperative.name for case in cases)
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")


@transaction.atomic
def put_in_order(day: VisitDay, stops: list[int], *, seen: int, actor) -> None:
    """Drive in another order: the keys of all stops as they come. Raises StaleVersionError when the day has changed."""
    held = _held(day, seen)
    known = {stop.pk: stop for stop in held.stops.all()}
    if set(stops) != set(known):
        raise StaleVersionError(str(_changed()))
    for place, key in enumerate(stops, 1):
        known[key].place = place
    Stop.objects.bulk_update(known.values(), ["place"])
    _touch(held, [])
    events.record(
        "revival.day_reordered", actor=actor, object_type="visit_day", object_id=day.pk, label=str(day), after={}
    )


@transaction.atomic
def take_out(day: VisitDay, stop: int, *, seen: int, actor) -> Case:
    """Do not visit a cooperative on this day. Raises DomainError when a visit was recorded there."""
    held = _held(day, seen)
    found = held.stops.select_related("case__cooperative").filter(pk=stop).first()
    if found is None:
        raise StaleVersionError(str(_changed()))
    if found.visits.exists():
        raise DomainError(_("This visit was recorded already; it stays."))
    found.delete()
    _touch(held, [found.case])
    events.record_many([_event("revival.visit_called_off", found.case, held, actor)])
    return found.case


@transaction.atomic
def call_off(day: VisitDay, *, reason: str, seen: int, actor) -> None:
    """Call a whole day off; what was recorded stays. Raises DomainError without a reason."""
    if not reason.strip():
        raise DomainError(_("Say why the day is called off: boards may be waiting."))
    held = _held(day, seen)
    if held.stops.exists() and not held.stops.filter(visits=None).exists():
        raise DomainError(_("All visits of this day are recorded: there is nothing to call off."))
    open_stops = held.stops.filter(visits=None).select_related("case__cooperative")
    cases = [stop.case for stop in open_stops]
    VisitDay.objects.filter(pk=held.pk).update(cancelled_at=clock.now(), cancelled_reason=reason.strip()[:200])
    _touch(held, cases)
    events.record_many([_event("revival.visit_called_off", case, held, actor, reason=reason.strip()) for case in cases])
    if held.adviser != actor:
        _tell_off(held, reason.strip(), actor)


def _held(day: VisitDay, seen: int) -> VisitDay:
    _hold(Case.objects.filter(pk__in=day.stops.values("case")))
    held = VisitDay.objects.select_for_update(of=("self",)).select_related("adviser").get(pk=day.pk)
    if held.revision != seen or held.cancelled_at:
        raise StaleVersionError(str(_changed()))
    return held


def _changed() -> str:
    return _("This day has changed since you opened the page. Look at it again, then go on.")


def _touch(day: VisitDay, cases: list[Case]) -> None:
    VisitDay.objects.filter(pk=day.pk).update(revision=F("revision") + 1)
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(revision=F("revision") + 1)


def _event(verb: str, case: Case, day: VisitDay, actor, reason: str = ""):
    return events.build(
        verb,
        actor=actor,
        object_type="case",
        object_id=case.pk,
        label=case.cooperative.name,
        after={"on": day.on, "who": day.adviser.display_name},
        reason=reason,
    )


def _tell_off(day: VisitDay, reason: str, actor) -> None:
    with translation.override(day.adviser.language):
        title = _("Your visits on {day} are called off").format(day=long_date(day.on))
        text = _("By {who}: {reason}").format(who=actor.display_name, reason=reason)
    url = reverse("revival_day", args=[day.pk])
    inbox.put([day.adviser], key=f"visit-day-off-{day.pk}", title=title, text=text, url=url)


def _tell(day: VisitDay, n: int, actor) -> None:
    """Whoever is to drive is told, in his language."""
    with translation.override(day.adviser.language):
        title = _("Visits are planned for you on {day}").format(day=long_date(day.on))
        text = _("{n} cooperatives, planned by {who}.").format(n=n, who=actor.display_name)
    url = reverse("revival_day", args=[day.pk])
    inbox.put([day.adviser], key=f"visit-day-{day.pk}", title=title, text=text, url=url)
