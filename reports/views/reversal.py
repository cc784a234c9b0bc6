from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import four_eyes
from accounts.permissions import Capability, requires
from core import office
from core.errors import DomainError
from core.text.parsing import whole
from reports.choices import State
from reports.models import Report
from reports.review import reversal
from reports.views.common import version_or_404


@requires(Capability.REVIEW_REPORTS)
def reopen(request, pk: int, version: int) -> HttpResponse:
    """Take the acceptance of a version back. What was typed comes back when that is refused."""
    report = version_or_404(request, pk, version)
    if request.method != "POST":
        return _show(request, report)
    reason, to = request.POST.get("reason", ""), request.POST.get("to", "")
    seen = whole(request.POST.get("revision", "")) or 0
    try:
        told = reversal.reopen(report, to=to, reason=reason, actor=request.user, expected_revision=seen)
    except DomainError as error:
        messages.error(request, str(error))
        return _show(request, version_or_404(request, pk, version), reason=reason)
    text = (
        _("The acceptance is taken back; the report is under your review.")
        if to == State.IN_REVIEW
        else _("The acceptance is taken back; the report is returned to the board.")
    )
    messages.success(request, f"{text} {told.in_words()}")
    return redirect("report_version", pk=pk, version=version)


def _show(request, report: Report, reason: str = "") -> HttpResponse:
    own = four_eyes.is_own_work(request.user, report.made_by)
    context = {
        "report": report,
        "obligation": report.obligation,
        "obstacle": reversal.obstacle(report),
        "replaced": reversal.replaced(report),
        "own_work": own and office.value("four_eyes"),
        "alone": own and not office.value("four_eyes"),
        "reason": reason,
    }
    return render(request, "reports/reopen.html", context)
