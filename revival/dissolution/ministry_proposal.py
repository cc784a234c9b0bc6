"""The proposal to the ministry, and the way back from it. The office proposes; it decides nothing (DOMAIN.md 2.1)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cooperatives import status
from cooperatives.choices import Status, StatusBasis
from cooperatives.models import Cooperative
from cooperatives.record.versions import lock
from cooperatives.status_rules import ALIVE, moves_from
from core import areas, clock, office
from core.errors import DomainError
from core.text.formats import long_date
from revival.area import AREA
from revival.cases import stages
from revival.cases.changes import record
from revival.choices import EvidenceKind, Ground, LegalStepKind, Stage, Wish
from revival.dissolution import obligations, turns, warning_letters
from revival.dissolution.settings import DAYS
from revival.models import Case, Dissolution

FROM = (Stage.DECIDED, Stage.WARNED)
OUT = (Status.PROPOSED_DISSOLUTION, Status.WINDING_UP, Status.DISSOLVED)
# Who has changed the way: each with the ground of the status that follows.
WITHDRAWN_BY = {"board": StatusBasis.BOARD_REQUEST, "ministry": StatusBasis.MINISTRY, "error": StatusBasis.CORRECTION}


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is looked for before a proposal: whether it is there, what is known, where on the page it is
    mended, and whether the proposal waits for it; for what it does not wait for, a reason is asked.
    """

    label: str
    is_met: bool
    said: str
    place: str
    is_needed: bool = True


def conditions(case: Case) -> list[Condition]:
    """What is looked for, the needed things first."""
    visit, said = case.visits.first(), obligations.newest(case)
    lacking = obligations.missing(case)
    found = [
        Condition(_("A visit on record"), visit is not None, long_date(visit.on) if visit else _("none yet"), "visits"),
        Condition(
            _("The answer that nothing is owed to anybody"),
            obligations.nothing_is_owed(case),
            f"{said.get_left_display()}, {said.said_by}, {long_date(said.on)}" if said else _("not asked yet"),
            "obligations",
        ),
        Condition(
            _("The signed papers behind this answer"),
            not lacking,
            _("missing: {names}").format(names="; ".join(str(EvidenceKind(kind).label) for kind in lacking))
            if lacking
            else _("all there"),
            "evidence",
        ),
    ]
    return [*found, _wish_or_warnings(case)]


def _wish_or_warnings(case: Case) -> Condition:
    label = _("The board does not want to go on, or three warnings were not answered")
    decision = case.decisions.filter(at__gt=turns.since(case)).first()
    if decision and decision.wish == Wish.NO:
        return Condition(label, True, f"{decision.said_by}, {long_date(decision.on)}", "warnings", is_needed=False)
    out = [one for one in warning_letters.counting(case) if not one.is_draft]
    if not out:
        return Condition(label, False, _("no warning is out"), "warnings", is_needed=False)
    newest = out[-1]
    over = newest.step == warning_letters.LAST and warning_letters.is_past(newest, clock.today())
    text = _("warning {n}, to be answered until {day}").format(n=newest.roman, day=long_date(newest.answer_by))
    return Condition(label, over, text, "warnings", is_needed=False)


def current(case: Case) -> Dissolution | None:
    """The proposal that is under way."""
    return case.dissolutions.filter(ended_on=None).first()


@transaction.atomic
def propose(
    case: Case, *, ground: str, on: date, number: str, reason: str, actor, seen: int | None = None
) -> Dissolution:
    """Note that the dissolution is proposed: the case, the status of the register and what stood there then.

    Raises DomainError while something needed is missing, without a reason where one is asked, for a day to come, or
    when the case is not so far.
    """
    cooperative = lock(case.cooperative_id)
    if case.stage not in FROM:
        raise DomainError(_("A case that is “{stage}” is not so far.").format(stage=case.get_stage_display()))
    with translation.override(settings.LANGUAGE_CODE):
        looked = conditions(case)
    if lacking := [one for one in conditions(case) if one.is_needed and not one.is_met]:
        told = "; ".join(f"{one.label} ({one.said})" for one in lacking)
        raise DomainError(_("Missing: {names}. Without it nothing is proposed.").format(names=told))
    _check_day(case, on)
    if not reason.strip():
        raise DomainError(_("Give the reason of the proposal: the ministry and the board will read it."))
    made = Dissolution(case=case, ground=ground, proposed_on=on, number=number.strip(), reason=reason.strip())
    made.conditions, made.rule = [[one.label, one.said, one.is_met] for one in looked], _rule()
    made.status_before, made.actor, made.actor_name = cooperative.status, actor, actor.display_name[:150]
    stages.move(case, Stage.PROPOSED, reason=reason, seen=seen, actor=actor)
    made.save(force_insert=True)
    basis = StatusBasis.BOARD_REQUEST if ground == Ground.OWN_MEETING else StatusBasis.NO_BUSINESS
    to_status(cooperative, Status.PROPOSED_DISSOLUTION, on=on, basis=basis, reason=reason, actor=actor)
    after = {"ground": str(made.get_ground_display()), "number": made.number, "on": on}
    record("revival.dissolution_proposed", case, actor=actor, after=after, reason=made.reason)
    return made


