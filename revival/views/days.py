"""Days of visits: plan, order and papers."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Capability, requires
from cooperatives.models import District
from core import clock, ical
from core.errors import DomainError
from core.papers import dispatch
from core.storage import downloads
from core.text.parsing import whole
from revival.cases import in_charge
from revival.models import Case, VisitDay
from revival.views.common import done
from revival.visits import assignments, calendar, days, pdf, phone, route
from revival.visits.forms import CallOffForm, VisitDayForm

# Cases to choose from on one page.
OFFERED = 60


def day_or_404(request, pk: int) -> VisitDay:
    rows = days.visible_to(request.user).select_related("adviser", "assignment")
    return get_object_or_404(rows, pk=pk)


def day_to_change(request, pk: int) -> VisitDay:
    """Raises PermissionDenied for the day of somebody else."""
    found = day_or_404(request, pk)
    if not days.may_change(request.user, found):
        raise PermissionDenied(_("This is the day of {who}: an officer may change it.").format(who=found.adviser))
    return found


def _keys(texts: list[str]) -> list[int]:
    return [key for text in texts[:500] if (key := whole(text)) is not None]


@requires(Capability.COACH)
def plan(request):
    """Choose cases for a day, in the order of the drive."""
    form = VisitDayForm(request.POST or None, user=request.user)
    picked = _keys(request.POST.getlist("case") or request.GET.get("cases", "").split(","))
    rows = Case.objects.visible_to(request.user).open().select_related("cooperative__village__district", "adviser")

    def act() -> str:
        chosen = rows.filter(pk__in=picked)
        found = days.plan(chosen, adviser=form.chosen(), on=form.cleaned_data["on"], actor=request.user)
        form.day = found
        return _("The day is planned.")

    if request.method == "POST" and form.is_valid() and done(request, form, act):
        return redirect("revival_day", pk=form.day.pk) if form.day else redirect("revival_visits")
    context = {"form": form, "picked": picked, "districts": District.objects.order_by("name")}
    return render(request, "revival/visits/plan.html", context | _offered(request, rows, picked))


def _offered(request, rows, picked: list[int]) -> dict[str, Any]:
    """The cases to choose from: those that were picked, and those of a kecamatan that nobody is to visit yet."""
    today = clock.today()
    district = whole(request.GET.get("district", ""))
    found = rows.filter(pk__in=picked)
    if district is not None:
        there = rows.to_do(today).filter(cooperative__district=district).filter(visits=None)
        found = (found | there).distinct()
    mine = [case for case in found[: OFFERED * 2] if in_charge.may_change(request.user, case)]
    planned = {stop.case_id: stop for stop in days.upcoming([case.pk for case in mine], today)}
    free = [case for case in mine if case.pk not in planned]
    return {"cases": route.in_order(free)[:OFFERED], "planned": planned.values(), "district": district}


@require_safe
@requires(Capability.READ_REVIVAL)
def day(request, pk: int):
    """A day: its stops in the order of the drive, its papers, and what to take along."""
    return _page(request, day_or_404(request, pk))


def _page(request, found: VisitDay, form: CallOffForm | None = None):
    stops = found.stops.select_related("case__cooperative__village", "case__adviser").prefetch_related("visits")
    today = clock.today()
    may_change = days.may_change(request.user, found) and not found.cancelled_at
    is_over = found.on + timedelta(days=phone.KEPT_DAYS) < today
    context = {
        "day": found,
        "stops": stops,
        "n_done": sum(1 for stop in stops if stop.visits.all()),
        "today": today,
        "may_change": may_change,
        "luggage": phone.luggage(found) if may_change and not is_over else None,
        "letter_is_outdated": bool(found.assignment and assignments.is_outdated(found.assignment)),
        "is_own": found.adviser_id == request.user.pk,
        "kept_days": phone.KEPT_DAYS,
        "until": (found.on + timedelta(days=phone.KEPT_DAYS)).isoformat(),
        "off_form": form or CallOffForm(initial={"seen": found.revision}),
        "open_off": bool(form),
    }
    return render(request, "revival/visits/day.html", context, status=400 if form else 200)


def _changed(request, pk: int, act) -> HttpResponse:
    """Do what a button of the page of a day asks for, and lead back there."""
    found = day_to_change(request, pk)
    try:
        messages.success(request, act(found, whole(request.POST.get("seen", "")) or 0))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("revival_day", pk=pk)


@require_POST
@requires(Capability.COACH)
def move(request, pk: int):
    """Drive to a stop earlier or later, or to all by the shortest way."""

    def act(found: VisitDay, seen: int) -> str:
        order = list(found.stops.values_list("pk", flat=True))
        stop, before = whole(request.POST.get("stop", "")), request.POST.get("to") == "up"
        if stop in order:
            place = order.index(stop)
            other = max(place - 1, 0) if before else min(place + 1, len(order) - 1)
            order[place], order[other] = order[other], order[place]
        else:
            stops = {one.case_id: one for one in found.stops.select_related("case__cooperative__village")}
            order = [stops[case.pk].pk for case in route.in_order(one.case for one in stops.values())]
        days.put_in_order(found, order, seen=seen, actor=request.user)
        return _("The order is changed.")

    return _changed(request, pk, act)


@require_POST
@requires(Capability.COACH)
def take_out(request, pk: int):
    """Do not visit a cooperative on this day."""

    def act(found: VisitDay, seen: int) -> str:
        stop = whole(request.POST.get("stop", "")) or 0
        case = days.take_out(found, stop, seen=seen, actor=request.user)
        return _("{name} is not visited on this day.").format(name=case.cooperative.legal_name)

    return _changed(request, pk, act)


@require_POST
@requires(Capability.COACH)
def call_off(request, pk: int):
    """Call a whole day off."""
    found, form = day_to_change(request, pk), CallOffForm(request.POST)

    def act() -> str:
        data = form.cleaned_data
        days.call_off(found, reason=data["reason"], seen=data["seen"], actor=request.user)
        return _("The day is called off.")

    if form.is_valid() and done(request, form, act):
        return redirect("revival_day", pk=pk)
    return _page(request, found, form)


@require_safe
@requires(Capability.READ_REVIVAL)
def sheets(request, pk: int):
    """A sheet for each visit, for those who write on paper."""
    found = day_or_404(request, pk)
    trace = downloads.Trace("revival.sheets_printed", "visit_day", found.pk, str(found))
    return dispatch.send(request, lambda: pdf.sheets(found), f"kunjungan-{found.on}.pdf", trace=trace, inline=True)


@require_safe
@requires(Capability.READ_REVIVAL)
def to_calendar(request, pk: int):
    """The day for a calendar."""
    found = day_or_404(request, pk)
    trace = downloads.Trace("revival.day_to_calendar", "visit_day", found.pk, str(found))
    name = f"kunjungan-{found.on}.ics"
    return downloads.send(request, calendar.of(found), name, trace=trace, content_type=ical.TYPE)
