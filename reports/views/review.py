from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import staff_only
from core.errors import DomainError
from reports import reviewing
from reports.models import LineComment, Report
from reports.views.common import version_or_404


def _back(report: Report, anchor: str = ""):
    address = reverse("report_version", args=[report.obligation_id, report.version])
    return redirect(f"{address}#{anchor}" if anchor else address)


@require_POST
@staff_only
def begin(request, pk: int, version: int):
    report = version_or_404(request, pk, version)
    try:
        reviewing.begin(report, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return _back(report)


@require_POST
@staff_only
def release(request, pk: int, version: int):
    report = version_or_404(request, pk, version)
    try:
        reviewing.release(report, actor=request.user)
        messages.success(request, _("The report waits in the queue again."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("report_home")


@require_POST
@staff_only
def comment(request, pk: int, version: int):
    """Say something of a line. What was typed comes back when it cannot be kept."""
    report = version_or_404(request, pk, version)
    key = request.POST.get("key", "")
    try:
        reviewing.comment(report, key=key, text=request.POST.get("text", ""), actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return _back(report, f"line-{key.partition(':')[0]}" if key else "decision")


@require_POST
@staff_only
def delete_comment(request, pk: int, version: int, comment: int):
    report = version_or_404(request, pk, version)
    found = get_object_or_404(LineComment, pk=comment, report=report)
    try:
        reviewing.delete_comment(found, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return _back(report)


@require_POST
@staff_only
def decide(request, pk: int, version: int):
    """Accept a report or send it back, as it was looked at: the form says which revision that was."""
    report = version_or_404(request, pk, version)
    revision = request.POST.get("revision", "")
    details = {
        "actor": request.user,
        "note": request.POST.get("note", ""),
        "expected_revision": int(revision) if revision.isdigit() else 0,
    }
    try:
        if request.POST.get("decision") == "accept":
            reviewing.accept(report, **details)
            messages.success(request, _("The report is accepted; the cooperative is told by e-mail."))
        else:
            reviewing.send_back(report, **details)
            messages.success(request, _("The report is returned; the cooperative is told by e-mail."))
    except DomainError as error:
        messages.error(request, str(error))
        return _back(report, "decision")
    return redirect("report_home")


@require_POST
@staff_only
def accept_clean(request):
    """Accept the chosen reports that have nothing to be looked at; the others stay in the queue."""
    chosen = [int(pk) for pk in request.POST.getlist("report") if pk.isdecimal() and len(pk) < 18][:200]
    reports = Report.objects.visible_to(request.user).waiting().filter(pk__in=chosen).prefetch_related("findings")
    done, left = reviewing.accept_clean(
        reports.select_related("obligation__cooperative", "obligation__period"), actor=request.user
    )
    if done:
        messages.success(request, ngettext("{n} report is accepted.", "{n} reports are accepted.", done).format(n=done))
    if left:
        names = ", ".join(report.obligation.cooperative.name for report in left[:5])
        messages.warning(request, _("These need a look of their own: {names}").format(names=names))
    if not chosen:
        messages.info(request, _("Choose at least one report first."))
    return redirect("report_home")
