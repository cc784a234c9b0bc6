"""The stages of a case, and the only module that moves them (tests/test_guards.py holds that).

Whoever ends a case holds the cooperative first, as a merge of two records does; a move alone holds nothing and fails
when the case has changed since it was looked at.
"""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cooperatives import in_revival
from cooperatives.record.versions import lock
from core import clock, events
from core.errors import DomainError
from core.papers.official import PaperState
from revival.cases import mergers
from revival.cases.changes import record, write
from revival.choices import BACK, CaseOutcome, Stage
from revival.models import Case, Move
from revival.querysets import CaseQuerySet

S = Stage
# Steps may be left out on the way forward; back to the plan leads a way from everywhere (8 of 33 boards in Solo have
# changed their mind). An end has its outcome and is no move: `end`.
MOVES: dict[str, tuple[Stage, ...]] = {
    S.FOUND: (S.CLARIFIED, S.VISITED, S.DECIDED, S.PLAN, S.WARNED),
    S.CLARIFIED: (S.VISITED, S.DECIDED, S.PLAN, S.WARNED),
    S.VISITED: (S.DECIDED, S.PLAN, S.WARNED),
    S.DECIDED: (S.PLAN, S.WARNED, S.PROPOSED),
    S.PLAN: (S.COACHED, S.MEETING_HELD, S.ACTIVE_AGAIN, S.WARNED),
    S.COACHED: (S.MEETING_HELD, S.ACTIVE_AGAIN, S.PLAN, S.WARNED),
    S.MEETING_HELD: (S.ACTIVE_AGAIN, S.PLAN),
    S.ACTIVE_AGAIN: (S.WATCHED, S.PLAN),
    S.WATCHED: (S.PLAN,),
    S.WARNED: (S.PROPOSED, S.PLAN),
    S.PROPOSED: (S.WINDING_UP, S.PLAN),
    S.WINDING_UP: (S.PLAN,),
    S.ENDED: (),
}
# The way out; what a board will ask about later needs its reason.
WAY_OUT = (S.WARNED, S.PROPOSED, S.WINDING_UP)
# Stages that more belongs to than a move: acts of their own lead to them and away
# (`revival/cases/reactivation.py`, `revival/dissolution/`).
BY_ACT = (S.ACTIVE_AGAIN, *WAY_OUT)
LEFT_BY_ACT = (S.PROPOSED, S.WINDING_UP)


def needs_reason(old: str, new: str) -> bool:
    """The hard ways, and every way back."""
    order = list(Stage)
    return new in WAY_OUT or order.index(Stage(new)) < order.index(Stage(old))


def moves_of(case: Case) -> tuple[Stage, ...]:
    """Where a case may be moved by a move alone."""
    return () if case.stage in LEFT_BY_ACT else tuple(one for one in MOVES[case.stage] if one not in BY_ACT)


@transaction.atomic
def move(case: Case, to: str, *, actor, reason: str = "", seen: int | None = None) -> Move:
    """Move a case to another stage. Raises DomainError for a move that is not allowed or lacks its reason,
    StaleVersionError when the case has changed since revision `seen`.
    """
    if to not in MOVES[case.stage]:
        text = _("A case that is “{old}” cannot become “{new}”.")
        raise DomainError(text.format(old=case.get_stage_display(), new=Stage(to).label if to in S.values else to))
    reason = reason.strip()
    if needs_reason(case.stage, to) and not reason:
        raise DomainError(_("Give the reason of this step: the board may ask for it later."))
    crosses = _hold_where_the_mark_changes(case, to)
    made = Move(case=case, old=case.stage, old_on=case.stage_on, new=to, reason=reason, actor=actor)
    made.actor_name = actor.display_name[:150]
    write(case, seen=seen, stage=to, stage_on=clock.today())
    made.save(force_insert=True)
    _mark(case, crosses)
    record("revival.moved", case, actor=actor, before={"stage": made.old}, after={"stage": to}, reason=reason)
    return made


def _hold_where_the_mark_changes(case: Case, to: str) -> bool:
    """Whether a move makes the cooperative coached or not coached any more; then it is held, before the case is."""
    crosses = (case.stage in BACK) != (to in BACK)
    if crosses:
        lock(case.cooperative_id)
    return crosses


def _mark(case: Case, crosses: bool) -> None:
    if crosses:
        in_revival.mark([case.cooperative_id], case.stage not in BACK)


