from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import office_only, staff_only
from cooperatives import duplicates, history, merging, record
from cooperatives.forms import SECTIONS, MergeForm
from cooperatives.views.common import visible_or_404
from core.errors import DomainError


@office_only
def pairs(request):
    return render(request, "cooperatives/duplicates.html", {"pairs": duplicates.likely_pairs()})


@staff_only
def merge(request, first: int, second: int):
    """Two records side by side; one is kept, its blanks filled from the other."""
    if first == second:
        raise Http404
    one, other = visible_or_404(request, first), visible_or_404(request, second)
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.cleaned_data["keep"] in (first, second):
        keep = form.cleaned_data["keep"]
        drop = second if keep == first else first
        try:
            merging.merge(keep=keep, drop=drop, reason=form.cleaned_data["reason"], actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("duplicates")
        messages.success(request, _("The two records are one now; both histories are kept."))
        return redirect("cooperative_detail", pk=keep)
    rows = []
    for section in SECTIONS.values():
        for name in section.fields:
            values = [history.show(name, record.display(found, name)) for found in (one, other)]
            if values != ["–", "–"]:
                rows.append((history.field_label(name), *values, values[0] != values[1]))
    return render(request, "cooperatives/merge.html", {"one": one, "other": other, "rows": rows, "form": form})
