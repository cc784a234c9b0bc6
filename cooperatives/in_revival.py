"""Coaching of a cooperative: opened and closed by an officer; the status beneath stays what it is."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.models import Cooperative, RevivalCase
from cooperatives.saving import lock
from core import events
from core.errors import DomainError


@transaction.atomic
def open_case(cooperative: Cooperative, *, reason: str, actor) -> RevivalCase:
    """Open a case. Raises DomainError when one is open already."""
    lock(cooperative.pk)
    try:
        with transaction.atomic():
            case = RevivalCase.objects.create(cooperative=cooperative, reason=reason.strip(), opened_by=actor)
    except IntegrityError:
        raise DomainError(_("A revival case is open already.")) from None
    _mark(cooperative, "revival.opened", True, reason, actor)
    return case


@transaction.atomic
def close_case(cooperative: Cooperative, *, outcome: str, actor) -> None:
    """Close the open case with its outcome. Raises DomainError when none is open."""
    if not RevivalCase.objects.filter(cooperative=cooperative, closed_on=None).update(
        closed_on=timezone.localdate(), outcome=outcome.strip()
    ):
        raise DomainError(_("No revival case is open."))
    _mark(cooperative, "revival.closed", False, outcome, actor)


def _mark(cooperative: Cooperative, verb: str, in_revival: bool, reason: str, actor) -> None:
    Cooperative.objects.filter(pk=cooperative.pk).update(in_revival=in_revival, version=F("version") + 1)
    events.record(
        verb,
        actor=actor,
        object_type="cooperative",
        object_id=cooperative.pk,
        label=cooperative.name,
        before={"in_revival": not in_revival},
        after={"in_revival": in_revival},
        reason=reason.strip(),
    )
