from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import Capability, requires
from core import clock, office
from core.lists.response import respond
from core.office_form import OfficeForm
from reports.models import Obligation, Period
from reports.querysets import NOT_FILED
from supervision import limits, lists
from supervision.flags import CATALOGUE, VERSION


@requires(Capability.READ_WARNINGS)
def warnings(request):
    """The list of visits; who did not report is a row of its own, first."""
    return respond(request, lists.WARNINGS, "supervision/list.html", lambda _listing: {"silent": _silent(request.user)})


def _silent(user) -> dict | None:
    """The newest quarter whose day has passed, and how many of it did not report."""
    today = clock.today()
    period = Period.objects.filter(due_on__lt=today).first()
    if period is None:
        return None
    owed = Obligation.objects.visible_to(user).filter(period=period).not_waived_on(today)
    counted = owed.aggregate(of=Count("pk"), n=Count("pk", filter=Q(standing__in=NOT_FILED)))
    return {"period": period, **counted} if counted["n"] else None


def rules(request):
    """The flags as they are published, with the limits in force."""
    in_force = limits.in_force()
    rows = [
        (flag, [flag.text(limit) for limit in in_force[flag.key]], limits.write(flag.usual_limits))
        for flag in CATALOGUE.values()
    ]
    return render(request, "supervision/rules.html", {"rows": rows, "version": VERSION})


@requires(Capability.ADMINISTER)
def limits_of_office(request):
    """The limits of the flags, changed by an administrator; they hold from the next night on."""
    form = OfficeForm(request.POST or None, keys=limits.KEYS)
    if request.method == "POST" and form.is_valid():
        office.change(form.cleaned_data, actor=request.user)
        messages.success(request, _("Saved. The flags are looked at anew in the coming night."))
        return redirect("warning_limits")
    return render(request, "supervision/limits.html", {"form": form}, status=400 if form.errors else 200)
