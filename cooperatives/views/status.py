from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Capability, requires
from accounts.sign_in.upload_limits import uploads_limited
from cooperatives import status
from cooperatives.models import StatusChange
from cooperatives.record import history
from cooperatives.status_form import StatusCorrectionForm, StatusForm
from cooperatives.status_rules import rule_in_force
from cooperatives.views.common import visible_or_404
from core.errors import DomainError
from core.storage import downloads
from core.text.formats import long_date


@requires(Capability.CHANGE_REGISTER)
@uploads_limited
def change(request, pk: int):
    """Change the status with a date, a basis, a reason and, if there is any, evidence."""
    cooperative = visible_or_404(request, pk)
    form = StatusForm(request.POST or None, request.FILES or None, cooperative=cooperative)
    if _done(request, form, pk, partial(status.change_status, cooperative)):
        messages.success(request, _("The status is changed."))
        return redirect("cooperative_detail", pk=pk)
    newest = status.history_of(cooperative).last()
    context = {"form": form, "cooperative": cooperative, "rule": rule_in_force(), "newest": newest}
    return render(request, "cooperatives/status.html", context)


@requires(Capability.CHANGE_REGISTER)
@uploads_limited
def correct(request, pk: int, change: int):
    """Put another entry in the place of one that was wrong; both stay to be read."""
    cooperative = visible_or_404(request, pk)
    wrong = status.history_of(cooperative).filter(pk=change).first()
    if wrong is None:
        get_object_or_404(cooperative.status_changes, pk=change)
        messages.info(request, _("This entry has been corrected already."))
        return redirect(reverse("cooperative_detail", args=[pk]) + "#status")
    wrong.cooperative = cooperative
    form = StatusCorrectionForm(request.POST or None, request.FILES or None, change=wrong)
    if entry := _done(request, form, pk, partial(status.correct, wrong)):
        said = _("Corrected: “{status}” since {day}. The entry that was wrong stays to be read.")
        messages.success(request, said.format(status=entry.get_new_display(), day=long_date(entry.on)))
        return redirect(reverse("cooperative_detail", args=[pk]) + "#status")
    return render(
        request, "cooperatives/status_correct.html", {"form": form, "cooperative": cooperative, "wrong": wrong}
    )


def _done(request, form: StatusForm, pk: int, act: Callable[..., StatusChange]) -> StatusChange | None:
    """The entry that was made, or None: then the form says what stood in the way, on the record as it is now."""
    if request.method != "POST" or not form.is_valid():
        return None
    data = form.cleaned_data
    expected = data.pop("version")
    try:
        return act(**data, expected_version=expected, actor=request.user)
    except DomainError as error:
        form.add_error(None, str(error))
        form.data = form.data.copy()
        form.data["version"] = visible_or_404(request, pk).version
        return None


@requires(Capability.READ_REGISTER)
def evidence(request, pk: int, change: int):
    """The evidence of a status change; the download leaves an event."""
    cooperative = visible_or_404(request, pk)
    found = get_object_or_404(
        StatusChange.objects.filter(cooperative__in=history.chain(cooperative)).exclude(evidence=""), pk=change
    )
    trace = downloads.Trace(
        "evidence.downloaded", "status_change", found.pk, cooperative.name, {"file": found.evidence_name}
    )
    return downloads.send(request, found.evidence, found.evidence_name, trace=trace, content_type=downloads.OCTETS)
