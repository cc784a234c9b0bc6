from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, refuse_unless
from accounts.sign_in.upload_limits import uploads_limited
from cooperatives.messaging.screen import shown
from core import office
from core.errors import DomainError, StaleVersionError
from reports import report_page
from reports.choices import Level, Standing, State
from reports.filing import check_page, draft_rows, drafts, signers, submission
from reports.forms import NilForm, ReportReasonForm, SigningForm, WorkbookForm
from reports.models import Report
from reports.statement.lines import STATEMENT
from reports.views import consent
from reports.views.common import draft_or_404, for_filers, may_file, obligation_or_404


def _explanations(post) -> dict[tuple[str, str], str]:
    """Texts typed into the fields `explain-<rule>-<key>`."""
    found = {}
    for name, text in post.items():
        prefix, _dash, place = name.partition("-")
        rule, _dash, key = place.partition("-")
        if prefix == "explain" and rule:
            found[rule, key] = text
    return found


def check(request, pk: int):
    """The draft with everything that was found in it; explanations of unusual figures are given here."""
    obligation = obligation_or_404(request, pk)
    report = drafts.open_version(obligation)
    if report is None or report.state != State.DRAFT:
        return redirect("obligation", pk=pk)
    report.obligation = obligation
    files = may_file(request.user, obligation)
    if files:
        try:
            report = drafts.refreshed(report, actor=request.user)
        except DomainError as error:
            messages.info(request, str(error))
            return redirect("obligation", pk=pk)
    if request.method == "POST":
        if not files:
            refuse_unless(request.user, Capability.FILE_REPORTS)
        return _explain(request, report)
    found = report_page.of(report)
    context = found | {
        "obligation": obligation,
        "report": report,
        "panels": check_page.panels(_facts(found, may_file=files)),
        "upload_form": WorkbookForm(),
        "may_file": files,
    }
    return render(request, "reports/check.html", context)


def _facts(found: dict, *, may_file: bool) -> check_page.CheckFacts:
    """What the panels of the check depend on; `found` is what `results.of` has found."""
    return check_page.CheckFacts(
        may_file=may_file,
        has_figures=found["has_figures"],
        suspected=found["suspicion"] is not None,
        errors=bool(found["errors"]),
        warnings=bool(found["warnings"]),
        infos=bool(found["infos"]),
        ready=found["ready"],
        asked=found["asked"] is not None,
        unchanged=found["unchanged"],
        adapted=bool(found["adapted"]),
        amends=found["replaced"] is not None,
    )


