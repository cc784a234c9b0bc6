import io

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from cooperatives import exports, listing, saved_views
from cooperatives.filters import PER_PAGE, Selection
from cooperatives.forms import SavedViewForm
from cooperatives.models import Cooperative, SavedView
from core import downloads, jobs, scratch


def cooperative_list(request):
    """The register, or a manager's own cooperatives. The whole state of the page is its address."""
    found = listing.build(request.user, request.GET)
    context = {
        "listing": found,
        "per_page_choices": PER_PAGE,
        "saved_views": SavedView.objects.visible_to(request.user) if request.user.is_of_office else [],
        "view_form": SavedViewForm(),
    }
    partial = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    template = "cooperatives/_register.html" if partial else "cooperatives/list.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response


@requires(Capability.EXPORT_REGISTER)
def export_columns(request):
    """Which columns go out, for a file or for paper; the rows are those of the list."""
    selection = Selection.from_query(request.GET)
    chosen = request.GET.getlist("column") or (exports.FOR_PRINT if request.GET.get("for") == "print" else [])
    columns = exports.columns_for(request.user)
    context = {
        "selection": selection,
        "in_words": exports.in_words(selection),
        "total": listing.selected(request.user, selection).count(),
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
    return redirect(f"{reverse('export_columns')}?{Selection.from_query(request.GET).query_string()}")


@requires(Capability.EXPORT_REGISTER)
def export_xlsx(request):
    """Exactly the rows of the screen. Many rows are written by a worker; the page then shows the progress."""
    if back := _nothing_chosen(request):
        return back
    selection = Selection.from_query(request.GET)
    rows = listing.selected(request.user, selection).count()
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
    with scratch.folder() as folder:
        path = folder / "register.xlsx"
        trace = exports.write(path, user=request.user, selection=selection, chosen=request.GET.getlist("column"))
        content = path.read_bytes()
    return downloads.send(request, content, exports.file_name(timezone.localdate(), "xlsx"), trace=trace)


@requires(Capability.EXPORT_REGISTER)
def export_csv(request):
    if back := _nothing_chosen(request):
        return back
    stream = io.StringIO(newline="")
    selection, chosen = Selection.from_query(request.GET), request.GET.getlist("column")
    trace = exports.write_csv(stream, user=request.user, selection=selection, chosen=chosen)
    content, name = stream.getvalue().encode("utf-8-sig"), exports.file_name(timezone.localdate(), "csv")
    return downloads.send(request, content, name, trace=trace, content_type="text/csv; charset=utf-8")


@require_POST
@requires(Capability.SAVE_VIEWS)
def save_view(request):
    """Keep a selection under a name; the same name again replaces one's own view."""
    form = SavedViewForm(request.POST)
    selection = Selection.from_query(request.POST)
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
    params = request.GET.copy()
    params.setdefault("sort", "-missing")
    found = listing.build(request.user, params)
    records = Cooperative.objects.in_bulk([c.pk for c in found.page.object_list])
    found.page.object_list = [records[c.pk] for c in found.page.object_list]
    return render(request, "cooperatives/completeness.html", {"listing": found})
