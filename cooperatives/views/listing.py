import io
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from cooperatives.forms import SavedViewForm
from cooperatives.models import Cooperative, SavedView
from cooperatives.register import exports, saved_views
from cooperatives.register.listing import GAPS, REGISTER, RegisterListing, in_words, selected
from core.lists.listing import Listing
from core.lists.response import respond
from core.lists.selection import Selection
from core.operations import jobs
from core.storage import downloads, scratch


def cooperative_list(request):
    """The register, or a manager's own cooperatives. The whole state of the page is its address."""
    partial = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    template = "cooperatives/_register.html" if partial else "cooperatives/list.html"
    response = respond(request, REGISTER, template, _beside, kind=RegisterListing, file=_workbook)
    response["Vary"] = "HX-Request"
    return response


def _beside(listing: Listing) -> dict[str, Any]:
    """What the page of the register shows beside its rows."""
    user = listing.request.user
    return {
        "per_page_choices": REGISTER.per_page,
        "saved_views": SavedView.objects.visible_to(user) if user.is_of_office else [],
        "view_form": SavedViewForm(),
    }


def _workbook(listing: Listing, rows) -> HttpResponseBase:
    """The ticked rows with all columns of the export, in the order of the screen; all of them by the export itself."""
    request, selection = listing.request, listing.selection
    if rows is listing.found:
        return redirect(f"{reverse('export_xlsx')}?{selection.query_string()}")
    return _send_workbook(request, selection, rows=selection.order(rows), words=listing.in_words(rows))


@requires(Capability.EXPORT_REGISTER)
def export_columns(request):
    """Which columns go out, for a file or for paper; the rows are those of the list."""
    selection = Selection.read(REGISTER, request.GET)
    chosen = request.GET.getlist("column") or (exports.FOR_PRINT if request.GET.get("for") == "print" else [])
    columns = exports.columns_for(request.user)
    context = {
        "selection": selection,
        "in_words": in_words(selection),
        "total": selected(request.user, selection).count(),
        # Personal data goes out when somebody chooses it, not by itself.
        "columns": [(column, column.field in chosen if chosen else not column.personal) for column in columns],
        "for_print": request.GET.get("for") == "print",
    }
    return render(request, "cooperatives/export.html", context)


def _nothing_chosen(request):
    """Back to the choice of columns when none was ticked; None when an export can go on."""
    if "chosen" not in request.GET or request.GET.getlist("column"):
        return None
    messages.error(request, _("Choose at least one column."))
    return redirect(f"{reverse('export_columns')}?{Selection.read(REGISTER, request.GET).query_string()}")


@requires(Capability.EXPORT_REGISTER)
def export_xlsx(request):
    """Exactly the rows of the screen. Many rows are written by a worker; the page then shows the progress."""
    if back := _nothing_chosen(request):
        return back
    selection = Selection.read(REGISTER, request.GET)
    rows = selected(request.user, selection).count()
    if rows > settings.JOB_ABOVE_ROWS:
        with transaction.atomic():
            job = jobs.start(
                exports.WORK,
                owner=request.user,
                title=_("Export of {n} cooperatives").format(n=rows),
                params={
                    "user_id": request.user.pk,
                    "query": selection.query_string(),
                    "language": get_language(),
                    "chosen": request.GET.getlist("column"),
                },
                in_background=True,
            )
        return redirect("job", pk=job.pk)
    return _send_workbook(request, selection, chosen=request.GET.getlist("column"))


def _send_workbook(request, selection: Selection, **what) -> HttpResponseBase:
    with scratch.folder() as folder:
        path = folder / "register.xlsx"
        trace = exports.write(path, user=request.user, selection=selection, **what)
        content = path.read_bytes()
    return downloads.send(request, content, exports.file_name(timezone.localdate(), "xlsx"), trace=trace)


@requires(Capability.EXPORT_REGISTER)
def export_csv(request):
    if back := _nothing_chosen(request):
        return back
    stream = io.StringIO(newline="")
    selection, chosen = Selection.read(REGISTER, request.GET), request.GET.getlist("column")
    trace = exports.write_csv(stream, user=request.user, selection=selection, chosen=chosen)
    content, name = stream.getvalue().encode("utf-8-sig"), exports.file_name(timezone.localdate(), "csv")
    return downloads.send(request, content, name, trace=trace, content_type="text/csv; charset=utf-8")


@require_POST
@requires(Capability.SAVE_VIEWS)
def save_view(request):
    """Keep a selection under a name; the same name again replaces one's own view."""
    form = SavedViewForm(request.POST)
    selection = Selection.read(REGISTER, request.POST)
    back = f"{reverse('cooperative_list')}?{selection.query_string()}"
    if form.is_valid():
        saved_views.save(query=selection.query_string(), owner=request.user, **form.cleaned_data)
        messages.success(request, _("The view “{name}” is saved.").format(name=form.cleaned_data["name"]))
    else:
        messages.error(request, _("Give the view a name of at most 80 characters."))
    return redirect(back)


@require_POST
@requires(Capability.SAVE_VIEWS)
def delete_view(request, pk: int):
    saved_views.delete(get_object_or_404(SavedView, pk=pk, owner=request.user))
    messages.success(request, _("The view is deleted."))
    return redirect("cooperative_list")


@requires(Capability.READ_REGISTER)
def completeness(request):
    """What is missing where, as a work list: the emptiest records first."""
    found = RegisterListing(GAPS, request)
    records = Cooperative.objects.in_bulk([row.pk for row in found.page.object_list])
    rows = [records[row.pk] for row in found.page.object_list]
    return render(request, "cooperatives/completeness.html", {"listing": found, "rows": rows})