def last_move(case: Case) -> Move | None:
    return case.moves.filter(taken_back_at=None).order_by("-at", "-pk").first()


@transaction.atomic
def take_back(case: Case, *, reason: str, actor, seen: int | None = None, is_by_act: bool = False) -> None:
    """Undo the last move of an open case, with a reason; both stay to be read. `is_by_act`: with all that hangs on it.

    Raises DomainError when there is none, or when more belongs to it than the move.
    """
    newest = last_move(case)
    if newest is None or not case.is_open or newest.new != case.stage:
        raise DomainError(_("There is no step to take back."))
    if not is_by_act and ({newest.old, newest.new} & set(LEFT_BY_ACT) or _is_warned_by_letter(case, newest)):
        raise DomainError(
            _("What was warned, proposed or decided is taken back on the page “Warnings and dissolution”.")
        )
    if not reason.strip():
        raise DomainError(_("Give the reason why the step is taken back."))
    crosses = _hold_where_the_mark_changes(case, newest.old)
    write(case, seen=seen, stage=newest.old, stage_on=newest.old_on)
    _mark(case, crosses)
    Move.objects.filter(pk=newest.pk, taken_back_at=None).update(
        taken_back_at=clock.now(), taken_back_by_name=actor.display_name[:150], taken_back_reason=reason.strip()
    )
    said = {"before": {"stage": newest.new}, "after": {"stage": newest.old}, "reason": reason.strip()}
    record("revival.move_taken_back", case, actor=actor, **said)


def _is_warned_by_letter(case: Case, newest: Move) -> bool:
    """Whether a letter has moved it there: void, it takes the move back."""
    return newest.new == S.WARNED and case.warnings.filter(state=PaperState.ISSUED).exists()


@transaction.atomic
def end(case: Case, *, outcome: str, text: str, actor, seen: int | None = None, is_announced: bool = False) -> None:
    """End a case for good; another try is a new one. `is_announced` is its dissolution, by the Berita Negara.

    Raises DomainError without an outcome, when it has ended, or while a proposal of its dissolution is under way.
    """
    lock(case.cooperative_id)
    if not case.is_open:
        raise DomainError(_("This case has ended already."))
    if case.stage in LEFT_BY_ACT and not is_announced:
        raise DomainError(
            _("The dissolution is under way: withdraw it first, or note its number in the Berita Negara.")
        )
    if outcome not in CaseOutcome.values:
        raise DomainError(_("Choose with what the case has ended."))
    if outcome == CaseOutcome.OTHER and not text.strip():
        raise DomainError(_("Say in words with what the case has ended."))
    if outcome in mergers.OUTCOMES:
        mergers.check(case)
    old = case.stage
    said = {"outcome": outcome, "outcome_text": text.strip(), "hold_until": None, "hold_reason": ""}
    write(case, seen=seen, stage=S.ENDED, stage_on=clock.today(), closed_on=clock.today(), **said)
    in_revival.mark([case.cooperative_id], False)
    events.record(
        "revival.closed",
        actor=actor,
        object_type="cooperative",
        object_id=case.cooperative_id,
        label=case.cooperative.name,
        before={"in_revival": old not in BACK, "stage": old},
        after={"in_revival": False, "outcome": outcome},
        reason=text.strip(),
    )


def end_doubles(cases: CaseQuerySet) -> list[list[Any]]:
    """End the open ones of some cases, whose cooperative has another; returns what `open_again` needs."""
    found = cases.open().select_for_update(of=("self",))
    memory = [
        [case.pk, case.stage, *map(events.plain, (case.stage_on, case.hold_until)), case.hold_reason] for case in found
    ]
    ended = {
        "stage": S.ENDED,
        "stage_on": clock.today(),
        "closed_on": clock.today(),
        "outcome": CaseOutcome.WRONG_ENTRY,
    }
    cases.open().update(**ended, hold_until=None, hold_reason="", revision=F("revision") + 1)
    return memory


def open_again(memory: list[list[Any]]) -> None:
    """Undo `end_doubles`."""
    for pk, stage, since, hold_until, hold_reason in memory:
        rows = Case.objects.filter(pk=pk, stage=S.ENDED, outcome=CaseOutcome.WRONG_ENTRY)
        held = {"hold_until": hold_until, "hold_reason": hold_reason}
        rows.update(stage=stage, stage_on=since, closed_on=None, outcome="", **held, revision=F("revision") + 1)
