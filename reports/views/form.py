from django.contrib import messages
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError, StaleVersionError
from reports import drafts, earlier, results, workflow
from reports.checks.texts import amount_text
from reports.choices import Level
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
    now = drafts.what_next(obligation)
    if now.refusal:
        messages.info(request, now.refusal)
        return redirect("obligation", pk=pk)
    quarter = obligation.period.value
    previous = earlier.accepted(obligation.cooperative_id, {quarter.previous}).get(quarter.previous)
    if request.method == "POST":
        return _save(request, obligation, chosen, previous)
    initial = {"revision": now.draft.revision if now.draft else "", **now.figures}
    form = PartForm(initial=initial, profile=obligation.profile, part=chosen)
    return _page(request, obligation, chosen, form, now, previous)


def _save(request, obligation: Obligation, part: Part, previous):
    form = PartForm(request.POST, profile=obligation.profile, part=part)
    autosave = request.headers.get("X-Autosave") == "1"
    if not form.is_valid():
        if autosave:
            return JsonResponse({"errors": {key: errors[0] for key, errors in form.errors.items()}}, status=422)
        return _page(request, obligation, part, form, drafts.what_next(obligation), previous)
    amounts = form.amounts()
    action = request.POST.get("action", "next")
    quarter = obligation.period.value
    blanks = {}
    if action == "copy" and previous:
        lasting = carried(obligation.profile, part.code, quarter, previous)
        blanks = {key: value for key, value in lasting.items() if amounts.get(key) is None}
        amounts |= blanks
    if action in ("compute", "copy") and part.code == "surplus":
        amounts |= year_to_date(obligation.profile, quarter, amounts, previous)
    try:
        report = _store(request, obligation, amounts, form)
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
    if action == "copy":
        n = len(blanks)
        text = ngettext("{n} figure was copied from last quarter.", "{n} figures were copied from last quarter.", n)
        messages.info(request, text.format(n=n))
    if action in ("compute", "copy"):
        return redirect("report_form", pk=obligation.pk, part=part.code)
    return _onward(obligation, part, action)


@transaction.atomic
def _store(request, obligation: Obligation, amounts, form: PartForm) -> Report:
    """Save the part; a form that was opened before there was a draft begins it."""
    workflow.lock(obligation.pk)
    is_first = drafts.what_next(obligation).draft is None
    report = drafts.editable(obligation, actor=request.user)
    revision = report.revision if is_first else form.cleaned_data["revision"] or 0
    return drafts.save_figures(
        report, amounts, actor=request.user, expected_revision=revision, confirmed=form.confirmed_blank()
    )


def _conflict(request, obligation, part, form, previous, error, autosave: bool):
    """Somebody else has saved meanwhile: what was typed stays on the page, with theirs beside it, and can be saved."""
    now = drafts.what_next(obligation)
    revision = now.draft.revision if now.draft else 0
    if autosave:
        return JsonResponse({"message": str(error), "revision": revision}, status=409)
    theirs = now.figures
    for key, value in form.amounts().items():
        if value != theirs.get(key):
            stored = amount_text(key, theirs.get(key)) or _("empty")
            form.add_error(key, _("Saved meanwhile: {amount}").format(amount=stored))
    form.add_error(None, _("{error} Your figures are still here: look at them and save again.").format(error=error))
    form.data = form.data.copy()
    form.data["revision"] = revision or ""
    return _page(request, obligation, part, form, now, previous)


def _onward(obligation: Obligation, part: Part, action: str):
    parts = STATEMENT.parts(obligation.profile)
    place = parts.index(part) + (-1 if action == "back" else 1)
    if action == "leave":
        return redirect("obligation", pk=obligation.pk)
    if 0 <= place < len(parts):
        return redirect("report_form", pk=obligation.pk, part=parts[place].code)
    return redirect("report_check" if place > 0 else "obligation", pk=obligation.pk)


def _page(request, obligation, part: Part, form: PartForm, now: drafts.Next, previous):
    parts = STATEMENT.parts(obligation.profile)
    findings = drafts.reading_findings(now.draft) if now.draft else []
    asked = results.asked_before(now.draft) if now.draft else now.copy_of
    unread = {item.key: item.values.get("text", "") for item in findings if item.level == Level.ERROR}
    context = {
        "obligation": obligation,
        "part": part,
        "parts": parts,
        "number": parts.index(part) + 1,
        "form": form,
        "rows": form.rows(with_totals(now.figures), previous, unread),
        "previous_label": obligation.period.value.previous.short_label if previous else "",
        "can_copy": previous is not None,
        "asked": [comment for comment in asked.comments.all() if comment.key] if asked else [],
    }
    return render(request, "reports/form.html", context)
