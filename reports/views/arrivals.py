from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Capability, requires
from accounts.sign_in.upload_limits import uploads_limited
from cooperatives.messaging.screen import shown
from core.errors import DomainError
from core.images import qr
from core.lists.response import respond
from core.papers import dispatch
from core.storage import downloads
from reports.arrivals import arrival_log, receipt
from reports.arrivals.forms import ArrivalForm, CameByForm, read_files
from reports.arrivals.lists import ARRIVALS
from reports.arrivals.search import found
from reports.choices import ArrivalState
from reports.models import Arrival, ArrivalFile, ArrivalPage
from reports.views.common import for_filers, may_file, obligation_or_404, refuse_unless_of_office


@requires(Capability.READ_REPORTS)
def arrival_list(request):
    """What has come in on paper: to be typed in, waiting for the board's yes, done; filters in the address."""
    return respond(request, ARRIVALS, "reports/arrivals/list.html")


@requires(Capability.FILE_REPORTS)
@require_safe
def find(request):
    """Whose paper is it? Cooperatives by name, with the quarters that they owe: where an officer puts a paper in."""
    refuse_unless_of_office(request)
    query = request.GET.get("q", "").strip()[:100]
    return render(request, "reports/arrivals/find.html", {"q": query, "rows": found(request.user, query)})


@for_filers
@uploads_limited
def new(request, pk: int):
    """Put photos or a PDF of a report in; a file that cannot be taken is told, the others are kept."""
    obligation = obligation_or_404(request, pk)
    if said := arrival_log.refusal(obligation):
        messages.info(request, said)
        return redirect("obligation", pk=pk)
    waiting = obligation.arrivals.waiting().first()
    form = ArrivalForm(
        request.POST or None,
        request.FILES or None,
        obligation=obligation,
        by_office=request.user.is_of_office,
        is_added=waiting is not None,
    )
    if request.method == "POST" and form.is_valid() and (arrival := _received(request, form)):
        return redirect("arrival", pk=pk, arrival=arrival.pk)
    return render(request, "reports/arrivals/new.html", {"obligation": obligation, "form": form, "waiting": waiting})


def _received(request, form: ArrivalForm) -> Arrival | None:
    """The arrival of what a form has brought; None where nothing of it can be taken, and the form says why."""
    papers, problems = read_files(form.cleaned_data["files"])
    try:
        with shown(request):
            done = arrival_log.receive(form.obligation, papers, actor=request.user, **form.came_by)
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    if done.arrival.pk is None:
        for text in [*problems, *done.known]:
            form.add_error("files", text)
        return None
    for text in problems:
        messages.error(request, text)
    for text in done.known:
        messages.info(request, text)
    if n := len(done.pages):
        messages.success(request, ngettext("{n} page has arrived.", "{n} pages have arrived.", n).format(n=n))
    return done.arrival


def _arrival_or_404(request, pk: int, arrival: int) -> Arrival:
    obligation = obligation_or_404(request, pk)
    row = get_object_or_404(Arrival, pk=arrival, obligation=obligation)
    row.obligation = obligation
    return row


@require_safe
def detail(request, pk: int, arrival: int):
    """The receipt of arrival, the pages, and what can be done with them."""
    return _show(request, _arrival_or_404(request, pk, arrival))


def _show(request, row: Arrival, form: CameByForm | None = None):
    files = may_file(request.user, row.obligation)
    at = {"way": row.way, "on": timezone.localdate(row.arrived_at), "note": row.note}
    context = {
        "arrival": row,
        "obligation": row.obligation,
        "cooperative": row.obligation.cooperative,
        "lines": receipt.lines_of(row),
        "warning": receipt.warning(),
        "qr": qr.svg(receipt.address_of(row)),
        "address": receipt.address_of(row),
        "files": row.files.prefetch_related("pages"),
        "reports": row.reports.all(),
        "may_file": files,
        "may_change": files and row.is_waiting,
        "may_type": files and request.user.is_of_office and row.is_waiting,
        "may_restore": files
        and request.user.is_of_office
        and row.state in (ArrivalState.SET_ASIDE, ArrivalState.OVERTAKEN)
        and not arrival_log.refusal(row.obligation),
        "form": form or CameByForm(initial=at, obligation=row.obligation),
    }
    return render(request, "reports/arrivals/arrival.html", context)


@require_safe
def receipt_pdf(request, pk: int, arrival: int):
    row = _arrival_or_404(request, pk, arrival)
    trace = downloads.Trace("arrival.receipt_downloaded", "arrival", row.pk, row.number)
    return dispatch.send(request, lambda: receipt.pdf(row), f"tanda-terima-{row.number}.pdf", trace=trace)


@require_safe
def page(request, pk: int, arrival: int, page: int):
    """A page as a picture, beside the words of a page of the portal."""
    row = _arrival_or_404(request, pk, arrival)
    return downloads.show(get_object_or_404(ArrivalPage, arrival=row, number=page).picture, "image/jpeg")


@require_safe
def original(request, pk: int, arrival: int, file: int):
    """A PDF as it came; the download leaves an event."""
    row = _arrival_or_404(request, pk, arrival)
    kept = get_object_or_404(ArrivalFile, arrival=row, pk=file)
    if not kept.file:
        raise Http404
    trace = downloads.Trace("arrival.downloaded", "arrival", row.pk, row.number, {"file": kept.name})
    return downloads.send(request, kept.file, kept.name, trace=trace, content_type=downloads.PDF)


@require_POST
@for_filers
def drop(request, pk: int, arrival: int, file: int):
    """Take one file out of a paper that waits."""
    row = _arrival_or_404(request, pk, arrival)
    kept = get_object_or_404(ArrivalFile, arrival=row, pk=file)
    kept.arrival = row
    try:
        arrival_log.drop(kept, actor=request.user)
        messages.success(request, _("“{name}” is taken out.").format(name=kept.name))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("arrival", pk=pk, arrival=arrival)


@require_POST
@for_filers
def correct(request, pk: int, arrival: int):
    """Mend the way, the day or the remark."""
    row = _of_office(request, pk, arrival)
    form = CameByForm(request.POST, obligation=row.obligation)
    if not form.is_valid():
        return _show(request, row, form)
    return _acted(request, row, _("Saved."), lambda: arrival_log.correct(row, **form.cleaned_data, actor=request.user))


@require_POST
@for_filers
def set_aside(request, pk: int, arrival: int):
    """Say that it is no report, with the reason that the board reads."""
    row = _of_office(request, pk, arrival)
    reason = request.POST.get("reason", "")
    done = _("The paper is set aside; the board is told why.")
    return _acted(request, row, done, lambda: arrival_log.set_aside(row, reason=reason, actor=request.user))


@require_POST
@for_filers
def restore(request, pk: int, arrival: int):
    row = _of_office(request, pk, arrival)
    return _acted(request, row, _("The paper waits again."), lambda: arrival_log.restore(row, actor=request.user))


def _of_office(request, pk: int, arrival: int) -> Arrival:
    refuse_unless_of_office(request)
    return _arrival_or_404(request, pk, arrival)


def _acted(request, row: Arrival, done: str, act):
    try:
        with shown(request):
            act()
        messages.success(request, done)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("arrival", pk=row.obligation_id, arrival=row.pk)
