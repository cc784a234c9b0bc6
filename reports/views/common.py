from django.http import Http404
from django.shortcuts import get_object_or_404

from reports.models import Obligation, Period, Report
from reports.periods import Quarter


def obligation_or_404(request, pk: int) -> Obligation:
    """An obligation that this user may see; another cooperative's is as if it were not there."""
    found = Obligation.objects.visible_to(request.user).select_related("cooperative", "period")
    return get_object_or_404(found, pk=pk)


def version_or_404(request, pk: int, version: int) -> Report:
    """A version that was sent, or the draft, of an obligation that this user may see."""
    obligation = obligation_or_404(request, pk)
    report = get_object_or_404(obligation.reports.prefetch_related("figures", "findings"), version=version)
    report.obligation = obligation
    return report


def period_or_404(quarter: Quarter) -> Period:
    return get_object_or_404(Period, year=quarter.year, quarter=quarter.number)


def draft_or_404(obligation: Obligation) -> Report:
    """The draft of an obligation; 404 while there is none."""
    report = obligation.reports.filter(state="draft").prefetch_related("figures", "findings").first()
    if report is None:
        raise Http404
    report.obligation = obligation
    return report
