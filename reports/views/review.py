from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from core.errors import DomainError
from core.text.parsing import whole
from reports.models import LineComment, Report
from reports.review import decisions
from reports.views.common import version_or_404
from reports.views.versions import show


def _back(report: Report, anchor: str = ""):
    address = reverse("report_version", args=[report.obligation_id, report.version])
    return redirect(f"{address}#{anchor}" if anchor else address)


@require_POST
@requires(Capability.REVIEW_REPORTS)
def begin(request, pk: int, version: int):
    report = version_or_404(request, pk, version)
    try:
        decisions.begin(report, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return _back(report)


@require_POST
@requires(Capability.REVIEW_REPORTS)
def release(request, pk: int, version: int):
    report = version_or_404(request, pk, version)
    try:
        decisions.release(report, actor=request.user)
        messages.success(request, _("The report waits in the queue again."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("report_home")


@require_POST
@requires(Capability.REVIEW_REPORTS)
def comment(request, pk: int, version: int):
    """Say something of a line. What was typed comes back when it cannot be kept."""
    report = version_or_404(request, pk, version)
    key, text = request.POST.get("key", ""), request.POST.get("text", "")
    try:
        decisions.comment(report, key=key, text=text, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return show(request, version_or_404(request, pk, version), typed_note=text)
    return _back(report, f"line-{key.partition(':')[0]}" if key else "decision")


@require_POST
@requires(Capability.REVIEW_REPORTS)
def delete_comment(request, pk: int, version: int, comment: int):
    report = version_or_404(request, pk, version)
    found = get_object_or_404(LineComment, pk=comment, report=report)
    try:
        decisions.delete_comment(found, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return _back(report)


@require_POST
@requires(Capability.REVIEW_REPORTS)
def decide(request, pk: int, version: int):
    """Accept a report or send it back, as it was looked at: the form says which revision that was."""
    report = version_or_404(request, pk, version)
    note, decision = request.POST.get("note", ""), request.POST.get("decision")
    details = {"actor": request.user, "note": note, "expected_revision": whole(request.POST.get("revision", "")) or 0}
    try:
        if decision == "accept":
            told = decisions.accept(report, **details)
            messages.success(request, _("The report is accepted.") + " " + told.in_words())
        elif decision == "return":
            told = decisions.send_back(report, **details)
            messages.success(request, _("The report is returned.") + " " + told.in_words())
        else:
            raise DomainError(_("Choose whether to accept the report or to return it."))
    except DomainError as error:
        messages.error(request, str(error))
        return show(request, version_or_404(request, pk, version), typed_note=note)
    return redirect("report_home")
