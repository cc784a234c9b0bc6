from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.errors import DomainError
from core.text.parsing import whole
from reports.filing import remedies
from reports.views.common import draft_or_404, for_filers, obligation_or_404


@require_POST
@for_filers
def mend(request, pk: int):
    """What one button of the check mends, with how much it has changed."""
    report = draft_or_404(obligation_or_404(request, pk))
    what, _dash, which = request.POST.get("action", "").partition("-")
    try:
        if what == "zeros":
            n = remedies.type_zeros(report, which, actor=request.user)
            text = ngettext("{n} empty line is 0 now.", "{n} empty lines are 0 now.", n)
        elif what == "computed":
            n = remedies.take_computed(report, which, actor=request.user)
            text = ngettext("{n} figure is computed now.", "{n} figures are computed now.", n)
        elif what == "unit":
            n = remedies.multiply(report, whole(which) or 0, actor=request.user)
            text = ngettext("{n} figure is in full rupiah now.", "{n} figures are in full rupiah now.", n)
        elif what == "rupiah":
            remedies.confirm_unit(report, actor=request.user)
            return redirect("report_check", pk=pk)
        else:
            n, text = 0, ""
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("obligation", pk=pk)
    if n:
        messages.success(request, text.format(n=n))
    else:
        messages.info(request, _("Nothing has changed: the report looks otherwise by now."))
    return redirect("report_check", pk=pk)
