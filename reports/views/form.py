from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError
from core.formats import moment, thousands
from core.offline.answers import answer, is_from_store
from reports import drafts, earlier, results, revisions, workflow
from reports.checks.texts import amount_text
from reports.choices import Level
from reports.models import Obligation, Report
from reports.part_form import PartForm
from reports.statement.carry import carried, year_to_date
from reports.statement.lines import STATEMENT, Part
from reports.statement.totals import with_totals
from reports.views.common import for_filers, obligation_or_404


@for_filers
def begin(request, pk: int):
    """The web form from its first part."""
    obligation = obligation_or_404(request, pk)
    return redirect("report_form", pk=pk, part=STATEMENT.parts(obligation.profile)[0].code)


@for_filers
def step(request, pk: int, part: str):
    """One part of the report, a page: saved as draft at every step, also by itself while somebody types."""
    obligation = obligation_or_404(request, pk)
    chosen = next((item for item in STATEMENT.parts(obligation.profile) if item.code == part), None)
    if chosen is None:
        raise Http404
    now = drafts.what_next(obligation)
    if now.refusal:
        if told := _refusal(request, now.refusal):
            return told
        messages.info(request, now.refusal)
        return redirect("obligation", pk=pk)
    quarter = obligation.period.value
    previous = earlier.accepted(obligation.cooperative_id, {quarter.previous}).get(quarter.previous)
    if request.method == "POST":
        return _save(request, obligation, chosen, previous)
    looked_at = {"draft": now.draft.pk, "revision": now.draft.revision} if now.draft else {}
    initial = {**looked_at, **now.figures}
    form = PartForm(initial=initial, profile=obligation.profile, part=chosen)
    return _page(request, obligation, chosen, form, now, previous)


def _is_from_earlier_script(request) -> bool:
    """A page that was open while the portal was upgraded saves by itself as the script before the store did: it knows
    no states, and reads figures at 200 and a refusal at 409. A bridge for one release: it goes with the next.
    """
    return request.headers.get("X-Autosave") == "1" and not is_from_store(request)


def _refusal(request, text: str):
    """A refusal as the script of the page understands it; None for a browser, which is led elsewhere."""
    if is_from_store(request):
        return answer("refused", text)
    return JsonResponse({"message": text}, status=409) if _is_from_earlier_script(request) else None


@dataclass(frozen=True, slots=True)
class _Saved:
    """What a save has come to: `copied` counts the figures of the last quarter that were taken over."""

    report: Report
    merge: revisions.Merge
    stored: dict[str, int]
    copied: int


def _save(request, obligation: Obligation, part: Part, previous):
    form = PartForm(request.POST, profile=obligation.profile, part=part)
    # What can be read is saved, whatever stands beside it.
    is_whole = form.is_valid()
    action = request.POST.get("action", "next")
    try:
        saved = _store(request, obligation, part, form, action, previous)
    except DomainError as error:
        if told := _refusal(request, str(error)):
            return told
        messages.error(request, str(error))
        return redirect("obligation", pk=obligation.pk)
    if is_from_store(request):
        state = "changed" if saved.merge.conflicts else "done" if is_whole else "refused"
        return answer(state, **_told(saved, form))
    if _is_from_earlier_script(request):
        return JsonResponse(_told(saved, form))
    if saved.merge.conflicts or not is_whole:
        return _again(request, obligation, part, form, saved, previous)
    if action == "copy":
        n = saved.copied
        text = ngettext("{n} figure was copied from last quarter.", "{n} figures were copied from last quarter.", n)
        messages.info(request, text.format(n=n))
    if action in ("compute", "copy"):
        return redirect("report_form", pk=obligation.pk, part=part.code)
    return _onward(obligation, part, action)


