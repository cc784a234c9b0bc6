"""Visits: the list, one of them, its form and its photos."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Capability, requires
from accounts.sign_in.upload_limits import uploads_limited
from core import clock
from core.errors import DomainError
from core.images import photos
from core.lists.response import respond
from core.storage import downloads
from core.text.parsing import whole
from revival.models import Case, Photo, Stop, Visit, VisitRecord
from revival.views.common import case_or_404, done, not_to_change
from revival.visits import days, phone, photo_retention, visit_log
from revival.visits import photos as visit_photos
from revival.visits.forms import VisitForm
from revival.visits.listing import VISITS

JPEG = "image/jpeg"
SHOWN_DAYS = 12


def visit_or_404(request, pk: int) -> Visit:
    rows = Visit.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("case__cooperative__district", "stop__day__assignment", "contact"), pk=pk
    )


def visit_to_change(request, pk: int) -> Visit:
    """Raises PermissionDenied for the visit of somebody else."""
    found = visit_or_404(request, pk)
    if not visit_log.is_own(request.user, found):
        raise PermissionDenied(_("This visit was recorded by {who}.").format(who=found.adviser_name))
    return found


@requires(Capability.READ_REVIVAL)
def visit_list(request):
    """Days that are planned, and all visits that were recorded."""
    today = clock.today()
    planned = days.visible_to(request.user).filter(cancelled_at=None).select_related("adviser", "assignment")
    waiting = planned.filter(stops__visits=None, stops__isnull=False).distinct().order_by("on")
    context = {
        "today": today,
        "days": waiting.filter(on__gte=today)[:SHOWN_DAYS],
        "unfinished": waiting.filter(on__lt=today)[:SHOWN_DAYS],
        "kept": photo_retention.taken(),
    }
    return respond(request, VISITS, "revival/visits/list.html", lambda _listing: context)


@requires(Capability.COACH)
@uploads_limited
def new(request, pk: int):
    """Record a visit, of a stop of a planned day or of none."""
    found = case_or_404(request, pk)
    stop = _stop(request, found)
    if not visit_log.may_record(request.user, found, stop):
        raise PermissionDenied(not_to_change(found))
    form = VisitForm(request.POST or None, initial={"on": stop.day.on if stop else clock.today()})
    kept: list[visit_log.RecordedVisit] = []

    def act() -> str:
        kept.append(visit_log.record(form.visit(), case=found, stop=stop, actor=request.user))
        return phone.told(kept[0])

    if request.method == "POST" and form.is_valid() and done(request, form, act):
        if kept:
            _keep_photos(request, kept[0].visit)
            return redirect("revival_visit", pk=kept[0].visit.pk)
        return redirect("revival_case", pk=pk)
    return render(request, "revival/visits/form.html", {"form": form, "case": found, "stop": stop})


def _stop(request, case: Case) -> Stop | None:
    """The stop that the address names, of this case."""
    key = whole(request.GET.get("stop", ""))
    rows = Stop.objects.select_related("day__assignment", "day__adviser").filter(case=case)
    return rows.filter(pk=key).first() if key is not None else None


def _keep_photos(request, visit: Visit) -> None:
    """Keep the photos of a form; each that is not taken is told, and the others are kept."""
    for upload in request.FILES.getlist("photos")[: visit_photos.MOST + 1]:
        try:
            small = photos.read(upload.chunks(), upload.size or 0, upload.name or "")
            visit_photos.add(visit, small, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))


@requires(Capability.COACH)
def edit(request, pk: int):
    """Correct what was recorded, as long as its record has no number."""
    found = visit_to_change(request, pk)
    form = VisitForm(request.POST or None, instance=found)

    def act() -> str:
        seen = whole(request.POST.get("seen", "")) or 0
        visit_log.correct(found, form.cleaned_data, seen=seen, actor=request.user)
        return _("Saved.")

    if not visit_log.may_correct(request.user, found):
        messages.error(request, _("The record of this visit has its number already: what was found stays."))
        return redirect("revival_visit", pk=pk)
    if request.method == "POST" and form.is_valid() and done(request, form, act):
        return redirect("revival_visit", pk=pk)
    return render(request, "revival/visits/form.html", {"form": form, "case": found.case, "visit": found})


@require_safe
@requires(Capability.READ_REVIVAL)
def visit(request, pk: int):
    """What was found on a visit, its photos and its record."""
    found = visit_or_404(request, pk)
    context = {
        "visit": found,
        "case": found.case,
        "photos": found.photos.all(),
        "most_photos": visit_photos.MOST,
        "records": VisitRecord.objects.filter(visit=found),
        "may_change": visit_log.is_own(request.user, found),
        "may_correct": visit_log.may_correct(request.user, found),
        "others": Visit.objects.filter(case=found.case, on=found.on).exclude(pk=found.pk),
    }
    return render(request, "revival/visits/visit.html", context)


@require_POST
@requires(Capability.COACH)
@uploads_limited
def photo_add(request, pk: int):
    """Add photos to a visit."""
    found = visit_to_change(request, pk)
    if not request.FILES.getlist("photos"):
        messages.error(request, _("Choose a photo first."))
    _keep_photos(request, found)
    return redirect("revival_visit", pk=pk)


def _photo_or_404(request, pk: int, photo: int) -> Photo:
    seen = Visit.objects.visible_to(request.user).filter(case=pk)
    return get_object_or_404(Photo.objects.filter(visit__in=seen).select_related("visit__case__cooperative"), pk=photo)


@require_safe
@requires(Capability.READ_REVIVAL)
def photo(request, pk: int, photo: int):
    """A photo of a visit of a case."""
    return downloads.show(_photo_or_404(request, pk, photo).file, JPEG)


@require_POST
@requires(Capability.COACH)
def photo_drop(request, pk: int, photo: int):
    """Take a photo out for good."""
    found = _photo_or_404(request, pk, photo)
    visit_to_change(request, found.visit_id)
    try:
        visit_photos.drop(found, actor=request.user)
        messages.success(request, _("The photo is gone."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("revival_visit", pk=found.visit_id)