def _check_day(case: Case, on: date) -> None:
    """Raises DomainError for a day to come, or before what the proposal stands on."""
    if on > clock.today():
        raise DomainError(_("The day lies in the future."))
    first, said = case.visits.order_by("on").first(), obligations.newest(case)
    since = max(day for day in (case.opened_on, first and first.on, said and said.on) if day)
    if on < since:
        text = _("The visit and the answer that it stands on are of {day}: it was not proposed before.")
        raise DomainError(text.format(day=long_date(since)))


def _rule() -> dict[str, Any]:
    return {key: office.value(key) for key in DAYS.values()}


def to_status(cooperative: Cooperative, to: str, *, on: date, basis: str, reason: str, actor) -> None:
    """Give the register the status that follows, not before the one that stands there; nothing where it stands so.

    Where the register is behind its case, it goes the steps between as well.
    """
    cooperative.refresh_from_db()
    if cooperative.status == to:
        return
    day = max(filter(None, [cooperative.status_on, on]))
    before = OUT[OUT.index(to) - 1] if to in OUT[1:] else ""
    if before and basis != StatusBasis.CORRECTION and to not in moves_from(cooperative.status):
        to_status(cooperative, before, on=on, basis=basis, reason=reason, actor=actor)
    status.change_status(cooperative, to=to, on=day, basis=basis, reason=reason, actor=actor, is_kept=False)


@transaction.atomic
def withdraw(case: Case, *, by: str, reason: str, actor, seen: int | None = None) -> None:
    """Bring a case that is proposed back to its plan, with the status of before; what was proposed stays to be read.
    One that was proposed by mistake stands where it stood before.

    Once the ministry has decided, only it can take that back: the law leaves no other way. Raises DomainError without
    a reason, or where there is no way back.
    """
    cooperative = lock(case.cooperative_id)
    found = current(case)
    if found is None:
        raise DomainError(_("No proposal is under way."))
    if not reason.strip():
        raise DomainError(_("Give the reason of the way back."))
    decided = found.steps.filter(kind=LegalStepKind.DECIDED, taken_back_at=None).exists()
    if decided and by != "ministry":
        raise DomainError(
            _("It is decided: only the ministry takes that back. A day that was typed wrongly is taken back by itself.")
        )
    if by == "error":
        # It stands where it stood before.
        stages.take_back(case, reason=reason, seen=seen, actor=actor, is_by_act=True)
    else:
        stages.move(case, Stage.PLAN, reason=reason, seen=seen, actor=actor)
    Dissolution.objects.filter(pk=found.pk).update(
        ended_on=max(clock.today(), found.proposed_on), withdrawn_reason=reason.strip()
    )
    basis = WITHDRAWN_BY[by]
    changed = {"on": clock.today(), "basis": basis, "reason": reason, "actor": actor}
    if decided:
        to_status(cooperative, Status.PROPOSED_DISSOLUTION, **changed)
    before = found.status_before if found.status_before in ALIVE else Status.PASSIVE
    to_status(cooperative, before, **changed)
    record("revival.dissolution_withdrawn", case, actor=actor, after={"basis": str(basis.label)}, reason=reason.strip())


# Grounds on which the office itself moves: what the ministry, a members' meeting or an imported register says is noted
# as it comes.
OF_THE_OFFICE = (StatusBasis.RAT_MISSED, StatusBasis.NO_BUSINESS, StatusBasis.REPORTS_MISSED)


def keep_status(cooperative: Cooperative, to: str, basis: str) -> str:
    """Why a status is not changed by hand (cooperatives/status_keepers.py): the way out has the page of its case."""
    if not areas.is_on(AREA.key):
        return ""
    case = Case.objects.open().filter(cooperative=cooperative).first()
    if case and current(case):
        return _("Its dissolution is under way: note what happens on the page “Warnings and dissolution” of its case.")
    if to == Status.PROPOSED_DISSOLUTION and (case or basis in OF_THE_OFFICE):
        return _("A dissolution is proposed from the case of coaching, after a visit and with what is known of debts.")
    return ""
