from django.contrib import messages
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.errors import DomainError, StaleVersionError
from reports import drafts, earlier
from reports.checks.texts import amount_text
from reports.choices import State
from reports.models import Obligation, Report
from reports.part_form import PartForm
from reports.statement.carry import carried, year_to_date
from reports.statement.lines import STATEMENT, Part
from reports.statement.totals import with_totals
from reports.views.common import filer_only, obligation_or_404


@filer_only
def begin(request, pk: int):
    """The web form from its first part."""
    obligation = obligation_or_404(request, pk)
    return redirect("report_form", pk=pk, part=STATEMENT.parts(obligation.profile)[0].code)


@filer_only
def step(request, pk: int, part: str):
    """One part of the report, a page: saved as draft at every step, also by itself while somebody types."""
    obligation = obligation_or_404(request, pk)
    chosen = next((item for item in STATEMENT.parts(obligation.profile) if item.code == part), None)
    if chosen is None:
        raise Http404
    report = drafts.open_version(obligation)
    if not _is_open(obligation, report):
        messages.info(request, _("This report is sent; it cannot be changed here."))
        return redirect("obligation", pk=pk)
    typed = drafts.typed_of(report) if report else {}
    quarter = obligation.period.value
    previous = earlier.accepted(obligation.cooperative_id, {quarter.previous}).get(quarter.previous)
    if request.method == "POST":
        return _save(request, obligation, chosen, previous)
    initial = {"revision": report.revision if report else "", **typed}
    return _page(
        request, obligation, chosen, PartForm(initial=initial, profile=obligation.profile, part=chosen), typed, previous
    )


def _is_open(obligation: Obligation, report: Report | None) -> bool:
    if report:
        return report.state == State.DRAFT
    return not obligation.reports.filter(state=State.ACCEPTED).exists()


def _save(request, obligation: Obligation, part: Part, previous):
    form = PartForm(request.POST, profile=obligation.profile, part=part)
    autosave = request.headers.get("X-Autosave") == "1"
    if not form.is_valid():
        if autosave:
            return JsonResponse({"errors": {key: errors[0] for key, errors in form.errors.items()}}, status=422)
        return _page(request, obligation, part, form, {}, previous)
    amounts = form.amounts()
    action = request.POST.get("action", "next")
    quarter = obligation.period.value
    if action == "copy" and previous:
        blanks = {
            key: value
            for key, value in carried(obligation.profile, part.code, quarter, previous).items()
            if amounts.get(key) is None
        }
        amounts |= blanks
    if action in ("compute", "copy") and part.code == "surplus":
        amounts |= year_to_date(obligation.profile, quarter, amounts, previous)
    try:
        report = _store(request, obligation, amounts, form.cleaned_data["revision"])
    except StaleVersionError as error:
        return _conflict(request, obligation, part, form, previous, error, autosave)
    except DomainError as error:
        if autosave:
            return JsonResponse({"message": str(error)}, status=409)
        messages.error(request, str(error))
        return redirect("obligation", pk=obligation.pk)
    if autosave:
        totals = with_totals(drafts.typed_of(report))
        shown = {key: amount_text(key, value) for key, value in totals.items()}
        return JsonResponse({"revision": report.revision, "totals": shown})
    if action in ("compute", "copy"):
        return redirect("report_form", pk=obligation.pk, part=part.code)
    return _onward(obligation, part, action)


@transaction.atomic
def _store(request, obligation: Obligation, amounts, revision: int | None) -> Report:
    """Save the part; a form that was opened before there was a draft begins it."""
    report = drafts.open_version(obligation)
    if report is None:
        report = drafts.editable(obligation, actor=request.user)
        revision = report.revision
    return drafts.save_figures(report, amounts, actor=request.user, expected_revision=revision or 0)


def _conflict(request, obligation, part, form, previous, error, autosave: bool):
    """Somebody else has saved meanwhile: what was typed stays on the page and can be saved over theirs."""
    current = drafts.open_version(obligation)
    if autosave:
        return JsonResponse({"message": str(error), "revision": current.revision if current else 0}, status=409)
    form.add_error(None, _("{error} Your figures are still here: look at them and save again.").format(error=error))
    form.data = form.data.copy()
    form.data["revision"] = current.revision if current else ""
    return _page(request, obligation, part, form, {}, previous)


def _onward(obligation: Obligation, part: Part, action: str):
    parts = STATEMENT.parts(obligation.profile)
    place = parts.index(part) + (-1 if action == "back" else 1)
    if action == "leave":
        return redirect("obligation", pk=obligation.pk)
    if 0 <= place < len(parts):
        return redirect("report_form", pk=obligation.pk, part=parts[place].code)
    return redirect("report_check" if place > 0 else "obligation", pk=obligation.pk)


def _page(request, obligation, part: Part, form: PartForm, typed, previous):
    parts = STATEMENT.parts(obligation.profile)
    context = {
        "obligation": obligation,
        "part": part,
        "parts": parts,
        "number": parts.index(part) + 1,
        "form": form,
        "rows": form.rows(with_totals(typed), previous),
        "previous_label": obligation.period.value.previous.short_label if previous else "",
        "can_copy": previous is not None,
    }
    return render(request, "reports/form.html", context)