def _explain(request, report: Report):
    try:
        lost = drafts.explain(report, _explanations(request.POST), actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("obligation", pk=report.obligation_id)
    for text in lost:
        messages.info(
            request, _("Not needed any more, since the figures have changed: “{text}”").format(text=text[:300])
        )
    draft_rows.forget(report, "findings")
    if submission.obstacles(report):
        if any(f.level == Level.WARNING and not f.is_explained for f in report.findings.all()):
            messages.warning(request, _("Some unusual figures still wait for an explanation."))
        else:
            messages.success(request, _("The explanations are saved."))
        return redirect("report_check", pk=report.obligation_id)
    return redirect("report_sign", pk=report.obligation_id)


def _proposed_signature(user, members) -> dict[str, object]:
    """Who the form proposes: whoever is signed in, where the register knows him on the board, or its first member."""
    own = [member.pk for member in members if member.name.casefold() == user.display_name.casefold()]
    if own or members:
        return {"signer": own[0] if own else members[0].pk}
    return {} if user.is_of_office else {"signer_name": user.display_name}


def _sent(obligation) -> Report | None:
    """The version that waits for its review or is under it."""
    return obligation.reports.filter(state__in=[State.SUBMITTED, State.IN_REVIEW]).first()


@for_filers
@uploads_limited
def sign(request, pk: int):
    """The last step: who of the board attests the report, then it is sent once; an officer shows its signature."""
    obligation = obligation_or_404(request, pk)
    if sent := _sent(obligation):
        # A second click, a second tab: the same receipt.
        return redirect("report_receipt", pk=pk, version=sent.version)
    try:
        report = drafts.refreshed(draft_or_404(obligation), actor=request.user)
    except DomainError as error:
        messages.info(request, str(error))
        return redirect("obligation", pk=pk)
    asked = report_page.asked_before(report)
    members = signers.eligible(obligation.cooperative)
    initial = {"revision": report.revision, **_proposed_signature(request.user, members)}
    form = SigningForm(request.POST or None, initial=initial, members=members)
    problems = submission.obstacles(report)
    signature = consent.signature_form(request, obligation)
    holds, page = consent.looked_at(request, form, signature)
    if request.method == "POST" and (sent := _sent(obligation)):
        # Sent while the attached page was looked at.
        return redirect("report_receipt", pk=pk, version=sent.version)
    if holds:
        data = form.cleaned_data
        try:
            with shown(request):
                report = submission.submit(
                    report,
                    signer=data["who"],
                    attested=data["attested"],
                    actor=request.user,
                    expected_revision=data["revision"],
                    signed_page=page,
                )
        except submission.NotReadyError as error:
            problems = error.problems
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("report_check" if isinstance(error, StaleVersionError) else "obligation", pk=pk)
        else:
            return redirect("report_receipt", pk=pk, version=report.version)
    consent.tell_of_arrival(signature)
    context = {
        "obligation": obligation,
        "report": report,
        "form": form,
        "problems": problems,
        "attestation": office.value("report_attestation"),
        "totals": report_page.key_lines(report),
        "asked": asked,
        "unchanged": asked and drafts.typed_of(asked) == drafts.typed_of(report),
        "signature": consent.with_page(signature, page),
    }
    return render(request, "reports/sign.html", context)


@for_filers
@uploads_limited
def nil(request, pk: int):
    """Say that there is nothing to report, with the reason."""
    obligation = obligation_or_404(request, pk)
    if request.method == "GET" and obligation.standing in (Standing.SUBMITTED, Standing.IN_REVIEW, Standing.ACCEPTED):
        messages.info(request, _("A report of this quarter has been sent already."))
        return redirect("obligation", pk=pk)
    if request.method == "POST" and (sent := _sent(obligation)):
        # A second click gets the receipt of the first.
        return redirect("report_receipt", pk=pk, version=sent.version)
    members = signers.eligible(obligation.cooperative)
    form = NilForm(request.POST or None, initial=_proposed_signature(request.user, members), members=members)
    signature = consent.signature_form(request, obligation)
    holds, page = consent.looked_at(request, form, signature)
    if holds:
        data = form.cleaned_data
        try:
            with shown(request):
                report = submission.submit_nil(
                    obligation,
                    reason=data["reason"],
                    signer=data["who"],
                    attested=data["attested"],
                    actor=request.user,
                    signed_page=page,
                )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("report_receipt", pk=pk, version=report.version)
    context = {"form": form, "obligation": obligation, "attestation": office.value("report_attestation")}
    consent.tell_of_arrival(signature)
    context["signature"] = consent.with_page(signature, page)
    return render(request, "reports/nil.html", context)


@require_POST
@for_filers
def discard(request, pk: int):
    report = draft_or_404(obligation_or_404(request, pk))
    try:
        drafts.discard(report, actor=request.user)
        messages.success(request, _("The draft is thrown away. Uploaded files are kept."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("obligation", pk=pk)


@require_POST
@for_filers
def withdraw(request, pk: int):
    """Take a sent report back before its review; it goes on as a draft."""
    obligation = obligation_or_404(request, pk)
    report = _sent(obligation)
    if report is None:
        messages.info(request, _("Nothing is waiting that could be withdrawn."))
        return redirect("obligation", pk=pk)
    try:
        with shown(request):
            submission.withdraw(report, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("obligation", pk=pk)
    messages.success(request, _("The report is withdrawn. Its figures are a draft again; send it when it is right."))
    return redirect("report_check", pk=pk)


@require_POST
@for_filers
def correct(request, pk: int):
    """Begin the correction of a returned report, with its figures."""
    try:
        report = drafts.editable(obligation_or_404(request, pk), actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("obligation", pk=pk)
    asked = report_page.asked_before(report)
    key = next((comment.key for comment in asked.comments.all() if comment.key), "") if asked else ""
    if not key:
        return redirect("report_check", pk=pk)
    line = STATEMENT.line(key)
    return redirect(f"{reverse('report_form', args=[pk, line.part.code])}#line-{line.code}")


@require_POST
@for_filers
def amend(request, pk: int):
    """Begin the amendment of an accepted report, with its reason."""
    form = ReportReasonForm(request.POST)
    try:
        submission.amend(obligation_or_404(request, pk), reason=form.data.get("reason", ""), actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('obligation', args=[pk])}#amend")
    messages.success(
        request, _("The amendment is begun. The accepted version stays current until the new one is accepted.")
    )
    return redirect("report_check", pk=pk)
