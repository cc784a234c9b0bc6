"""What the office does with what the public has told of a cooperative."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Capability, requires
from cooperatives.models import Complaint
from cooperatives.public import complaints, removals
from cooperatives.public.complaint_form import ComplaintAnswerForm
from cooperatives.public.complaint_list import COMPLAINTS
from cooperatives.register import as_of
from core.errors import DomainError
from core.lists.response import respond


@requires(Capability.RECORD_CONTACTS)
def complaint_list(request):
    return respond(request, COMPLAINTS, "cooperatives/complaints.html")


@requires(Capability.RECORD_CONTACTS)
@require_safe
def complaint(request, pk: int):
    return _page(request, _complaint_or_404(request, pk))


@require_POST
@requires(Capability.RECORD_CONTACTS)
def answer(request, pk: int):
    found = _complaint_or_404(request, pk)
    form = ComplaintAnswerForm(request.POST)
    if form.is_valid():
        try:
            complaints.answer(found, text=form.cleaned_data["text"], actor=request.user)
        except DomainError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Answered. Whoever holds the number {n} reads it.").format(n=found.number))
            return redirect("complaint", pk=pk)
    return _page(request, found, form)


@require_POST
@requires(Capability.RECORD_CONTACTS)
def record(request, pk: int):
    """Record that it is so, or take that back."""
    found = _complaint_or_404(request, pk)
    try:
        if "undo" in request.POST:
            complaints.take_back(found, actor=request.user)
            messages.success(request, _("It is recorded no longer."))
        else:
            complaints.record(found, actor=request.user)
            watched = found.cooperative.status in as_of.ACTIVE
            warned = _("Recorded. The early warning counts it from the coming night on.")
            known = _("Recorded. The cooperative is not active: the early warning does not look at it, coaching does.")
            messages.success(request, warned if watched else known)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("complaint", pk=pk)


def _complaint_or_404(request, pk: int) -> Complaint:
    rows = Complaint.objects.visible_to(request.user).select_related("cooperative")
    return get_object_or_404(rows, pk=pk)


def _page(request, found: Complaint, form: ComplaintAnswerForm | None = None):
    shown = form or ComplaintAnswerForm(initial={"text": found.answer})
    context = {
        "complaint": found,
        "cooperative": found.cooperative,
        "form": shown,
        "removal": removals.of(found.cooperative),
    }
    return render(request, "cooperatives/complaint.html", context, status=400 if form and form.errors else 200)
