from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.permissions import Capability, may, refuse_unless
from cooperatives import in_revival
from core import areas
from reports.area import AREA
from reports.models import Obligation, Period, Report
from reports.obligations.quarter import Quarter


def obligation_or_404(request, pk: int) -> Obligation:
    """An obligation that this user may see; another cooperative's is as if it were not there."""
    found = Obligation.objects.visible_to(request.user).select_related("cooperative", "period")
    return get_object_or_404(found, pk=pk)


def may_file(user: User, obligation: Obligation) -> bool:
    """Whether somebody files this report: by his role, or because he coaches its cooperative."""
    if may(user, Capability.FILE_REPORTS):
        return True
    return areas.is_on(AREA.key) and in_revival.acts_for(user, obligation.cooperative_id)


def for_filers(view: Callable) -> Callable:
    """A page of one obligation for those who may file its report; whoever has not signed in is asked to."""

    @wraps(view)
    def guarded(request, pk: int, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may(request.user, Capability.FILE_REPORTS):
            found = Obligation.objects.visible_to(request.user).filter(pk=pk).first()
            if found is None or not may_file(request.user, found):
                refuse_unless(request.user, Capability.FILE_REPORTS)
        return view(request, pk, *args, **kwargs)

    return guarded


def refuse_unless_of_office(request) -> None:
    """Raises PermissionDenied for a board: what came on paper and when, and its yes, are asked of the office."""
    if not request.user.is_of_office:
        refuse_unless(request.user, Capability.READ_REPORTS)


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
