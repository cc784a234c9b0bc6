from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

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


def filer_only(view):
    """Managers for their cooperatives, officers on behalf of any; the head of the office reads only."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_of_office and not request.user.is_staff_of_office:
            raise PermissionDenied(_("Only officers and the cooperative itself may file a report."))
        return view(request, *args, **kwargs)

    return guarded


def draft_or_404(obligation: Obligation) -> Report:
    """The draft of an obligation; 404 while there is none."""
    report = obligation.reports.filter(state="draft").prefetch_related("figures", "findings").first()
    if report is None:
        raise Http404
    report.obligation = obligation
    return report
