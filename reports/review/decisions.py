"""Looking at a report: begun by one reviewer, commented line by line, accepted or sent back with reasons."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import four_eyes
from cooperatives.messaging.outcome import DeliveryOutcome
from core import clock
from core.errors import DomainError, StaleVersionError
from reports import notifications, workflow
from reports.choices import Level, State
from reports.models import LineComment, Report
from reports.register import key_figures
from reports.statement.lines import STATEMENT


@transaction.atomic
def begin(report: Report, *, actor) -> None:
    """Take a sent report into review. Raises DomainError when it is not waiting, StaleVersionError when somebody
    else has just taken it.
    """
    workflow.transition(
        report,
        State.IN_REVIEW,
        actor=actor,
        fields={"reviewer": actor, "reviewer_name": actor.display_name[:150], "review_began_at": clock.now()},
    )


@transaction.atomic
def release(report: Report, *, actor) -> None:
    """Put a report back into the queue, e.g. when its reviewer is away."""
    workflow.transition(
        report, State.SUBMITTED, actor=actor, fields={"reviewer": None, "reviewer_name": "", "review_began_at": None}
    )


@transaction.atomic
def comment(report: Report, *, key: str, text: str, actor) -> LineComment:
    """Say something of a line, or of the whole report with an empty key. Only while it is under review."""
    report = workflow.locked(report)
    if report.state != State.IN_REVIEW:
        raise DomainError(_("The report is not under review."))
    if key and key not in {k for line in STATEMENT.lines.values() for k in line.keys}:
        raise DomainError(_("There is no such line."))
    if not text.strip():
        raise DomainError(_("Write what is to be corrected or explained."))
    found = LineComment.objects.create(
        report=report, key=key, text=text.strip()[:2000], author=actor, author_name=actor.display_name[:150]
    )
    workflow.record("report.commented", report, actor=actor, after={"line": key, "text": found.text})
    return found


@transaction.atomic
def delete_comment(comment: LineComment, *, actor) -> None:
    """Take a comment back before the decision."""
    report = workflow.locked(comment.report)
    if report.state != State.IN_REVIEW:
        raise DomainError(_("The review has ended; its comments stay."))
    workflow.record("report.comment_deleted", report, actor=actor, before={"line": comment.key, "text": comment.text})
    comment.delete()


def _take_up(report: Report, actor, expected_revision: int | None) -> Report:
    """The report as it is now, held and under review, if it is still the one that was looked at.

    Raises StaleVersionError otherwise.
    """
    seen = report.revision if expected_revision is None else expected_revision
    report = workflow.locked(report)
    if report.revision != seen:
        raise StaleVersionError(str(workflow.CHANGED))
    if report.state == State.SUBMITTED:
        begin(report, actor=actor)
    return report


@transaction.atomic
def accept(report: Report, *, actor, note: str = "", expected_revision: int | None = None) -> DeliveryOutcome:
    """Accept a report; the version that an amendment replaces becomes history in the same transaction.

    Returns who is told. Raises SamePersonError for a report that the actor has entered or sent.
    """
    key_figures.hold(report)
    report = _take_up(report, actor, expected_revision)
    alone = four_eyes.second_look(actor, report.made_by)
    for old in report.obligation.reports.filter(state=State.ACCEPTED).exclude(pk=report.pk):
        workflow.transition(old, State.SUPERSEDED, actor=actor)
    fields = decision(actor, note) | {"accepted_alone": alone}
    workflow.transition(report, State.ACCEPTED, actor=actor, reason=note.strip(), fields=fields)
    return notifications.accepted(report)


@transaction.atomic
def send_back(
    report: Report,
    *,
    actor,
    note: str = "",
    comments: Mapping[str, str] | None = None,
    expected_revision: int | None = None,
) -> DeliveryOutcome:
    """Return a report with its reasons: comments on lines, a note on the whole, or both.

    Returns who is told. Raises DomainError without any reason: a board must know what to correct.
    """
    report = _take_up(report, actor, expected_revision)
    for key, text in (comments or {}).items():
        comment(report, key=key, text=text, actor=actor)
    if not note.strip() and not report.comments.exists():
        raise DomainError(_("Say what is to be corrected: comment on a line, or write a note."))
    workflow.transition(report, State.RETURNED, actor=actor, reason=note.strip(), fields=decision(actor, note))
    return notifications.returned(report)


def decision(actor, note: str) -> dict[str, Any]:
    """The columns of a decision: who decides is the reviewer on record, whoever began."""
    return {
        "decided_at": clock.now(),
        "decision_note": note.strip(),
        "reviewer": actor,
        "reviewer_name": actor.display_name[:150],
    }


def is_clean(report: Report) -> bool:
    """Whether a report waits and needs no look of its own: no warning, no amendment, signed by the board, not empty."""
    if report.state != State.SUBMITTED or report.is_amendment or report.is_nil or not report.assets:
        return False
    if report.signer_exception:
        return False
    return all(finding.level == Level.INFO for finding in report.findings.all())


def accept_clean(reports: Iterable[Report], *, actor) -> tuple[int, list[Report]]:
    """Accept several reports without findings, each in a transaction of its own; returns how many, and the rest."""
    done, left = 0, []
    for report in reports:
        try:
            if not is_clean(report):
                raise DomainError(_("This one needs a look of its own."))
            accept(report, actor=actor)
            done += 1
        except DomainError:
            left.append(report)
    return done, left
