"""Causes, the decision of the board and the plan of a case."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import DomainError
from revival.cases.changes import record, write
from revival.choices import CauseCode
from revival.models import Case, Cause, Decision, PlanLine

C = CauseCode
# What is usually done about a cause: the first lines of a plan, each to be changed.
PROPOSED: dict[str, object] = {
    C.NO_SUCCESSORS: gettext_lazy("Election of a new board in an extraordinary members’ meeting"),
    C.BOARD_LEFT: gettext_lazy("Find members who lead for now and call an extraordinary members’ meeting"),
    C.ARREARS: gettext_lazy("List of loans not paid back, and an agreement with each debtor"),
    C.COMPETITION: gettext_lazy("A business plan with what members need and banks do not offer"),
    C.BOOKS: gettext_lazy("Course in bookkeeping, and the books of the last year put in order with the adviser"),
    C.NO_BUSINESS: gettext_lazy("A small business plan for one year"),
    C.MEMBERS_GONE: gettext_lazy("List of members brought up to date; who has left is let go by the articles"),
    C.CONFLICT: gettext_lazy("Meeting of board, supervisors and members, led by the office"),
    C.MISUSE: gettext_lazy("Examination of the books by the supervisors, with a report to the members’ meeting"),
    C.NOT_FOUND: gettext_lazy("Ask at the kelurahan for the address and for members"),
    C.FOR_AID: gettext_lazy("Ask the members whether they want a cooperative, or its dissolution"),
    C.PANDEMIC: gettext_lazy("Begin the business again with what is left; plan for one year"),
    C.NO_APPLICATION: gettext_lazy("Fill in the report together at the office"),
    C.NOT_REPORTED: gettext_lazy("Hand in the papers of the meetings that were held"),
}


@transaction.atomic
def set_causes(case: Case, *, codes: Sequence[str], words: str, actor, seen: int | None = None) -> None:
    """Say why the cooperative stopped: these causes and no others; the words stand with the first of them."""
    before = [str(cause) for cause in case.causes.all()]
    write(case, seen=seen)
    case.causes.exclude(code__in=codes).delete()
    for n, code in enumerate(codes):
        Cause.objects.update_or_create(case=case, code=code, defaults={"words": "" if n else words.strip()})
    after = [str(cause) for cause in case.causes.all()]
    record(
        "revival.causes_set",
        case,
        actor=actor,
        before={"causes": before},
        after={"causes": after, "words": words.strip()},
    )


@transaction.atomic
def decide(case: Case, *, decision: Decision, actor) -> Decision:
    """Keep what the board has said. Raises DomainError for a day to come, or when the case has ended."""
    if decision.on > clock.today():
        raise DomainError(_("The day of the decision lies in the future."))
    decision.case, decision.actor, decision.actor_name = case, actor, actor.display_name[:150]
    write(case, seen=None)
    decision.save(force_insert=True)
    after = {"wish": str(decision.get_wish_display()), "on": decision.on}
    record("revival.decided", case, actor=actor, after=after, reason=decision.words)
    return decision


def proposals(case: Case) -> list[PlanLine]:
    """Lines that the causes propose and that the plan does not hold yet, in whatever words."""
    plan = list(case.plan.all())
    there, words = {line.proposal for line in plan}, {line.what for line in plan}
    lines = [
        PlanLine(proposal=cause.code, what=str(PROPOSED[cause.code]))
        for cause in case.causes.all()
        if cause.code in PROPOSED and cause.code not in there
    ]
    # Lines from before a plan remembered what had proposed them.
    return [line for line in lines if line.what not in words]


@transaction.atomic
def put_line(case: Case, *, line: PlanLine, actor, seen: int | None = None) -> PlanLine:
    """Add a line to the plan, or change one.

    Raises StaleVersionError when the case has changed since revision `seen`.
    """
    before = PlanLine.objects.filter(pk=line.pk).first()
    line.case = case
    write(case, seen=seen)
    if before is None and line.proposal and case.plan.filter(proposal=line.proposal).exists():
        raise DomainError(_("This proposal stands in the plan already."))
    line.save()
    said = {"what": line.what, "who": line.who, "until": line.until}
    old = {"what": before.what, "who": before.who, "until": before.until} if before else {}
    record("revival.plan_changed", case, actor=actor, before=old, after=said)
    return line


@transaction.atomic
def remove_line(case: Case, *, line: PlanLine, actor) -> None:
    """Take a line out of the plan."""
    write(case, seen=None)
    line.delete()
    record("revival.plan_removed", case, actor=actor, after={"what": line.what})


@transaction.atomic
def mark_done(case: Case, *, line: PlanLine, on: date | None, actor) -> None:
    """Note that a line was done on a day, or with no day that it was not. Raises DomainError for a day to come."""
    if on and on > clock.today():
        raise DomainError(_("This day lies in the future."))
    write(case, seen=None)
    PlanLine.objects.filter(pk=line.pk, case=case).update(done_on=on)
    verb = "revival.plan_done" if on else "revival.plan_not_done"
    record(verb, case, actor=actor, before={"done_on": line.done_on}, after={"what": line.what, "done_on": on})
