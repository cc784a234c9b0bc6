from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, refuse_unless, requires
from accounts.sign_in.upload_limits import uploads_limited
from cooperatives import lists
from cooperatives.forms import UploadForm
from cooperatives.models import RegisterImport
from cooperatives.register_import import execution, intake, report
from core.errors import DomainError
from core.lists.response import respond
from core.storage import downloads

ROWS_PER_PAGE = 50
State = RegisterImport.State


@requires(Capability.READ_IMPORTS)
@uploads_limited
def import_list(request):
    """Imports so far, and the way in for the next file."""
    is_upload = request.method == "POST" and "action" not in request.POST
    if is_upload:
        refuse_unless(request.user, Capability.IMPORT_REGISTER)
    form = UploadForm(*([request.POST, request.FILES] if is_upload else []))
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = intake.receive(upload.chunks(), name=upload.name, actor=request.user)
            if intake.is_remembered(batch):
                intake.set_mapping(batch, batch.mapping, as_of=batch.as_of, actor=request.user)
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            return redirect(next_page(batch), pk=batch.pk)
    return respond(request, lists.IMPORTS, "cooperatives/imports/list.html", lambda _listing: {"form": form})


def next_page(batch: RegisterImport) -> str:
    return "import_mapping" if batch.state == State.MAPPING else "import_detail"


@require_POST
@requires(Capability.IMPORT_REGISTER)
def apply(request, pk: int):
    """Apply a preview: at once when it is small, by a worker with a progress bar when it is not."""
    batch = get_object_or_404(RegisterImport, pk=pk)
    found = intake.counts(batch)
    try:
        job = execution.start(
            batch,
            actor=request.user,
            in_background=found["new"] + found["changed"] > settings.IMPORT_JOB_ABOVE_ROWS,
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("import_detail", pk=pk)
    return redirect("job", pk=job.pk)


@require_POST
@requires(Capability.IMPORT_REGISTER)
def discard(request, pk: int):
    batch = get_object_or_404(RegisterImport, pk=pk)
    try:
        intake.discard(batch, actor=request.user)
        messages.success(request, _("The import is discarded; nothing was changed."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("import_list")


@requires(Capability.READ_IMPORTS)
def problem_rows(request, pk: int):
    """The doubtful and refused rows as a workbook, to be mended and sent again."""
    batch = get_object_or_404(RegisterImport, pk=pk)
    trace = downloads.Trace("import.problems_exported", "import", pk, batch.file_name)
    try:
        content = report.problem_workbook(batch)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("import_detail", pk=pk)
    return downloads.send(request, content, f"perbaikan-impor-{pk}.xlsx", trace=trace)


@requires(Capability.READ_IMPORTS)
def original(request, pk: int):
    """The file as it came; the download leaves an event."""
    batch = get_object_or_404(RegisterImport, pk=pk)
    trace = downloads.Trace("import.downloaded", "import", pk, batch.file_name)
    return downloads.send(request, batch.file, batch.file_name, trace=trace, content_type=downloads.OCTETS)
