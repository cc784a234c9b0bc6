"""The states of a report, and the only module that moves them (tests/test_guards.py holds that).

A version that was sent never changes: a correction, an amendment and a withdrawal each begin a new version.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import clock, events
from core.errors import DomainError, StaleVersionError
from reports.choices import OPEN_STATES, Standing, State
from reports.escalation.cancellation import recall
from reports.models import Obligation, Report
from reports.obligations import lateness
from reports.register import key_figures

MOVES: dict[str, tuple[str, ...]] = {
    State.DRAFT: (State.SUBMITTED,),
    State.SUBMITTED: (State.IN_REVIEW, State.WITHDRAWN),
    State.IN_REVIEW: (State.ACCEPTED, State.RETURNED, State.SUBMITTED),
    State.ACCEPTED: (State.SUPERSEDED,),
    State.RETURNED: (),
    State.WITHDRAWN: (),
    State.SUPERSEDED: (),
}
# The moves that take one back (reports/review/reversal.py): only who asks for them by `taking_back` makes them.
BACK: dict[str, tuple[str, ...]] = {
    State.ACCEPTED: (State.IN_REVIEW, State.RETURNED),
    State.SUPERSEDED: (State.ACCEPTED,),
}
# The standing of an obligation is that of its furthest version, in this order.
FURTHEST = (
    (State.ACCEPTED, Standing.ACCEPTED),
    (State.SUPERSEDED, Standing.ACCEPTED),
    (State.IN_REVIEW, Standing.IN_REVIEW),
    (State.SUBMITTED, Standing.SUBMITTED),
    (State.RETURNED, Standing.RETURNED),
    (State.DRAFT, Standing.DRAFT),
)
# Oneself, too: another window, or a save that was still under way.
CHANGED = gettext_lazy(
    "This report has changed since you opened the page, here or in another window, or by somebody else. "
    "Look at it again first."
)
# What a move back writes over: its event keeps them.
DECISION = ("reviewer_name", "decided_at", "decision_note", "accepted_alone")
RECEIVED = {State.ACCEPTED, State.SUPERSEDED, State.IN_REVIEW, State.SUBMITTED, State.RETURNED}


def lock(obligation_id: int) -> Obligation:
    """Hold an obligation until the end of the transaction.

    Whoever changes a report of it takes this lock first, then looks at the report anew: one order for all, so that
    nobody waits for each other in a circle (on SQLite the transaction itself is the lock).
    """
    rows = Obligation.objects.select_for_update(of=("self",)).select_related("cooperative", "period")
    return rows.get(pk=obligation_id)


def locked(report: Report) -> Report:
    """A report as it is now, with its obligation held. Raises DomainError when it was thrown away meanwhile."""
    obligation = lock(report.obligation_id)
    found = Report.objects.select_related("upload").filter(pk=report.pk).first()
    if found is None:
        raise DomainError(_("This draft was thrown away meanwhile."))
    found.obligation = obligation
    return found


@transaction.atomic
def transition(
    report: Report,
    to: str,
    *,
    actor,
    reason: str = "",
    expected_revision: int | None = None,
    fields: dict[str, Any] | None = None,
    taking_back: str = "",
    source: Mapping[str, Any] | None = None,
) -> None:
    """Move a report to another state, with the columns that change along, its event and the obligation's standing.

    `taking_back` is the verb of a move that takes an earlier one back, from the table of those. Raises DomainError
    for a move that is not allowed, StaleVersionError when the report has changed since `expected_revision` was read.
    """
    lock(report.obligation_id)
    old = report.state
    if to not in (BACK.get(old, ()) if taking_back else MOVES[old]):
        raise DomainError(
            _("A report that is “{old}” cannot become “{new}”.").format(old=State(old).label, new=State(to).label)
        )
    revision = report.revision if expected_revision is None else expected_revision
    moved = Report.objects.filter(pk=report.pk, state=old, revision=revision).update(
        state=to, revision=F("revision") + 1, **(fields or {})
    )
    if not moved:
        raise StaleVersionError(str(CHANGED))
    before = {"state": old} | ({name: getattr(report, name) for name in DECISION} if taking_back else {})
    report.refresh_from_db()
    settle(report.obligation_id)
    details = {"before": before, "after": {"state": to}, "reason": reason, "source": source}
    given_back = "report.released" if (old, to) == (State.IN_REVIEW, State.SUBMITTED) else ""
    record(taking_back or given_back or f"report.{to}", report, actor=actor, **details)
    if to == State.ACCEPTED:
        key_figures.take(report, actor=actor)
    elif old == State.ACCEPTED:
        key_figures.give_back(report, actor=actor)


def settle(obligation_id: int) -> None:
    """Write what follows for the obligation: its standing, the first receipt, the days late, the flag of lateness."""
    obligation = lock(obligation_id)
    states = set(obligation.reports.values_list("state", flat=True))
    standing = next((standing for state, standing in FURTHEST if state in states), Standing.NONE)
    # The first that was sent: a paper of a later one, with an earlier day, changes nothing of it.
    sent = obligation.reports.filter(state__in=RECEIVED).select_related("arrival").order_by("version").first()
    received = sent.counts_from if sent else None
    obligation.standing = standing
    obligation.received_at = received
    obligation.days_late = obligation.lateness_on_receipt()
    flag, obligation.late_since = obligation.late_since, lateness.since(obligation, clock.today())
    obligation.save(update_fields=["standing", "received_at", "days_late", "late_since"])
    if flag != obligation.late_since:
        lateness.recount([obligation.cooperative_id])
    if received:
        recall(Obligation.objects.filter(pk=obligation_id))


@transaction.atomic
def begin_version(
    obligation: Obligation, *, actor, copy_of: Report | None = None, amendment_reason: str = "", **fields: Any
) -> Report:
    """A new draft, with the figures of an earlier version where one is given.

    Raises DomainError while another version is open; the database allows one (`one_open_version_at_a_time`).
    """
    obligation = lock(obligation.pk)
    # Not only the newest: an older one may be under review again (reports/review/reversal.py).
    opened = obligation.reports.filter(state__in=OPEN_STATES).first()
    if opened:
        raise DomainError(
            _("A version of this report is open already: {state}.").format(state=opened.get_state_display())
        )
    newest = obligation.reports.order_by("-version").first()
    report = Report.objects.create(
        obligation=obligation,
        version=newest.version + 1 if newest else 1,
        profile=obligation.profile,
        amendment_reason=amendment_reason,
        saved_at=timezone.now(),
        saved_by=actor,
        own_figures=copy_of.own_figures if copy_of else {},
        unit_confirmed=copy_of.unit_confirmed if copy_of else False,
        **fields,
    )
    if copy_of:
        report.authors.set(User.objects.filter(pk__in=copy_of.made_by))
        report.figures.bulk_create(
            type(figure)(report=report, line=figure.line, column=figure.column, amount=figure.amount)
            for figure in copy_of.figures.all()
        )
    settle(obligation.pk)
    record("report.begun", report, actor=actor, after={"version": report.version}, reason=amendment_reason)
    return report


def record(verb: str, report: Report, *, actor, **details: Any) -> None:
    """One event of a report, found again by the report."""
    obligation = report.obligation
    events.record(
        verb,
        actor=actor,
        object_type="report",
        object_id=report.pk,
        label=f"{obligation.cooperative.name}, {obligation.period.label} v{report.version}",
        **details,
    )
