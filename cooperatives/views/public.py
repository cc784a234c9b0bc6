from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cooperatives.choices import Status
from cooperatives.key_figures import figure_sets
from cooperatives.models import Complaint, Cooperative, PublicRemoval
from cooperatives.public import complaints, drawings, facts, removals
from cooperatives.public.complaint_form import ComplaintForm
from cooperatives.public.lists import REGISTER
from cooperatives.public.meanings import MEANINGS
from cooperatives.record import meetings
from core import office
from core.errors import DomainError
from core.images import qr
from core.lists.response import respond
from core.lists.selection import words_of
from core.requests import throttle
from core.storage import downloads


@login_not_required
@require_safe
@throttle.limited("public_search", when=lambda request: bool(words_of(request.GET)))
@throttle.limited("public_page", when=lambda request: bool(request.GET and not words_of(request.GET)))
def register(request):
    """The whole register for anybody, by place, kind, group and status. No personal data (DOMAIN.md 3.1, 8.4)."""
    return respond(request, REGISTER, "cooperatives/public/register.html", lambda _listing: _around())


def _around() -> dict:
    """What stands around the rows: the meaning of each status, and the map."""
    statuses = [
        (Status(status).label if status else _("Status not known"), words) for status, words in MEANINGS.items()
    ]
    canonical = f"{settings.BASE_URL}{reverse('public_register')}"
    return {"meanings": statuses, "map": drawings.villages(), "canonical": canonical}


@login_not_required
@require_safe
@throttle.limited("public_page")
def record(request, pk: int):
    """One cooperative, at an address that stays: a merged one says into which."""
    rows = Cooperative.objects.select_related("village", "district", "merged_into")
    cooperative = get_object_or_404(rows, pk=pk)
    if removal := removals.of(cooperative):
        return _removed(request, removal)
    if cooperative.merged_into:
        return render(request, "cooperatives/public/merged.html", {"cooperative": cooperative})
    context = {
        "cooperative": cooperative,
        "chair": cooperative.chair if office.value("show_chair") else "",
        "said": figure_sets.fold(figure_sets.of_cooperative(cooperative)),
        "meaning": MEANINGS[cooperative.status],
        "is_gone": cooperative.status in (Status.WINDING_UP, Status.DISSOLVED),
        "years": meetings.years_of(cooperative),
        "facts": facts.of(cooperative),
        "address": _address(cooperative),
        "linked": _linked(cooperative),
    }
    return render(request, "cooperatives/public/record.html", context)


@login_not_required
@require_safe
@throttle.limited("public_page")
def sticker(request, pk: int):
    """A sheet with a QR code that leads to the record, to be put up where members come."""
    cooperative = get_object_or_404(Cooperative.objects.current(), pk=pk)
    if removal := removals.of(cooperative):
        return _removed(request, removal)
    address = _address(cooperative)
    context = {"cooperative": cooperative, "code": qr.svg(address), "address": address}
    return render(request, "cooperatives/public/sticker.html", context)


@login_not_required
@throttle.limited("complaint", when=lambda request: request.method == "POST")
@throttle.limited("public_page")
def tell(request, pk: int):
    """“This is wrong”, “I cannot withdraw my savings”: without an account; the number follows it."""
    cooperative = get_object_or_404(Cooperative.objects.current(), pk=pk)
    form = ComplaintForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = complaints.tell(cooperative, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("public_complaint", number=made.number)
    # Of a record that was removed the page says no name.
    context = {"cooperative": cooperative, "form": form, "is_removed": removals.of(cooperative) is not None}
    return render(request, "cooperatives/public/tell.html", context, status=400 if form.errors else 200)


@login_not_required
@require_safe
@throttle.misses_limited("public_number")
def complaint(request, number: str):
    """What became of a complaint, for whoever holds its number; what was said stays with the office."""
    rows = Complaint.objects.select_related("cooperative")
    found = get_object_or_404(rows, number=complaints.as_number(number))
    context = {"complaint": found, "is_removed": removals.of(found.cooperative) is not None}
    return downloads.unlisted(render(request, "cooperatives/public/complaint.html", context))


@login_not_required
@require_safe
@throttle.misses_limited("public_number")
def follow(request):
    """Where somebody types the number that he wrote down."""
    number = complaints.as_number(request.GET.get("number", ""))
    if number and Complaint.objects.filter(number=number).exists():
        return redirect("public_complaint", number=number)
    context = {"number": request.GET.get("number", ""), "is_unknown": "number" in request.GET}
    return render(request, "cooperatives/public/follow.html", context, status=404 if context["is_unknown"] else 200)


def _removed(request, removal: PublicRemoval):
    """That the record was here, since when it is not, and why; search engines forget it by the 410."""
    response = render(request, "cooperatives/public/removed.html", {"removal": removal}, status=410)
    # Browsers keep a 410 unless they are told not to; it may be shown again.
    response["Cache-Control"] = "no-cache"
    return response


def _address(cooperative: Cooperative) -> str:
    """Where the record stands, for search engines and for the sticker; it stays."""
    return f"{settings.BASE_URL}{reverse('public_record', args=[cooperative.pk])}"


def _linked(cooperative: Cooperative) -> dict[str, Any]:
    """The record as search engines read it (schema.org)."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": _address(cooperative),
        "name": cooperative.legal_name,
        "url": _address(cooperative),
        "identifier": [number for number in (cooperative.legal_number, cooperative.national_number) if number],
        "areaServed": "Kota Surakarta",
    }
    if cooperative.legal_date:
        found["foundingDate"] = cooperative.legal_date.isoformat()
    if cooperative.village:
        found["location"] = {"@type": "Place", "name": cooperative.village.name}
    return found
