"""What an accepted report says of its cooperative goes into the register, with its date and source."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from cooperatives.choices import FigureSource
from cooperatives.key_figures import figures
from cooperatives.models import Cooperative, KeyFigures
from reports.models import Obligation, Report

# Figures of the register by the line of a report that says them; money comes from the report's totals.
PEOPLE = {
    "members_male": "I1",
    "members_female": "I2",
    "members": "IT",
    "candidate_members": "I3",
    "employees": "I4",
    "managers": "I5",
}
# The largest number of people that the register can hold; more is rupiah typed into a line of people.
MOST = 2**31 - 1
MONEY = ("own_capital", "outside_capital", "assets", "turnover", "surplus")


def hold(report: Report) -> None:
    """Hold the cooperative before its obligation, as a merge does: one order for all, no circle.

    Raises DomainError when it has been merged into another since the report was read.
    """
    figures.hold(report.obligation.cooperative_id)


def take(report: Report, *, actor, recorded_at: datetime | None = None) -> None:
    """Put the figures of an accepted report into the register; a report without figures says nothing."""
    if report.assets is None:
        return
    obligation = report.obligation
    amounts = report.values()
    values = {name: getattr(report, name) for name in MONEY} | {
        name: amounts.get(line) for name, line in PEOPLE.items()
    }
    figures.put(
        obligation.cooperative_id,
        # A count that cannot be is an error of the report that its review let pass: the register cannot hold it.
        {name: value for name, value in values.items() if value is not None and (name in MONEY or 0 <= value <= MOST)},
        source=FigureSource.REPORT,
        reference=report.pk,
        label=f"{obligation.period.label}, {report.receipt_number}",
        as_of=obligation.period.value.end,
        recorded_at=recorded_at,
        actor=actor,
    )


def give_back(report: Report, *, actor) -> None:
    """A report that is accepted no longer: what it said counts no longer."""
    figures.withdraw(source=FigureSource.REPORT, reference=report.pk, actor=actor)


def take_missed() -> int:
    """Put in what earlier versions of the portal did not: accepted reports that the register does not know.

    They count as known since they were accepted. Each is looked at again under the lock of its cooperative.
    """
    found = list(_missed().order_by("decided_at", "pk").values_list("pk", flat=True))
    return sum(_take_if_missed(pk) for pk in found)


def _missed() -> QuerySet[Report]:
    known = KeyFigures.objects.counting().filter(source=FigureSource.REPORT, reference=OuterRef("pk"))
    missed = Report.objects.current().filter(assets__isnull=False, obligation__cooperative__merged_into=None)
    return missed.exclude(Exists(known)).select_related("obligation__period", "obligation__cooperative", "reviewer")


@transaction.atomic
def _take_if_missed(pk: int) -> bool:
    report = _missed().filter(pk=pk).first()
    if report is None:
        return False
    hold(report)
    report = _missed().filter(pk=pk).first()
    if report is not None:
        take(report, actor=report.reviewer, recorded_at=report.decided_at)
    return report is not None


def go_along(owed: QuerySet[Obligation], *, to: Cooperative) -> None:
    """The figures of reports go with their obligations, when a merge moves them or its undoing moves them back."""
    reports = Report.objects.filter(obligation__in=owed).values("pk")
    KeyFigures.objects.filter(source=FigureSource.REPORT, reference__in=reports).update(cooperative=to)
