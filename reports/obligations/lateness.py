"""The flag of a late report, and the quarters in arrears of each cooperative: set-based, whatever their number.

A report is late since the day after its last day of grace, whenever the job runs (DESIGN.md rule 1). Screens compute
from dates; lists filter by what is written here.
"""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, DateField, F, Min, Q, Value
from django.db.models.functions import Cast

from core import clock, events
from core.database import named_locks
from core.database.insert_select import insert_select, renewal
from reports.escalation.cancellation import recall
from reports.models import Arrears, Obligation, Period
from reports.querysets import ObligationQuerySet

LOCK = "arrears"


@dataclass(frozen=True, slots=True)
class Flagged:
    """What a run has changed: reports newly late, flags lifted, cooperatives whose number of quarters is another."""

    flagged: int
    lifted: int
    cooperatives: int

    @property
    def has_changed(self) -> bool:
        return any(asdict(self).values())


@transaction.atomic
def flag(on: date) -> Flagged:
    """Bring all flags to what holds on a day. A second run changes nothing and leaves no event."""
    # The order in which all take their locks: register, periods, obligations, arrears (docs/adr/0012).
    named_locks.hold("register")
    list(Period.objects.select_for_update().order_by("pk").values_list("pk"))
    everything = Obligation.objects.all()
    flagged, lifted = _set_flags(everything, on)
    result = Flagged(flagged, lifted, _count_arrears(everything))
    if result.has_changed:
        events.record(
            "lateness.flagged",
            actor=None,
            object_type="office",
            object_id=0,
            label=on.isoformat(),
            after=asdict(result),
        )
    return result


@transaction.atomic
def refresh(owed: ObligationQuerySet, *, on: date | None = None) -> None:
    """The same for some obligations, in the transaction of what has changed them: a waiver, an extension, …"""
    on = on or clock.today()
    recall(owed)
    if any(_set_flags(owed, on)):
        _count_arrears(Obligation.objects.filter(cooperative__in=owed.order_by().values("cooperative")))


@transaction.atomic
def recount(cooperatives: list[int] | None = None) -> None:
    """Count the quarters in arrears anew, of some cooperatives or all, when obligations have gone or changed hands."""
    owed = Obligation.objects.all()
    _count_arrears(owed if cooperatives is None else owed.filter(cooperative__in=cooperatives), cooperatives)


def since(obligation: Obligation, on: date) -> date | None:
    """The flag that one obligation must carry on a day."""
    if not obligation.is_overdue_on(on) or obligation.active_waiver(on):
        return None
    return obligation.late_after + timedelta(days=1)


def _set_flags(owed: ObligationQuerySet, on: date) -> tuple[int, int]:
    """How many flags were set or moved, and how many lifted."""
    since = Cast(F("late_after") + Value(timedelta(days=1)), DateField())
    lifted = owed.filter(late_since__isnull=False).not_overdue_on(on).update(late_since=None)
    flagged = owed.overdue_on(on).filter(~Q(late_since=since) | Q(late_since=None)).update(late_since=since)
    return flagged, lifted


def _count_arrears(owed: ObligationQuerySet, cooperatives: list[int] | None = None) -> int:
    """Write the rows of Arrears that follow from the flags of some cooperatives' obligations; returns how many."""
    named_locks.hold(LOCK)
    late = owed.filter(late_since__isnull=False).order_by().values("cooperative")
    counted = late.annotate(n=Count("pk"), first=Min("late_since")).values_list("cooperative", "n", "first")
    names = ("quarters", "since")
    renewed = renewal(Arrears, "(cooperative_id)", names, where=names)
    written = insert_select(Arrears, ("cooperative", *names), counted, on_conflict=renewed)
    rows = Arrears.objects.exclude(
        cooperative__in=Obligation.objects.filter(late_since__isnull=False).values("cooperative")
    )
    if cooperatives is not None:
        rows = rows.filter(cooperative__in=cooperatives)
    return written + rows.delete()[0]
