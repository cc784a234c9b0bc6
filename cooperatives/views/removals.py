"""Taking a record off the public register on request, and showing it again."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from cooperatives.public import removals
from cooperatives.public.removal_form import RemovalForm
from cooperatives.views.common import done_once, visible_or_404
from core.errors import DomainError


@requires(Capability.CHANGE_REGISTER)
def page(request, pk: int):
    """Ask for the reason, or say since when the record is not public."""
    cooperative = visible_or_404(request, pk)
    context = {"cooperative": cooperative, "removals": cooperative.removals.all()}
    if removals.of(cooperative):
        return render(request, "cooperatives/public_gone.html", context)
    form = RemovalForm(request.POST or None, initial={"asked_by": request.GET.get("asked", "")})
    sent = request.method == "POST" and form.is_valid()
    if sent and done_once(request, lambda: removals.remove(cooperative, **form.cleaned_data, actor=request.user), form):
        messages.success(request, _("Removed from the public register. You can show it again here."))
        asked = cooperative.complaints.waiting().filter(number=form.cleaned_data["asked_by"]).first()
        if asked:
            messages.info(request, _("Whoever asked for it waits for your answer."))
            return redirect("complaint", pk=asked.pk)
        return redirect("cooperative_public", pk=pk)
    return render(request, "cooperatives/public_place.html", context | {"form": form})


@require_POST
@requires(Capability.CHANGE_REGISTER)
def restore(request, pk: int):
    cooperative = visible_or_404(request, pk)
    try:
        removals.restore(cooperative, actor=request.user)
    except DomainError as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("It is on the public register again."))
    return redirect("cooperative_detail", pk=pk)
