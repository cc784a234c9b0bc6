from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cooperatives.messaging.screen import shown
from core.errors import DomainError
from core.papers import dispatch
from core.storage import downloads
from reports.arrivals import arrival_log, consent
from reports.arrivals import sheet as sheets
from reports.arrivals.forms import SignedPageForm, read_files
from reports.filing import drafts, submission
from reports.models import ArrivalPage, Obligation
from reports.views.common import draft_or_404, for_filers, obligation_or_404, refuse_unless_of_office


def signature_form(request, obligation: Obligation) -> SignedPageForm | None:
    """What is asked of an officer who sends a report: the page with the signature. None for a board."""
    if not request.user.is_of_office:
        return None
    return SignedPageForm(request.POST or None, request.FILES or None, obligation=obligation)


def looked_at(request, form, signature: SignedPageForm | None) -> tuple[bool, ArrivalPage | None]:
    """Whether what was sent holds, both forms looked at, and the page with the signature: one that was attached is kept
    whatever else is wrong.
    """
    if request.method != "POST":
        return False, None
    holds, page = form.is_valid(), None
    if signature is not None and signature.is_valid():
        page = _signed_page(request, signature)
    return holds and (signature is None or signature.is_valid()), page


def _signed_page(request, form: SignedPageForm) -> ArrivalPage | None:
    """The page that was chosen or attached; what is attached is kept whatever comes of the sending. None where
    nothing can be taken: the form says why.
    """
    if not form.cleaned_data["files"]:
        return next((page for page in form.pages if str(page.pk) == form.cleaned_data.get("page")), None)
    papers, problems = read_files(form.cleaned_data["files"])
    for text in problems:
        form.add_error("files", text)
    if not papers:
        return None
    try:
        done = arrival_log.receive(form.obligation, papers, actor=request.user, is_told=False, **form.came_by)
    except DomainError as error:
        form.add_error("files", str(error))
        return None
    there = arrival_log.pages_of(form.obligation)
    form.arrived = done.arrival if done.is_new else None
    found = done.pages[0] if done.pages else there.filter(of__sha256=papers[0].sha256).first()
    if found is None:
        for text in done.known:
            form.add_error("files", text)
    return found


def tell_of_arrival(form: SignedPageForm | None) -> None:
    """The page that was attached is not sent at once: the board gets the receipt of what has arrived."""
    if form is not None and form.arrived is not None:
        arrival_log.acknowledge(form.arrived)


def with_page(form: SignedPageForm | None, page: ArrivalPage | None) -> SignedPageForm | None:
    """The form as it is shown again: a page that was attached is among those to choose from, and chosen."""
    if form is None or page is None or page.pk in {one.pk for one in form.pages}:
        return form
    return SignedPageForm(initial={"page": str(page.pk)}, obligation=form.obligation)


def _of_office(request, pk: int):
    """The draft of an obligation, for an officer."""
    refuse_unless_of_office(request)
    return draft_or_404(obligation_or_404(request, pk))


@require_POST
@for_filers
def ask(request, pk: int):
    """Ask the board for its yes to what an officer has typed in."""
    report = _of_office(request, pk)
    try:
        report = drafts.refreshed(report, actor=request.user)
        if problems := submission.obstacles(report):
            for text in problems:
                messages.error(request, text)
            return redirect("report_check", pk=pk)
        with shown(request):
            consent.ask(report, actor=request.user)
        messages.success(request, _("The board is asked for its yes. The report is not sent yet."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("obligation", pk=pk)


@require_POST
@for_filers
def end(request, pk: int):
    """Ask the board no longer: the draft goes on at the office."""
    report = _of_office(request, pk)
    try:
        consent.take_back(report, actor=request.user)
        messages.success(request, _("The board is asked no longer. The draft is as it was."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("obligation", pk=pk)


@for_filers
@require_safe
def sheet(request, pk: int):
    """The draft as a paper to sign."""
    report = draft_or_404(obligation_or_404(request, pk))
    trace = downloads.Trace("report.sheet_printed", "report", report.pk, report.obligation.cooperative.name)
    name = f"lembar-tanda-tangan-{report.obligation.period.slug}.pdf"
    return dispatch.send(request, lambda: sheets.pdf(report), name, trace=trace)
