from django.http import Http404
from django.shortcuts import render

from accounts import four_eyes
from accounts.permissions import Capability, may
from core import office
from core.images import qr
from core.papers import dispatch
from core.storage import downloads
from reports import history, report_page, version_page
from reports.choices import Level, State
from reports.filing import receipts
from reports.models import Report
from reports.notifications import receipt_address, receipt_text
from reports.review import comparison, reversal
from reports.views.common import version_or_404


def detail(request, pk: int, version: int):
    """A version, readable for ever; for a reviewer beside last quarter, last year and its peers."""
    return show(request, version_or_404(request, pk, version))


def show(request, report: Report, **typed):
    """The page of a version; `typed` is what a form on it comes back with."""
    found = report_page.parts(report)
    comments = list(report.comments.visible_to(request.user))
    comparison.add_comments(found, comments)
    context = {
        "report": report,
        "obligation": report.obligation,
        "cooperative": report.obligation.cooperative,
        "comments": [comment for comment in comments if not comment.key],
        "versions": report.obligation.reports.all(),
        "reopened": reversal.last(report),
        "history": history.of(report, request.user),
    }
    if may(request.user, Capability.READ_REPORTS):
        context |= comparison.of(report, found)
        context |= {
            "errors": report_page.findings(report, Level.ERROR),
            "warnings": report_page.findings(report, Level.WARNING),
            "infos": report_page.findings(report, Level.INFO),
            "may_reopen": may(request.user, Capability.REVIEW_REPORTS) and report.state == State.ACCEPTED,
            "is_own_work": four_eyes.is_own_work(request.user, report.made_by),
            "four_eyes": office.value("four_eyes"),
        }
    context["parts"] = report_page.without_blanks(found)
    facts = _facts(request.user, report, context)
    context |= {"panels": version_page.panels(facts), "may_decide": facts.may_decide}
    context |= typed
    return render(request, "reports/version.html", context)


def _facts(user, report: Report, context: dict) -> version_page.VersionFacts:
    """What the panels of the page depend on; `context` is what they show."""
    return version_page.VersionFacts(
        state=report.state,
        amends=bool(report.amendment_reason),
        has_note=bool(report.decision_note),
        was_reopened=context["reopened"] is not None,
        is_nil=report.is_nil,
        has_comments=bool(context["comments"]),
        on_paper=report.arrival_id is not None,
        reads=may(user, Capability.READ_REPORTS),
        reviews=may(user, Capability.REVIEW_REPORTS),
        is_reviewer=report.reviewer_id == user.pk,
        asked=bool(context.get("asked")),
        has_findings=any(context.get(level) for level in ("errors", "warnings", "infos")),
        has_ratios=bool(context.get("ratios")),
    )


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


def receipt_pdf(request, pk: int, version: int):
    report = _sent_or_404(request, pk, version)
    trace = downloads.Trace("receipt.downloaded", "report", report.pk, report.receipt_number or "")
    name = f"tanda-terima-{report.receipt_number}.pdf"
    return dispatch.send(request, lambda: receipts.pdf(report), name, trace=trace)
