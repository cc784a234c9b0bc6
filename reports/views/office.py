from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from cooperatives.models import Cooperative
from core import events
from core.errors import DomainError
from core.text.formats import long_date
from reports.forms import ExtensionForm, HolidayForm, OneExtensionForm, WaiverForm
from reports.models import Holiday
from reports.obligations import extensions, opening, waivers
from reports.obligations.quarter import Quarter
from reports.views.common import obligation_or_404, period_or_404
from reports.views.obligation import show


@requires(Capability.SET_DEADLINES)
def extend(request, quarter: Quarter):
    """A later due date for all of a quarter, or for a district or kind."""
    period = period_or_404(quarter)
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moved = extensions.extend(period, actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The due date of {n} reports has moved.").format(n=moved))
            return redirect("period", quarter=period.slug)
    return render(request, "reports/extend.html", {"form": form, "period": period})


@require_POST
@requires(Capability.SET_DEADLINES)
def extend_one(request, pk: int):
    obligation = obligation_or_404(request, pk)
    form = OneExtensionForm(request.POST)
    if form.is_valid():
        try:
            extensions.extend(
                obligation.period, cooperative=obligation.cooperative, actor=request.user, **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The due date has moved."))
            return redirect("obligation", pk=pk)
    return show(request, obligation, extension_form=form)


@require_POST
@requires(Capability.SET_DEADLINES)
def waive(request, pk: int):
    obligation = obligation_or_404(request, pk)
    form = WaiverForm(request.POST)
    if form.is_valid():
        try:
            waivers.waive(obligation, actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The report is waived."))
            return redirect("obligation", pk=pk)
    return show(request, obligation, waiver_form=form)


@require_POST
@requires(Capability.SET_DEADLINES)
def realign(request, pk: int):
    """Give a report without versions the lines of the cooperative's kind as it is now."""
    try:
        opening.realign(obligation_or_404(request, pk), actor=request.user)
        messages.success(request, _("Saved."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("obligation", pk=pk)


@require_POST
@requires(Capability.SET_DEADLINES)
def remove_period(request, quarter: Quarter):
    """Take back the opening of a quarter on which nobody has worked yet."""
    try:
        opening.remove_period(period_or_404(quarter), actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("period", quarter=quarter.slug)
    messages.success(request, _("The opening of {quarter} is taken back.").format(quarter=quarter.label))
    return redirect("period_list")


@require_POST
@requires(Capability.SET_DEADLINES)
def end_waiver(request, pk: int):
    obligation = obligation_or_404(request, pk)
    if waiver := obligation.active_waiver():
        waivers.end(waiver, actor=request.user)
        messages.success(request, _("The waiver has ended; the report is due again."))
    return redirect("obligation", pk=pk)


@require_POST
@requires(Capability.SET_DEADLINES)
def add_obligation(request, pk: int, quarter: Quarter):
    """Let a cooperative report a quarter that would not have to."""
    cooperative = get_object_or_404(Cooperative.objects.visible_to(request.user), pk=pk)
    obligation = opening.add(cooperative, period_or_404(quarter), actor=request.user, with_time_to_answer=True)
    said = _("{quarter} is asked for, due {day}.")
    messages.success(request, said.format(quarter=obligation.period.label, day=long_date(obligation.due_on)))
    return redirect("obligation", pk=obligation.pk)


@requires(Capability.ADMINISTER)
def holidays(request):
    """The table of holidays, by which due dates move."""
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                holiday = form.save()
                _event("holiday.added", holiday, request.user)
        except IntegrityError:
            form.add_error("date", _("This day is in the table already."))
        else:
            messages.success(request, _("Saved."))
            return redirect("holidays")
    return render(request, "reports/holidays.html", {"form": form, "holidays": Holiday.objects.order_by("-date")[:200]})


@require_POST
@requires(Capability.ADMINISTER)
@transaction.atomic
def delete_holiday(request, pk: int):
    holiday = get_object_or_404(Holiday.objects.select_for_update(), pk=pk)
    _event("holiday.removed", holiday, request.user)
    holiday.delete()
    messages.success(request, _("The day is taken out of the table."))
    return redirect("holidays")


def _event(verb: str, holiday: Holiday, actor) -> None:
    events.record(
        verb,
        actor=actor,
        object_type="holiday",
        object_id=holiday.pk,
        label=holiday.name,
        after={"date": holiday.date, "kind": holiday.kind},
    )
