"""Who is in charge of a case, its next step and its holds."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.open_work import OpenWorkKind, Work
from accounts.permissions import Capability, may
from core import clock, events, office
from core.errors import DomainError
from core.models import Event
from core.text.formats import long_date
from revival import notifications, teams
from revival.cases.changes import change
from revival.models import Case
from revival.querysets import CaseQuerySet


def may_change(user: User, case: Case) -> bool:
    """Officers change every open case, a field adviser those that are his."""
    if not case.is_open:
        return False
    return may(user, Capability.RUN_REVIVAL) or (may(user, Capability.COACH) and case.adviser_id == user.pk)


def may_propose(user: User, case: Case) -> bool:
    """Whoever decides about a dissolution, by a setting of the office, proposes it, of every open case."""
    return case.is_open and may(user, Capability.DECIDE_DISSOLUTION)


def acts_for(user: User, cooperative: int) -> bool:
    """Whether a field adviser may act for the board of a cooperative, by its key: his own cases, where the office lets
    him. Officers may by their role.
    """
    if not (office.value("revival_adviser_files") and may(user, Capability.COACH)):
        return False
    return Case.objects.open().in_charge_of(user).filter(cooperative=cooperative).exists()


@transaction.atomic
def hand_over(cases: CaseQuerySet, *, to: User | None, actor) -> int:
    """Put somebody in charge of open cases, or nobody, in a fixed number of statements; returns of how many.

    Raises DomainError for somebody who may not coach.
    """
    if to is not None and not may(to, Capability.COACH):
        raise DomainError(_("{name} cannot be in charge: this role does not coach.").format(name=to.display_name))
    return _hand_over(_held(cases), to, actor)


def _held(cases: CaseQuerySet) -> list[Case]:
    """The open ones of some cases, held in one order for all."""
    rows = cases.open().select_related("cooperative", "adviser").order_by("pk")
    return list(rows.select_for_update(of=("self",)))


def _hand_over(cases: list[Case], to: User | None, actor) -> int:
    moved = [case for case in cases if case.adviser != to]
    Case.objects.filter(pk__in=[case.pk for case in moved]).update(adviser=to, revision=F("revision") + 1)
    events.record_many([_handed(case, to, actor) for case in moved])
    if to is not None:
        notifications.put_in_charge(moved, to=to, actor=actor)
    return len(moved)


def _handed(case: Case, to: User | None, actor) -> Event:
    return events.build(
        "revival.handed_over",
        actor=actor,
        object_type="case",
        object_id=case.pk,
        label=case.cooperative.name,
        before={"adviser": case.adviser.display_name if case.adviser else ""},
        after={"adviser": to.display_name if to else ""},
    )


def set_step(case: Case, *, step: str, due: date | None, actor, seen: int | None = None) -> None:
    """Say what is done next and until when; empty when nothing is. Raises DomainError for a step without a day."""
    step = step.strip()
    if step and due is None:
        raise DomainError(_("Give the day by which the next step is done."))
    columns = {"step": step, "step_due": due if step else None}
    change(case, "revival.step_set", actor=actor, seen=seen, **columns)


def hold(case: Case, *, until: date, reason: str, actor, seen: int | None = None) -> None:
    """Let a case rest until a day: it leaves the lists and comes back by itself.

    Raises DomainError for a day that is past or too far away, or without a reason.
    """
    today = clock.today()
    last = today + timedelta(days=office.value("revival_longest_hold_days"))
    if not today < until <= last:
        text = _("Choose a day after today and not after {day}.")
        raise DomainError(text.format(day=long_date(last)))
    if not reason.strip():
        raise DomainError(_("Say why the case is put on hold."))
    columns = {"hold_until": until, "hold_reason": reason.strip()}
    change(case, "revival.held", actor=actor, seen=seen, **columns)


def release(case: Case, *, actor, seen: int | None = None) -> None:
    """Take a case off hold before its day. Raises DomainError when it is not on hold."""
    if case.hold_until is None:
        raise DomainError(_("This case is not on hold."))
    change(case, "revival.released", actor=actor, seen=seen, hold_until=None, hold_reason="")


def _held_by(user: User) -> list[Work]:
    cases = Case.objects.open().in_charge_of(user).select_related("cooperative")
    return [
        Work(_("Coaching of {name}").format(name=case.cooperative.legal_name), reverse("revival_case", args=[case.pk]))
        for case in cases
    ]


def _give_back(user: User, actor: User) -> None:
    """Whoever leads the team of the kecamatan takes the case over; where nobody does, the officers find it."""
    leaders = teams.leaders()
    by_leader: dict[User | None, list[Case]] = {}
    for case in _held(Case.objects.in_charge_of(user)):
        leader = leaders.get(case.cooperative.district_id)
        by_leader.setdefault(None if leader == user else leader, []).append(case)
    # Whether the area of coaching is in use or not: nobody keeps a case whose access is stopped.
    for leader, cases in by_leader.items():
        _hand_over(cases, leader, actor)


KIND = OpenWorkKind(_held_by, _give_back)
