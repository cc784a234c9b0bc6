from django.db import transaction
from django.http import Http404
from django.shortcuts import render

from core import events, files, qr
from reports import receipts, results, reviews
from reports.choices import Level, State
from reports.models import Report
from reports.notices import receipt_address, receipt_text
from reports.views.common import version_or_404


def detail(request, pk: int, version: int):
    """A version, readable for ever; for a reviewer beside last quarter, last year and its peers."""
    return show(request, version_or_404(request, pk, version))


def show(request, report: Report, **typed):
    """The page of a version; `typed` is what a form on it comes back with."""
    found = results.parts(report)
    # What a reviewer notes is told with the decision, not before.
    is_told = request.user.is_of_office or report.state != State.IN_REVIEW
    if is_told:
        reviews.add_comments(found, report)
    context = {
        "report": report,
        "obligation": report.obligation,
        "cooperative": report.obligation.cooperative,
        "comments": [comment for comment in report.comments.all() if is_told and not comment.key],
        "versions": report.obligation.reports.all(),
    }
    if request.user.is_of_office:
        context |= reviews.of(report, found)
        context |= {
            "errors": results.findings(report, Level.ERROR),
            "warnings": results.findings(report, Level.WARNING),
            "infos": results.findings(report, Level.INFO),
            "may_decide": request.user.is_staff_of_office and report.state in (State.SUBMITTED, State.IN_REVIEW),
        }
    context["parts"] = results.without_blanks(found)
    context |= typed
    return render(request, "reports/version.html", context)


def _sent_or_404(request, pk: int, version: int) -> Report:
    report = version_or_404(request, pk, version)
    if not report.receipt_number:
        raise Http404
    return report


def receipt(request, pk: int, version: int):
    """The receipt on the screen, with the ways to keep it and to pass it on."""
    report = _sent_or_404(request, pk, version)
    context = {
        "report": report,
        "obligation": report.obligation,
        "cooperative": report.obligation.cooperative,
        "lines": receipts.lines_of(report),
        "qr": qr.svg(receipt_address(report)),
        "address": receipt_address(report),
        "text": receipt_text(report),
    }
    return render(request, "reports/receipt.html", context)


@transaction.atomic
def receipt_pdf(request, pk: int, version: int):
    report = _sent_or_404(request, pk, version)
    events.record(
        "receipt.downloaded", actor=request.user, object_type="report", object_id=report.pk,
        label=report.receipt_number,
    )  # fmt: skip
    name = f"tanda-terima-{report.receipt_number}.pdf"
    return files.attach(receipts.pdf(report), name, content_type="application/pdf")
