"""Warnings of coaching, each with its way through the office."""

from functools import partial
from typing import Any

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Capability, may, requires
from accounts.sign_in.upload_limits import uploads_limited
from cooperatives.correspondence import pages
from core.papers import dispatch
from core.storage import downloads
from revival.dissolution import pdf, warning_letters
from revival.forms import RevisionForm
from revival.models import Case, WarningLetter
from revival.views import draft_acts
from revival.views.case_page import about, acted
from revival.views.dissolution import PAGE
from revival.views.draft_acts import Steps


@require_POST
@requires(Capability.RUN_REVIVAL)
def draft(request, pk: int):
    """Begin the next warning of a case."""
    made: list[WarningLetter] = []

    def act(found: Case, data: dict[str, Any]) -> str:
        made.append(warning_letters.draft(found, seen=data["seen"], actor=request.user))
        return _("Warning {n} is a draft: look at it, then give it its number.").format(n=made[0].roman)

    answer = acted(request, pk, "warning_form", about(RevisionForm), act, PAGE)
    return redirect("revival_warning", pk=made[0].pk) if made and answer.status_code == 302 else answer


STEPS = Steps(
    warning_letters.WAY,
    warning_letters.issue,
    warning_letters.set_aside,
    warning_letters.void,
    warning_letters.restore,
)
ACTS = draft_acts.acts_of(STEPS) | {"note_result": pages.note_result}


def _letter_or_404(request, pk: int) -> WarningLetter:
    rows = WarningLetter.objects.select_related("case__cooperative__village", "contact")
    return get_object_or_404(rows.filter(case__in=Case.objects.visible_to(request.user)), pk=pk)


@require_safe
@requires(Capability.READ_REVIVAL)
def warning(request, pk: int):
    """One warning and its way through the office."""
    return _page(request, _letter_or_404(request, pk))


def _page(request, found: WarningLetter, typed: Any = None):
    may_move = may(request.user, Capability.RUN_REVIVAL)
    context = pages.context(found, typed) | draft_acts.context(warning_letters.WAY, found)
    context |= {"may_move": may_move, "may_deliver": may_move}
    return render(request, "revival/dissolution/warning.html", context, status=400 if typed else 200)


@require_POST
@requires(Capability.RUN_REVIVAL)
@uploads_limited
def act(request, pk: int):
    """Initials, number, signature, scan, delivery, void."""
    rows = WarningLetter.objects.filter(pk=pk, case__in=Case.objects.visible_to(request.user))
    return pages.act(request, ACTS, rows, partial(_page, request), lambda: redirect("revival_warning", pk=pk))


@require_safe
@requires(Capability.READ_REVIVAL)
def warning_pdf(request, pk: int):
    """The letter as it was issued, or its draft."""
    found = _letter_or_404(request, pk)
    if found.scan and not found.is_void:
        return redirect("revival_warning_scan", pk=pk)
    trace = downloads.Trace("letters.printed", found.KIND, found.pk, found.number)
    return dispatch.send(request, lambda: pdf.warning(found), f"surat-teguran-{pk}.pdf", trace=trace, inline=True)


@require_safe
@requires(Capability.READ_REVIVAL)
def scan(request, pk: int):
    return pages.scan(request, _letter_or_404(request, pk))


@require_safe
@requires(Capability.READ_REVIVAL)
def earlier_scan(request, pk: int, key: str):
    return pages.earlier_scan(request, _letter_or_404(request, pk), key)
