from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.sign_in.upload_limits import uploads_limited
from core.errors import DomainError
from core.storage import downloads, files
from core.text.formats import moment
from core.text.parsing import whole
from reports import report_page
from reports.checks import Found
from reports.checks.texts import tell
from reports.choices import Level
from reports.filing import drafts, intake
from reports.filing.file_contents import as_it_would_be
from reports.forms import WorkbookForm
from reports.models import Upload
from reports.statement.lines import PARTS
from reports.views.common import for_filers, may_file, obligation_or_404
from reports.workbook.marks import mark


@for_filers
@uploads_limited
def upload(request, pk: int):
    """Take a filled template in and show what was found; a bad file never touches the draft."""
    obligation = obligation_or_404(request, pk)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            found = intake.receive(sent.chunks(), name=sent.name, obligation=obligation, actor=request.user)
        except files.NotStoredError as error:
            form.add_error("file", str(error))
        else:
            if found.is_known:
                text = _("This very file was sent before, on {moment}. Nothing has changed since; this is its result.")
                messages.info(request, text.format(moment=moment(found.uploaded_at)))
            if found.outcome == Upload.Outcome.TAKEN:
                return redirect("report_check", pk=pk)
            return redirect("upload_result", pk=pk, upload=found.pk)
    return render(request, "reports/upload.html", {"obligation": obligation, "form": form})


def _upload_or_404(request, pk: int, upload: int) -> Upload:
    obligation = obligation_or_404(request, pk)
    found = get_object_or_404(Upload, pk=upload, obligation=obligation)
    found.obligation = obligation
    return found


def _would_be(upload: Upload) -> Mapping[str, int]:
    """The figures of the draft once an upload is taken over."""
    if not upload.parts:
        return upload.figures
    return as_it_would_be(upload.obligation, upload.figures, upload.parts).figures


def result(request, pk: int, upload: int):
    """What was read in an upload and what is wrong, as it was found then; with the question whether to take it."""
    found = _upload_or_404(request, pk, upload)
    told = [tell(Found(**item)) for item in found.findings]
    now = drafts.what_next(found.obligation)
    context = {
        "obligation": found.obligation,
        "may_file": may_file(request.user, found.obligation),
        "upload": found,
        "errors": [item for item in told if item.level == Level.ERROR],
        "warnings": [item for item in told if item.level == Level.WARNING],
        "groups": [
            (label, [item for item in told if item.level == level], tone)
            for level, label, tone in (
                (Level.ERROR, _("Errors"), "bad"),
                (Level.WARNING, _("Unusual figures"), "watch"),
                (Level.INFO, _("For information"), "quiet"),
            )
        ],
        "adapted": report_page.adapted(found),
        "n_figures": len(found.figures),
        "parts": [part.label for part in PARTS if part.code in found.parts],
        "now": now,
        "revision": now.draft.revision if now.draft else 0,
        "differences": report_page.changes(now.figures, _would_be(found), found.obligation.profile)
        if found.outcome == Upload.Outcome.WAITING and not now.refusal
        else [],
    }
    return render(request, "reports/upload_result.html", context)


@require_POST
@for_filers
def take(request, pk: int, upload: int):
    """Replace the draft by an upload, after the question."""
    found = _upload_or_404(request, pk, upload)
    try:
        intake.take(found, actor=request.user, expected_revision=whole(request.POST.get("revision", "")))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("upload_result", pk=pk, upload=upload)
    messages.success(request, _("The draft now holds the figures of the file."))
    return redirect("report_check", pk=pk)


@require_POST
@for_filers
def decline(request, pk: int, upload: int):
    intake.decline(_upload_or_404(request, pk, upload), actor=request.user)
    messages.info(request, _("The draft stays as it was. The file and its result are kept."))
    return redirect("obligation", pk=pk)


def original(request, pk: int, upload: int):
    """The file as it came; the download leaves an event."""
    found = _upload_or_404(request, pk, upload)
    if not found.file:
        raise Http404
    return downloads.send(request, found.file, found.file_name, trace=_trace(found))


def marked(request, pk: int, upload: int):
    """The same workbook with the cells marked and commented that something was found in."""
    found = _upload_or_404(request, pk, upload)
    if not found.can_be_marked:
        raise Http404
    try:
        # Before any transaction: a slow workbook must not hold the database up.
        content = mark(found.file, [tell(Found(**item)) for item in found.findings])
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("upload_result", pk=pk, upload=upload)
    return downloads.send(request, content, f"perbaiki-{found.obligation.period.slug}.xlsx", trace=_trace(found))


def _trace(upload: Upload) -> downloads.Trace:
    label = f"{upload.obligation.cooperative.name}, {upload.obligation.period.label}"
    return downloads.Trace("upload.downloaded", "upload", upload.pk, label, {"file": upload.file_name})
