"""The papers of visits: assignment letters and records, each with its way through the office."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Capability, may, requires
from accounts.sign_in.upload_limits import uploads_limited
from cooperatives.correspondence import pages
from cooperatives.correspondence.listing import first_number
from core.database import idempotency
from core.errors import DomainError
from core.papers import acts, dispatch, trail
from core.storage import downloads
from revival.models import AssignmentLetter, VisitRecord
from revival.views import draft_acts
from revival.views.days import day_to_change
from revival.views.draft_acts import Steps
from revival.views.visits import visit_to_change
from revival.visits import assignments, pdf, records, visit_log

LETTER_ACTS = draft_acts.acts_of(
    Steps(assignments.WAY, assignments.issue, assignments.set_aside, trail.void, assignments.restore)
)
RECORD_ACTS = acts.COMMON | {
    "void": draft_acts.void_by(trail.void),
    "restore": draft_acts.restore_by(records.restore),
}


@require_POST
@requires(Capability.COACH)
def draft(request, pk: int):
    """Begin the assignment letter of a day."""
    day = day_to_change(request, pk)
    try:
        with transaction.atomic():
            idempotency.spend(request.POST)
            letter = assignments.draft([day], others=request.POST.get("others", "")[:3000], actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("revival_day", pk=pk)
    return redirect("revival_assignment", pk=letter.pk)


def _letter_or_404(pk: int) -> AssignmentLetter:
    return get_object_or_404(AssignmentLetter, pk=pk)


@require_safe
@requires(Capability.READ_REVIVAL)
def assignment(request, pk: int):
    """An assignment letter and its way through the office."""
    return _letter_page(request, _letter_or_404(pk))


def _letter_page(request, found: AssignmentLetter, typed: Any = None):
    context = (
        pages.context(found, typed)
        | draft_acts.context(assignments.WAY, found)
        | {
            "days": found.days.select_related("adviser").order_by("on"),
            "may_move": may(request.user, Capability.RUN_REVIVAL),
        }
    )
    return render(request, "revival/visits/assignment.html", context, status=400 if typed else 200)


@require_POST
@requires(Capability.RUN_REVIVAL)
@uploads_limited
def assignment_act(request, pk: int):
    """Initials, number, signature, scan, void."""
    rows = AssignmentLetter.objects.filter(pk=pk)
    page = partial(_letter_page, request)
    return pages.act(request, LETTER_ACTS, rows, page, lambda: redirect("revival_assignment", pk=pk))


@require_safe
@requires(Capability.READ_REVIVAL)
def assignment_pdf(request, pk: int):
    """The letter as it was issued, or its draft."""
    found = _letter_or_404(pk)
    if found.scan and not found.is_void:
        return redirect("revival_assignment_scan", pk=pk)
    trace = downloads.Trace("letters.printed", found.KIND, found.pk, found.number)
    return dispatch.send(request, lambda: pdf.assignment(found), f"surat-tugas-{pk}.pdf", trace=trace, inline=True)


@require_safe
@requires(Capability.READ_REVIVAL)
def assignment_scan(request, pk: int):
    return pages.scan(request, _letter_or_404(pk))


@require_safe
@requires(Capability.READ_REVIVAL)
def assignment_earlier_scan(request, pk: int, key: str):
    return pages.earlier_scan(request, _letter_or_404(pk), key)


@require_POST
@requires(Capability.COACH)
def record_issue(request, pk: int):
    """Give a visit its numbered record (berita acara)."""
    visit = visit_to_change(request, pk)
    try:
        with transaction.atomic():
            idempotency.spend(request.POST)
            first = first_number(request.POST.get("first", "").strip())
            found = records.issue(visit, first=first, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("revival_visit", pk=pk)
    messages.success(request, _("The record has the number {number}.").format(number=found.number))
    return redirect("revival_record", pk=found.pk)


def _record_or_404(pk: int) -> VisitRecord:
    rows = VisitRecord.objects.select_related("visit__case__cooperative__village", "visit__stop__day__assignment")
    return get_object_or_404(rows, pk=pk)


@require_safe
@requires(Capability.READ_REVIVAL)
def record(request, pk: int):
    """The record of a visit and its way: printed, signed, scanned."""
    return _record_page(request, _record_or_404(pk))


def _record_page(request, found: VisitRecord, typed: Any = None):
    context = pages.context(found, typed) | {"may_move": visit_log.is_own(request.user, found.visit)}
    return render(request, "revival/visits/record.html", context, status=400 if typed else 200)


@require_POST
@requires(Capability.COACH)
@uploads_limited
def record_act(request, pk: int):
    """Signature, scan, void."""
    visit_to_change(request, _record_or_404(pk).visit_id)
    rows = VisitRecord.objects.filter(pk=pk)
    return pages.act(
        request, RECORD_ACTS, rows, partial(_record_page, request), lambda: redirect("revival_record", pk=pk)
    )


@require_safe
@requires(Capability.READ_REVIVAL)
def record_pdf(request, pk: int):
    """The record as it was numbered, or what was signed in its place."""
    found = _record_or_404(pk)
    if found.scan and not found.is_void:
        return redirect("revival_record_scan", pk=pk)
    trace = downloads.Trace("letters.printed", found.KIND, found.pk, found.number)
    name = f"berita-acara-{pk}.pdf"
    return dispatch.send(request, lambda: pdf.visit_records([found]), name, trace=trace, inline=True)


@require_safe
@requires(Capability.READ_REVIVAL)
def record_scan(request, pk: int):
    return pages.scan(request, _record_or_404(pk))


@require_safe
@requires(Capability.READ_REVIVAL)
def record_earlier_scan(request, pk: int, key: str):
    return pages.earlier_scan(request, _record_or_404(pk), key)
