"""The status of a cooperative: the only module that writes it (tests/test_guards.py holds that).

The system proposes, an officer decides with a reason (DESIGN.md rule 6). The basis and the office's rule
in force are stored with each change.
"""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.choices import Status, StatusBasis
from cooperatives.models import Cooperative, StatusChange
from core import events, files, office
from core.errors import DomainError, StaleVersionError
from core.formats import long_date

ALIVE = (Status.ACTIVE, Status.ATTENTION, Status.PASSIVE)
# Dissolution is decided by the ministry after a proposal, and may be withdrawn (UU 25/1992 art. 46-56).
MOVES: dict[str, tuple[str, ...]] = {
    "": (*ALIVE, Status.PROPOSED_DISSOLUTION, Status.WINDING_UP, Status.DISSOLVED),
    Status.ACTIVE: (Status.ATTENTION, Status.PASSIVE, Status.PROPOSED_DISSOLUTION),
    Status.ATTENTION: (Status.ACTIVE, Status.PASSIVE, Status.PROPOSED_DISSOLUTION),
    Status.PASSIVE: (Status.ACTIVE, Status.ATTENTION, Status.PROPOSED_DISSOLUTION),
    Status.PROPOSED_DISSOLUTION: (*ALIVE, Status.WINDING_UP),
    Status.WINDING_UP: (Status.PROPOSED_DISSOLUTION, Status.DISSOLVED),
    Status.DISSOLVED: (),
}


def moves_from(status: str) -> tuple[str, ...]:
    return MOVES[status]


def rule_in_force() -> dict:
    return {"years_without_rat": office.value("years_without_rat")}


@transaction.atomic
def change_status(
    cooperative: Cooperative,
    *,
    to: str,
    on: date,
    basis: str,
    reason: str,
    actor,
    expected_version: int | None = None,
    evidence=None,
) -> StatusChange:
    """Move a cooperative to another status, with its history row and event.

    Raises DomainError when the move is not allowed or gives no reason, StaleVersionError when the
    record has changed since `expected_version` was read, NotStoredError when no disk takes the evidence.
    """
    old = cooperative.status
    if to not in moves_from(old):
        raise DomainError(
            _("From “{old}” there is no way to “{new}”.").format(old=cooperative.status_label, new=Status(to).label)
        )
    if not reason.strip():
        raise DomainError(_("Give the reason of the change."))
    if on > timezone.localdate():
        raise DomainError(_("The date lies in the future."))
    if cooperative.status_on and on < cooperative.status_on and basis != StatusBasis.CORRECTION:
        raise DomainError(
            _(
                "The status before is valid from {day}: the new one cannot be older, unless it corrects an error."
            ).format(day=long_date(cooperative.status_on))
        )
    version = expected_version if expected_version is not None else cooperative.version
    changed = Cooperative.objects.filter(pk=cooperative.pk, version=version, status=old, merged_into=None).update(
        status=to, status_on=on, version=F("version") + 1, updated_at=timezone.now()
    )
    if not changed:
        raise StaleVersionError(_("Somebody else has changed this cooperative meanwhile. Look at it again first."))
    before = {"status": old, "status_on": cooperative.status_on}
    cooperative.refresh_from_db(fields=["status", "status_on", "version", "updated_at"])
    change = StatusChange(
        cooperative=cooperative,
        old=old,
        new=to,
        on=on,
        basis=basis,
        reason=reason.strip(),
        evidence_name=files.short_name(evidence.name, 150) if evidence else "",
        rule=rule_in_force(),
        actor=actor,
        actor_name=actor.display_name if actor else "SoloKop",
    )
    if evidence:
        files.store(change.evidence, evidence.name, evidence)
    change.save()
    events.record(
        "cooperative.status_changed",
        actor=actor,
        object_type="cooperative",
        object_id=cooperative.pk,
        label=cooperative.name,
        before=before,
        after={"status": to, "status_on": on, "basis": basis},
        reason=reason.strip(),
    )
    return change


def agrees(current: str, said: str) -> bool:
    """Whether a list that knows only active and passive says nothing new about a finer status."""
    if current == said or not said:
        return True
    if said == Status.ACTIVE:
        return current == Status.ATTENTION
    return said == Status.PASSIVE and current == Status.PROPOSED_DISSOLUTION


def set_in_memory(cooperative: Cooperative, status: str, on: date) -> StatusChange:
    """For bulk imports: give an unsaved or locked cooperative its status and return the unsaved history row.

    The caller saves both in one transaction and has checked the move with `moves_from`.
    """
    change = StatusChange(
        cooperative=cooperative,
        old=cooperative.status,
        new=status,
        on=on,
        basis=StatusBasis.REGISTER,
        reason=_("As the imported register says."),
        rule=rule_in_force(),
    )
    cooperative.status = status
    cooperative.status_on = on
    return change


def restore_in_memory(cooperative: Cooperative, status: str, on: date | None) -> None:
    """For the undoing of an import: put back what was there before."""
    cooperative.status = status
    cooperative.status_on = on
