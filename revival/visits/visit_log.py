"""A visit recorded: with the log of contacts, the stage, the decision and the next step of its case, all at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Capability, may
from cooperatives.choices import Channel, ContactResult
from cooperatives.contacts import contact_log
from cooperatives.models import Contact
from core import clock, events
from core.errors import DomainError, StaleVersionError
from core.messages import inbox
from core.models import Event
from core.papers.official import PaperState
from core.text.formats import long_date
from revival.cases import changes, in_charge, plan, stages
from revival.choices import Stage, VisitFinding
from revival.models import Case, Decision, Stop, Visit
from revival.visits import assignments

# What a visit clarifies.
BEFORE_A_VISIT = (Stage.FOUND, Stage.CLARIFIED)
# Of a visit without hours: boards meet in the evening as well.
NOON = time(12)


@dataclass(frozen=True, slots=True)
class RecordedVisit:
    """A visit as it is kept; `is_new` is false for one that was sent before, `others` who was there as well."""

    visit: Visit
    is_new: bool = True
    others: list[str] = field(default_factory=list)
    has_ended: bool = False
    # The next step of the case was set after the day of the visit, and stays.
    keeps_step: bool = False


def may_record(user: User, case: Case, stop: Stop | None) -> bool:
    """Officers everywhere; a field adviser at his own cases, and on his own days also where the case has ended or was
    handed over meanwhile.
    """
    if may(user, Capability.RUN_REVIVAL) or in_charge.may_change(user, case):
        return True
    return may(user, Capability.COACH) and stop is not None and stop.day.adviser_id == user.pk


def record(visit: Visit, *, case: Case, stop: Stop | None, actor, entry: str | None = None) -> RecordedVisit:
    """Keep an unsaved visit. `entry` is its name on a phone: the second of two is the first.

    Raises DomainError for a day that cannot be, or a case that is not one's own.
    """
    try:
        with transaction.atomic():
            return _record(visit, case, stop, actor, entry)
    except IntegrityError:
        # Sent twice at once: the other one was quicker.
        if found := _sent(entry, actor):
            return found
        raise


def _sent(entry: str | None, actor) -> RecordedVisit | None:
    """The visit that an entry has made before. Raises DomainError for one of somebody else."""
    found = Visit.objects.filter(entry=entry).first() if entry else None
    if found and found.adviser_id != actor.pk:
        raise DomainError(_("This visit was recorded by {who}.").format(who=found.adviser_name))
    return RecordedVisit(found, is_new=False) if found else None


def _record(visit: Visit, case: Case, stop: Stop | None, actor, entry: str | None) -> RecordedVisit:
    # Held without its cooperative, which a merge may change at this very moment.
    Case.objects.select_for_update().get(pk=case.pk)
    held = Case.objects.select_related("cooperative").get(pk=case.pk)
    if found := _sent(entry, actor):
        return found
    if not may_record(actor, held, stop):
        raise DomainError(_("You are not in charge of this case. Ask an officer to hand it over to you."))
    _check_day(visit, held)
    visit.case, visit.stop, visit.entry = held, stop, entry or None
    visit.adviser, visit.adviser_name, visit.recorded_at = actor, actor.display_name[:150], clock.now()
    visit.without_letter = assignments.letter_for(visit) is None
    visit.contact = _note(visit, actor)
    visit.save(force_insert=True)
    has_ended = not held.is_open
    keeps_step = bool(visit.next_step) and not has_ended and _has_newer_step(held, visit)
    if not has_ended:
        _move_on(visit, held, actor, sets_step=not keeps_step)
    after = {"on": visit.on, "met": visit.met, "visit": visit.pk}
    changes.record("revival.visited", held, actor=actor, after=after)
    return RecordedVisit(visit, others=_tell_others(visit, actor), has_ended=has_ended, keeps_step=keeps_step)


def _has_newer_step(case: Case, visit: Visit) -> bool:
    rows = Event.objects.filter(object_type="case", object_id=case.pk, verb="revival.step_set")
    return rows.filter(at__date__gt=visit.on).exists()


def _check_day(visit: Visit, case: Case) -> None:
    if visit.on > clock.today():
        raise DomainError(_("The day of the visit, {day}, has not come yet.").format(day=long_date(visit.on)))
    if visit.on < case.opened_on:
        text = _(
            "The day of the visit, {day}, lies before the case was opened on {opened}: note it as a contact instead."
        )
        raise DomainError(text.format(day=long_date(visit.on), opened=long_date(case.opened_on)))


def _note(visit: Visit, actor):
    """The visit in the log of contacts: whether somebody was reached, or the address leads nowhere."""
    at = timezone.make_aware(datetime.combine(visit.on, visit.begun or NOON))
    return contact_log.note(
        visit.case.cooperative,
        channel=Channel.VISIT,
        text=_said(visit),
        result=_result(visit),
        at=min(at, clock.now()),
        actor=actor,
    )


def _said(visit: Visit) -> str:
    return " · ".join(filter(None, [visit.met, visit.said]))[:2000]


def _result(visit: Visit) -> ContactResult:
    if visit.met or visit.board_reachable == VisitFinding.YES:
        return ContactResult.REACHED
    return ContactResult.WRONG_NUMBER if visit.office_found == VisitFinding.NO else ContactResult.CLOSED


def _move_on(visit: Visit, case: Case, actor, *, sets_step: bool) -> None:
    """What follows for an open case: its stage, the decision of the board, the next step."""
    if case.stage in BEFORE_A_VISIT:
        stages.move(case, Stage.VISITED, actor=actor, reason=_("Visited on {day}").format(day=long_date(visit.on)))
    if visit.decision:
        decision = Decision(wish=visit.decision, on=visit.on, said_by=visit.met, said_as=visit.met_as, words=visit.said)
        plan.decide(case, decision=decision, actor=actor)
    if visit.next_step and sets_step:
        in_charge.set_step(case, step=visit.next_step, due=visit.next_due, actor=actor)


def _tell_others(visit: Visit, actor) -> list[str]:
    """Who has recorded a visit there on that day as well, perhaps oneself; the others are told of this one."""
    rows = Visit.objects.filter(case=visit.case, on=visit.on).exclude(pk=visit.pk)
    others = list(rows.select_related("adviser"))
    for other in others:
        if other.adviser is None or other.adviser == actor:
            continue
        with translation.override(other.adviser.language):
            title = _("{who} was at {name} on the same day").format(
                who=actor.display_name, name=visit.case.cooperative.legal_name
            )
            text = _("Both records are kept. Look whether they agree.")
        inbox.put(
            [other.adviser],
            key=f"two-visits-{visit.pk}-{other.pk}",
            title=title,
            text=text,
            url=reverse("revival_case", args=[visit.case_id]) + "#visits",
        )
    return [other.adviser_name for other in others]


def is_own(user: User, visit: Visit) -> bool:
    """Whether somebody may change a visit: his own, or as an officer."""
    return visit.adviser_id == user.pk or may(user, Capability.RUN_REVIVAL)


def may_correct(user: User, visit: Visit) -> bool:
    """As long as its record has no number: then it says what was signed."""
    return is_own(user, visit) and not visit.records.filter(state=PaperState.ISSUED).exists()


@transaction.atomic
def correct(visit: Visit, values: Mapping[str, Any], *, actor, seen: int | None = None) -> None:
    """Write other values of a visit, and what the log of contacts says of it. What followed in the case stays.

    Raises DomainError for a day that cannot be, somebody else's visit, or one whose record has its number;
    StaleVersionError when it has changed since revision `seen`.
    """
    held = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("case__cooperative", "stop__day__assignment")
        .get(pk=visit.pk)
    )
    if not may_correct(actor, held):
        raise DomainError(_("This visit is somebody else’s, or its record has its number already: it stays."))
    if seen is not None and seen != held.revision:
        raise StaleVersionError(_("This visit has changed since you opened the page. Look at it again, then go on."))
    before = {name: getattr(held, name) for name in values}
    for name, value in values.items():
        setattr(held, name, value)
    _check_day(held, held.case)
    changed = [name for name in values if before[name] != values[name]]
    if not changed:
        return
    if "on" in changed:
        held.without_letter = assignments.letter_for(held) is None
    held.revision += 1
    held.save()
    Contact.objects.filter(pk=held.contact_id).update(text=_said(held), result=_result(held))
    changes.record(
        "revival.visit_corrected",
        held.case,
        actor=actor,
        before={name: events.plain(before[name]) for name in changed} | {"visit": held.pk},
        after={name: events.plain(values[name]) for name in changed} | {"visit": held.pk},
    )
