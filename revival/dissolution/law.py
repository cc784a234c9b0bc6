"""The days of the law after a proposal: which may be noted, and which are computed (UU 25/1992 art. 47-56).

The notice leaves two months to object and four to decide, an objection one to answer it; creditors have three months
from the day on which they were told. The portal notes what the ministry does, also when it is late.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.choices import Status, StatusBasis
from cooperatives.record.versions import lock
from core import clock
from core.errors import DomainError
from core.text.formats import long_date
from revival.cases import stages
from revival.cases.changes import record, write
from revival.choices import CaseOutcome, Ground, LegalStepKind, Stage
from revival.dissolution import ministry_proposal
from revival.models import Case, Dissolution, LegalStep

K = LegalStepKind
# Which step another one follows; a decision of the own members' meeting needs no notice.
AFTER: dict[str, LegalStepKind | None] = {
    K.TOLD: None,
    K.OBJECTED: K.TOLD,
    K.ANSWERED: K.OBJECTED,
    K.DECIDED: K.TOLD,
    K.CREDITORS: K.DECIDED,
    K.ANNOUNCED: K.CREDITORS,
}
WITH_NUMBER = (K.DECIDED, K.ANNOUNCED)
STATUS_AFTER: dict[str, Status] = {K.DECIDED: Status.WINDING_UP, K.ANNOUNCED: Status.DISSOLVED}
# Of those who wind it up.
MOST = 20


@dataclass(frozen=True, slots=True)
class Span:
    """A limit: its name, the step that begins it, its months, the steps that meet it, the article, and whether
    somebody has to act within it or only may.
    """

    key: str
    label: Any
    begins: LegalStepKind
    months: int
    met_by: tuple[LegalStepKind, ...]
    article: str
    is_duty: bool


SPANS = (
    Span(
        "object",
        gettext_lazy("Objection of the board possible until"),
        K.TOLD,
        2,
        (K.OBJECTED, K.DECIDED),
        "47 (3)",
        False,
    ),
    Span("answer", gettext_lazy("Answer of the ministry due until"), K.OBJECTED, 1, (K.ANSWERED,), "47 (4)", True),
    Span("decide", gettext_lazy("Decision of the ministry due until"), K.TOLD, 4, (K.DECIDED,), "47 (2)", True),
    Span("claim", gettext_lazy("Creditors may claim until"), K.CREDITORS, 3, (K.ANNOUNCED,), "50", False),
)
# The article of each step.
ARTICLES = {
    K.TOLD: "47",
    K.OBJECTED: "47 (3)",
    K.ANSWERED: "47 (4)",
    K.DECIDED: "47 (2)",
    K.CREDITORS: "49",
    K.ANNOUNCED: "56",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A computed day: until when something may or must be, and whether it was met."""

    span: Span
    on: date
    is_met: bool

    def is_past(self, day: date) -> bool:
        return self.on < day


Steps = Mapping[str, LegalStep]


def noted(found: Dissolution) -> Steps:
    """The steps that count, by kind."""
    return {step.kind: step for step in found.steps.filter(taken_back_at=None)}


def limits(steps: Steps) -> list[Limit]:
    """The days that the law computes from the steps noted so far."""
    upheld = bool(K.ANSWERED in steps and steps[K.ANSWERED].is_upheld)
    return [
        Limit(
            span,
            steps[span.begins].on + relativedelta(months=span.months),
            upheld or any(kind in steps for kind in span.met_by),
        )
        for span in SPANS
        if span.begins in steps
    ]


def follows(found: Dissolution, kind: str) -> LegalStepKind | None:
    """The step that has to be there before."""
    return None if kind == K.DECIDED and found.ground == Ground.OWN_MEETING else AFTER[kind]


def offered(found: Dissolution, steps: Steps) -> list[LegalStepKind]:
    """The steps that can be noted next."""
    own = found.ground == Ground.OWN_MEETING
    skipped = {K.TOLD, K.OBJECTED, K.ANSWERED} if own else set()
    rows = [kind for kind in K if kind not in steps and kind not in skipped]
    return [kind for kind in rows if not _obstacle(found, steps, kind)]


def _obstacle(found: Dissolution, steps: Steps, kind: str) -> str:
    """Why a step cannot be noted, "" when it can."""
    if kind in steps:
        return _("“{step}” is noted already.").format(step=K(kind).label)
    before = follows(found, kind)
    if before and before not in steps:
        return _("“{step}” comes after “{before}”: note that first.").format(step=K(kind).label, before=before.label)
    if kind in (K.OBJECTED, K.ANSWERED) and K.DECIDED in steps:
        return _("It is decided already.")
    if kind == K.DECIDED and K.OBJECTED in steps:
        if K.ANSWERED not in steps:
            return _("The objection waits for its answer: note that first.")
        if steps[K.ANSWERED].is_upheld:
            return _("The ministry has followed the objection: bring the case back to the plan.")
    return ""


