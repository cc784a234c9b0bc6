from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext

from accounts.permissions import Capability, requires
from cooperatives.models import RegisterImport
from cooperatives.register_import.undo import plan, reversal
from core.errors import DomainError

# So many exceptions on one page; the others come after these are decided.
SHOWN = 100


@requires(Capability.IMPORT_REGISTER)
def undo(request, pk: int) -> HttpResponse:
    """What undoing an import would do, with the exceptions to be decided; then the button."""
    batch = get_object_or_404(RegisterImport, pk=pk)
    answers = {name: value for name, value in request.POST.items() if name.startswith("row-")}
    if request.method == "POST":
        try:
            done = reversal.undo(batch, actor=request.user, answers=answers)
        except DomainError as error:
            messages.error(request, str(error))
            batch.refresh_from_db()
        else:
            messages.success(request, _in_words(done))
            return redirect("import_detail", pk=pk)
    is_open = batch.state == RegisterImport.State.APPLIED or bool(batch.left)
    found = plan.plan(batch) if is_open else plan.Plan()
    context = {
        "batch": batch,
        "is_open": is_open,
        "n_back": len(found.back),
        "n_removed": len(found.removed),
        "n_held": len({hold.row.pk for hold in found.holds}),
        "holds": [(hold, answers.get(hold.name, "").partition("-")[0]) for hold in found.holds[:SHOWN]],
        "n_more": max(len(found.holds) - SHOWN, 0),
        "can_act": bool(found.back or found.removed or any(hold.is_open for hold in found.holds)),
    }
    return render(request, "cooperatives/imports/undo.html", context)


def _in_words(done: reversal.Undone) -> str:
    parts = [
        ngettext("{n} row is as it was before.", "{n} rows are as they were before.", done.back).format(n=done.back)
    ]
    if done.removed:
        text = ngettext("{n} new record is removed.", "{n} new records are removed.", done.removed)
        parts.append(text.format(n=done.removed))
    if done.left:
        parts.append(plan.in_words(done.left) + ".")
    return " ".join(parts)
