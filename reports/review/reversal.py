"""Taking an acceptance back, with a reason: the report is reviewed once more, or goes back to its board.

The receipt and its day stay: they say when the report was received. The version that an amendment had replaced is
the accepted one again, so that sums never lose a quarter by the withdrawal of its correction.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import four_eyes
from cooperatives.messaging.outcome import DeliveryOutcome
from core import clock
from core.errors import DomainError, StaleVersionError
from core.models import Event
from reports import notifications, workflow
from reports.choices import OPEN_STATES, State
from reports.models import Report
from reports.register import key_figures
from reports.review import decisions

REOPENED, RESTORED = "report.reopened", "report.restored"
WAYS = (State.IN_REVIEW, State.RETURNED)


def obstacle(report: Report) -> str:
    """What stands in the way of taking the acceptance back, in words; empty when nothing does."""
    others = report.obligation.reports.exclude(pk=report.pk)
    if report.state == State.SUPERSEDED:
        newer = others.filter(state=State.ACCEPTED, version__gt=report.version).first()
        if newer:
            return _(
                "Version {n} has replaced this one and is accepted. Take the acceptance of version {n} back first."
            ).format(n=newer.version)
    if report.state != State.ACCEPTED:
        return _("Only an accepted report can be opened again; this one is “{state}”.").format(
            state=report.get_state_display()
        )
    opened = others.filter(state__in=OPEN_STATES).first()
    if opened:
        return _(
            "Version {n} ({state}) was begun on this acceptance. Decide on that version first, or let it be "
            "withdrawn and thrown away."
        ).format(n=opened.version, state=opened.get_state_display())
    return ""


def replaced(report: Report) -> Report | None:
    """The version that this one has replaced: it becomes the accepted one again."""
    found = report.obligation.reports.filter(state=State.SUPERSEDED, version__lt=report.version)
    return found.order_by("-version").first()


@transaction.atomic
def reopen(report: Report, *, to: str, reason: str, actor, expected_revision: int | None = None) -> DeliveryOutcome:
    """Take the acceptance back: `to` is the review once more, or the return to the board. Returns who is told.

    Raises StaleVersionError when the report has changed since `expected_revision`, SamePersonError for a report that
    the actor has entered or sent, DomainError without a reason or when something was built on the acceptance.
    """
    key_figures.hold(report)
    seen = report.revision if expected_revision is None else expected_revision
    report = workflow.locked(report)
    if report.revision != seen:
        raise StaleVersionError(str(workflow.CHANGED))
    if problem := obstacle(report):
        raise DomainError(problem)
    reason = reason.strip()
    if not reason:
        raise DomainError(_("Give the reason why the acceptance is taken back."))
    if to not in WAYS:
        raise DomainError(_("Choose whether the report is reviewed once more or returned to the board."))
    refusal = _(
        "You have entered or sent this yourself: somebody else of the office must take its acceptance back (four eyes)."
    )
    alone = four_eyes.second_look(actor, report.made_by, refusal=refusal)
    before = replaced(report)
    workflow.transition(
        report,
        to,
        actor=actor,
        reason=reason,
        taking_back=REOPENED,
        fields=_fields(to, actor, reason),
        source={"alone": True} if alone else None,
    )
    if before:
        workflow.transition(before, State.ACCEPTED, actor=actor, reason=reason, taking_back=RESTORED)
    return notifications.reopened(report, reason)


def _fields(to: str, actor, reason: str) -> dict[str, object]:
    """A return is a decision of its own; a review has none yet."""
    fields = decisions.decision(actor, reason if to == State.RETURNED else "") | {"accepted_alone": False}
    if to == State.IN_REVIEW:
        fields |= {"decided_at": None, "review_began_at": clock.now()}
    return fields


def last(report: Report) -> Event | None:
    """The last time that an acceptance of this version was taken back: who, when, and why."""
    return Event.objects.filter(object_type="report", object_id=report.pk, verb=REOPENED).order_by("-pk").first()