@transaction.atomic
def note(
    case: Case,
    *,
    kind: str,
    on: date,
    number: str,
    words: str,
    is_upheld: bool | None,
    actor,
    seen: int | None = None,
) -> LegalStep:
    """Note a day of the law. A decision makes the cooperative one that is wound up; the announcement ends its case.

    Raises DomainError for a step out of its order, a day that cannot be, or without the number that it has.
    """
    cooperative = lock(case.cooperative_id)
    found = ministry_proposal.current(case)
    if found is None:
        raise DomainError(_("No proposal is under way."))
    steps = noted(found)
    if obstacle := _obstacle(found, steps, kind):
        raise DomainError(obstacle)
    _check_day(found, steps, kind, on)
    if kind in WITH_NUMBER and not number.strip():
        raise DomainError(_("Give the number that stands on it."))
    if kind == K.ANSWERED and is_upheld is None:
        raise DomainError(_("Say whether the ministry has followed the objection."))
    if kind == K.ANNOUNCED:
        _check_claims(steps, on, words)
    step = LegalStep(dissolution=found, kind=kind, on=on, number=number.strip(), words=words.strip())
    step.is_upheld = is_upheld if kind == K.ANSWERED else None
    step.actor, step.actor_name = actor, actor.display_name[:150]
    said = "; ".join(filter(None, [str(K(kind).label), step.number, step.words]))
    if kind == K.DECIDED:
        stages.move(case, Stage.WINDING_UP, reason=said, seen=seen, actor=actor)
    elif kind == K.ANNOUNCED:
        stages.end(case, outcome=CaseOutcome.DISSOLVED, text=said, seen=seen, actor=actor, is_announced=True)
        Dissolution.objects.filter(pk=found.pk).update(ended_on=on)
    else:
        write(case, seen=seen)
    step.save(force_insert=True)
    if kind in STATUS_AFTER:
        changed = {"on": on, "basis": StatusBasis.MINISTRY, "reason": said, "actor": actor}
        ministry_proposal.to_status(cooperative, STATUS_AFTER[kind], **changed)
    after = {"step": str(K(kind).label), "on": on, "number": step.number}
    record("revival.legal_step", case, actor=actor, after=after, reason=step.words)
    return step


def _check_claims(steps: Steps, on: date, words: str) -> None:
    """Raises DomainError for an announcement before the creditors' time is over, unless it is said why."""
    ends = next(limit.on for limit in limits(steps) if limit.span.begins == K.CREDITORS)
    if on < ends and not words.strip():
        text = _("Creditors may claim until {day}: say in words why it was announced before.")
        raise DomainError(text.format(day=long_date(ends)))


def _check_day(found: Dissolution, steps: Steps, kind: str, on: date) -> None:
    if on > clock.today():
        raise DomainError(_("The day lies in the future."))
    before = follows(found, kind)
    since = steps[before].on if before else found.proposed_on
    if kind == K.DECIDED and K.ANSWERED in steps:
        since = max(since, steps[K.ANSWERED].on)
    if on < since:
        raise DomainError(_("“{step}” was not before {day}.").format(step=K(kind).label, day=long_date(since)))


@transaction.atomic
def take_back(case: Case, *, reason: str, actor, seen: int | None = None) -> None:
    """Take back the newest day that was noted, because it was typed wrongly; it stays to be read.

    Raises DomainError when there is none, without a reason, or when the case has ended with it.
    """
    cooperative = lock(case.cooperative_id)
    reason = reason.strip()
    found = ministry_proposal.current(case)
    newest = found.steps.filter(taken_back_at=None).order_by("-at", "-pk").first() if found else None
    if newest is None:
        raise DomainError(_("There is no day to take back."))
    if not reason:
        raise DomainError(_("Give the reason why the day is taken back."))
    if newest.kind == K.DECIDED:
        stages.take_back(case, reason=reason, actor=actor, seen=seen, is_by_act=True)
        if cooperative.status == Status.WINDING_UP:
            changed = {"on": clock.today(), "basis": StatusBasis.CORRECTION, "reason": reason, "actor": actor}
            ministry_proposal.to_status(cooperative, Status.PROPOSED_DISSOLUTION, **changed)
    else:
        write(case, seen=seen)
    newest.taken_back_at, newest.taken_back_by_name = clock.now(), actor.display_name[:150]
    newest.taken_back_reason = reason[:300]
    newest.save(update_fields=["taken_back_at", "taken_back_by_name", "taken_back_reason"])
    after = {"step": str(newest.get_kind_display()), "on": newest.on}
    record("revival.legal_step_taken_back", case, actor=actor, after=after, reason=reason)


@transaction.atomic
def set_team(case: Case, *, lines: str, actor, seen: int | None = None) -> None:
    """Keep who winds it up (penyelesai, art. 51-54), one a line, with the position after a comma.

    Raises DomainError when no proposal is under way, or for too many.
    """
    found = ministry_proposal.current(case)
    if found is None:
        raise DomainError(_("No proposal is under way."))
    named = [line.partition(",") for line in lines.splitlines() if line.strip()]
    if len(named) > MOST:
        raise DomainError(_("More than {n} people are too many.").format(n=MOST))
    people = [(name.strip()[:150], position.strip()[:150]) for name, _comma, position in named]
    team = [list(person) for person in people if person[0]]
    write(case, seen=seen)
    Dissolution.objects.filter(pk=found.pk).update(team=team)
    record(
        "revival.team_set",
        case,
        actor=actor,
        before={"team": [name for name, _position in found.team]},
        after={"team": [name for name, _position in team]},
    )