@transaction.atomic
def _store(request, obligation: Obligation, part: Part, form: PartForm, action: str, previous) -> _Saved:
    """Save what the sender has changed; a form that was opened before there was a draft begins it."""
    workflow.lock(obligation.pk)
    is_first = drafts.what_next(obligation).draft is None
    report = drafts.editable(obligation, actor=request.user)
    stored = drafts.typed_of(report)
    seen, draft = form.cleaned_data.get("revision") or 0, form.cleaned_data.get("draft")
    merge = revisions.merge(report, form.amounts(), stored, seen=seen, draft=draft, unresolved=form.unresolved())
    changes, copied, quarter = dict(merge.changes), 0, obligation.period.value
    shown = {**stored, **changes}
    if action == "copy" and previous:
        lasting = carried(obligation.profile, part.code, quarter, previous)
        blanks = {key: value for key, value in lasting.items() if shown.get(key) is None}
        changes, shown, copied = changes | blanks, shown | blanks, len(blanks)
    if action in ("compute", "copy") and part.code == "surplus":
        changes |= year_to_date(obligation.profile, quarter, shown, previous)
    if changes or is_first or form.confirmed_blank():
        drafts.save_figures(report, changes, actor=request.user, confirmed=form.confirmed_blank())
    return _Saved(report, merge, drafts.typed_of(report), copied)


def _told(saved: _Saved, form: PartForm) -> dict[str, Any]:
    """What the page's script is told after a save by itself: sums, what others have typed, what both have."""
    totals = with_totals(saved.stored)
    theirs = {
        key: revisions.Theirs(saved.stored.get(key))
        for key, mine in form.amounts().items()
        if key not in saved.merge.conflicts and mine != saved.stored.get(key)
    }
    return {
        "errors": {key: errors[0] for key, errors in form.errors.items()},
        "draft": saved.report.pk,
        "revision": saved.report.revision,
        "totals": {key: amount_text(key, value) for key, value in totals.items()},
        "figures": {key: _beside(key, other) for key, other in theirs.items()},
        "conflicts": {key: _beside(key, other) for key, other in saved.merge.conflicts.items()},
    }


def _beside(key: str, other: revisions.Theirs) -> dict[str, str]:
    return {"text": _both(key, other), "stored": _typed(other.amount)}


def _both(key: str, other: revisions.Theirs) -> str:
    """What somebody else has made of a figure, in words."""
    amount = amount_text(key, other.amount) or _("empty")
    if not other.by or not other.at:
        return _("Saved meanwhile: {amount}.").format(amount=amount)
    return _("{name} saved {amount} here on {moment}.").format(name=other.by, amount=amount, moment=moment(other.at))


def _again(request, obligation, part, form: PartForm, saved: _Saved, previous):
    """The form again: what cannot be read, or both have changed, as the sender typed it; all else as it is stored."""
    now = drafts.what_next(obligation)
    data = form.data.copy()
    for key in form.amounts():
        if key not in saved.merge.conflicts:
            data[key] = _typed(saved.stored.get(key))
    data["draft"], data["revision"] = saved.report.pk, saved.report.revision
    again = PartForm(data, profile=obligation.profile, part=part)
    again.full_clean()
    for key, other in saved.merge.conflicts.items():
        again.ask(key, _both(key, other), _typed(other.amount))
    if saved.merge.conflicts:
        again.add_error(None, _("Choose at each of these fields which figure is right, then save again."))
    heading = (
        _("Somebody else has typed here too. Everything but this is saved:")
        if saved.merge.conflicts
        else _("Everything but this is saved. Please mend:")
    )
    return _page(request, obligation, part, again, now, previous, heading)


def _onward(obligation: Obligation, part: Part, action: str):
    parts = STATEMENT.parts(obligation.profile)
    place = parts.index(part) + (-1 if action == "back" else 1)
    if action == "leave":
        return redirect("obligation", pk=obligation.pk)
    if 0 <= place < len(parts):
        return redirect("report_form", pk=obligation.pk, part=parts[place].code)
    return redirect("report_check" if place > 0 else "obligation", pk=obligation.pk)


def _page(request, obligation, part: Part, form: PartForm, now: drafts.Next, previous, heading: str = ""):
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
        "error_heading": heading,
        "rows": form.rows(with_totals(now.figures), previous, unread),
        "previous_label": obligation.period.value.previous.short_label if previous else "",
        "can_copy": previous is not None,
        "asked": [comment for comment in asked.comments.all() if comment.key] if asked else [],
    }
    return render(request, "reports/form.html", context)


def _typed(amount: int | None) -> str:
    """An amount as it stands in a field."""
    return "" if amount is None else thousands(amount)
