"""Proposals to change a status, with their evidence: made by a job in set-based statements, decided by an officer.

A cooperative needs attention when it is late with several quarters or has missed a RAT; it is proposed as passive
when it has missed as many RAT in a row as the office's rule says (DOMAIN.md 2.2). A job decides nothing.
"""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from cooperatives import status
from cooperatives.choices import Authority, Status, StatusBasis
from cooperatives.models import Cooperative
from cooperatives.status_rules import last_due_meeting
from core import clock, events, office
from core.database import named_locks
from core.database.insert_select import insert_select, renewal
from core.errors import DomainError
from reports.choices import ProposalState, ProposedStatus
from reports.models import Proposal

COLUMNS = (
    "cooperative",
    "to",
    "state",
    "made_on",
    "quarters",
    "late_since",
    "rat_missed",
    "last_rat_year",
    "rule",
    "decided_by_name",
    "reason",
)
# What an open proposal is renewed by.
RENEWED = ("to", "quarters", "late_since", "rat_missed", "last_rat_year", "rule")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a run has made: proposals made or renewed, and those that no longer hold."""

    made: int
    lapsed: int


def rule_in_force() -> dict[str, int]:
    """The office's rules, stored with each proposal."""
    values = office.values()
    names = ("years_without_rat", "attention_quarters", "attention_rat")
    return {name: values[name] for name in names}


def candidates(on: date) -> QuerySet[Cooperative]:
    """Running cooperatives of the city whose status might have to change, with `proposed` and the evidence.

    One whose last RAT nobody knows is not blamed for it; one in revival is in good hands already.
    """
    rule = rule_in_force()
    missed = Case(
        When(last_rat_year=None, then=Value(0)),
        default=Greatest(Value(0), Value(last_due_meeting(on)) - F("last_rat_year")),
        output_field=IntegerField(),
    )
    late = Q(n_quarters__gte=rule["attention_quarters"]) | Q(n_rat__gte=rule["attention_rat"])
    return (
        Cooperative.objects.current()
        .filter(authority=Authority.CITY, status__in=[Status.ACTIVE, Status.ATTENTION], in_revival=False)
        .annotate(n_quarters=Coalesce(F("arrears__quarters"), Value(0)), n_rat=missed)
        .annotate(
            proposed=Case(
                When(n_rat__gte=rule["years_without_rat"], then=Value(ProposedStatus.PASSIVE.value)),
                When(late & Q(status=Status.ACTIVE), then=Value(ProposedStatus.ATTENTION.value)),
                default=Value(""),
                output_field=CharField(),
            )
        )
        .exclude(proposed="")
    )


@transaction.atomic
def propose(on: date) -> Proposed:
    """Make, renew and take back proposals as of a day. What an officer has dismissed comes again only when the
    evidence has grown. A second run changes nothing.
    """
    named_locks.hold("proposals")
    found = candidates(on)
    lapsed = (
        Proposal.objects.open()
        .exclude(cooperative__in=found.values("pk"))
        .update(state=ProposalState.LAPSED, decided_at=clock.now())
    )
    dismissed = Proposal.objects.filter(
        cooperative=OuterRef("pk"),
        state=ProposalState.DISMISSED,
        to=OuterRef("proposed"),
        quarters__gte=OuterRef("n_quarters"),
        rat_missed__gte=OuterRef("n_rat"),
    )
    result = Proposed(_write(found.exclude(Exists(dismissed)), on), lapsed)
    if any(asdict(result).values()):
        events.record(
            "proposals.made", actor=None, object_type="office", object_id=0, label=on.isoformat(), after=asdict(result)
        )
    return result


def _write(found: QuerySet[Cooperative], on: date) -> int:
    rows = (
        found.order_by()
        .annotate(
            state=Value(ProposalState.OPEN.value),
            day=Value(on),
            rule=Value(rule_in_force(), output_field=JSONField()),
            nobody=Value(""),
            nothing=Value(""),
        )
        .values_list(
            "pk",
            "proposed",
            "state",
            "day",
            "n_quarters",
            "arrears__since",
            "n_rat",
            "last_rat_year",
            "rule",
            "nobody",
            "nothing",
        )
    )
    renewed = renewal(
        Proposal, "(cooperative_id) WHERE state = 'open'", RENEWED, where=("to", "quarters", "rat_missed")
    )
    return insert_select(Proposal, COLUMNS, rows, on_conflict=renewed)


def stale(proposal: Proposal) -> str:
    text = _("{name}: this proposal was decided or has changed meanwhile. Look at it again.")
    return text.format(name=proposal.cooperative.legal_name)


def seen(proposal: Proposal) -> str:
    """What somebody who decides has looked at: the job may renew a proposal between the page and the button."""
    return f"{proposal.pk}-{proposal.to}-{proposal.quarters}-{proposal.rat_missed}"


@transaction.atomic
def confirm(proposal: Proposal, *, reason: str, actor) -> None:
    """Change the status as proposed, with the officer's reason and the rule in force.

    Raises DomainError without a reason, when it was decided meanwhile, or when the change is not allowed.
    """
    _decide(proposal, ProposalState.CONFIRMED, reason, actor)
    cooperative = Cooperative.objects.get(pk=proposal.cooperative_id)
    by_meetings = proposal.to == ProposedStatus.PASSIVE or proposal.quarters < proposal.rule["attention_quarters"]
    proposal.status_change = status.change_status(
        cooperative,
        to=proposal.to,
        on=clock.today(),
        reason=reason,
        actor=actor,
        basis=StatusBasis.RAT_MISSED if by_meetings else StatusBasis.REPORTS_MISSED,
    )
    proposal.save(update_fields=["status_change"])


@transaction.atomic
def dismiss(proposal: Proposal, *, reason: str, actor) -> None:
    """Leave the status as it is. Raises as `confirm`."""
    _decide(proposal, ProposalState.DISMISSED, reason, actor)


def _decide(proposal: Proposal, state: str, reason: str, actor) -> None:
    if not reason.strip():
        raise DomainError(_("Give the reason of the decision."))
    as_seen = Proposal.objects.filter(
        to=proposal.to, quarters=proposal.quarters, rat_missed=proposal.rat_missed, state=ProposalState.OPEN
    )
    decided = as_seen.filter(pk=proposal.pk).update(
        state=ProposalState(state),
        reason=reason.strip(),
        decided_at=clock.now(),
        decided_by=actor,
        decided_by_name=actor.display_name[:150],
    )
    if not decided:
        raise DomainError(stale(proposal))
    events.record(
        f"proposal.{state}",
        actor=actor,
        object_type="cooperative",
        object_id=proposal.cooperative_id,
        label=proposal.cooperative.name,
        reason=reason.strip(),
        after={"to": proposal.get_to_display(), "quarters": proposal.quarters, "rat_missed": proposal.rat_missed},
    )
