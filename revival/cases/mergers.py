"""The merger that a case leads to: what is there of it is noted, and the case ends as merged when all of it is."""

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from revival.cases.changes import record, write
from revival.choices import CaseOutcome
from revival.models import Case, Merger

OUTCOMES = (CaseOutcome.MERGED, CaseOutcome.MERGED_VILLAGE)


@transaction.atomic
def put(case: Case, *, merger: Merger, actor, seen: int | None = None) -> Merger:
    """Keep how far the merger is. Raises DomainError for a meeting to come, or when the case has ended."""
    held = [day for day in (merger.meeting_on, merger.other_meeting_on) if day]
    if any(day > clock.today() for day in held):
        raise DomainError(_("A members’ meeting that is still to come is not held: leave its day empty."))
    old = Merger.objects.filter(case=case).first()
    write(case, seen=seen)
    merger.case = case
    if old:
        merger.pk = old.pk
    merger.save()
    record("revival.merger_set", case, actor=actor, before=_said(old), after=_said(merger))
    return merger


def _said(merger: Merger | None) -> dict[str, object]:
    if merger is None:
        return {}
    names = ("into", "meeting_on", "other_meeting_on", "approval_number")
    return {name: getattr(merger, name) for name in names if getattr(merger, name)}


def check(case: Case) -> None:
    """Raises DomainError while the merger of a case is under way, with what is missing."""
    merger = Merger.objects.filter(case=case).first()
    if merger is None:
        raise DomainError(_("Note the merger first: into which cooperative, both meetings, and the legal approval."))
    if missing := merger.missing:
        names = "; ".join(str(name) for name in missing)
        raise DomainError(_("The merger is under way. Missing: {names}.").format(names=names))
