from typing import Any

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.offline.answers import answer, is_from_store
from core.text.formats import moment
from reports import report_page
from reports.arrivals import arrival_log
from reports.checks.texts import amount_text
from reports.choices import BookColumn, Level
from reports.filing import completion, drafts, previous_reports, revisions, submission
from reports.form import form_state, known_figures, layout
from reports.form.entries import Saved, save
from reports.form.fields import FiguresForm
from reports.form.usage import used_lines
from reports.models import Obligation
from reports.statement.lines import Part
from reports.statement.totals import with_totals
from reports.views.common import for_filers, obligation_or_404


@for_filers
def begin(request, pk: int):
    """The web form from its first part."""
    obligation = obligation_or_404(request, pk)
    return redirect("report_form", pk=pk, part=layout.parts(obligation.profile)[0].code)


@for_filers
def step(request, pk: int, part: str):
    """The form, open at one part: saved as draft at every step, also by itself while somebody types.

    All parts are on the page. With scripts it goes from part to part without a connection; without them a part that is
    not open sends nothing, and each is a page.
    """
    obligation = obligation_or_404(request, pk)
    chosen = next((item for item in layout.parts(obligation.profile) if item.code == part), None)
    if chosen is None:
        raise Http404
    if request.method != "POST" and is_from_store(request):
        return answer("done", stands=form_state.fields(obligation))
    now = drafts.what_next(obligation)
    if now.refusal:
        if told := _refusal(request, now.refusal):
            return told
        messages.info(request, now.refusal)
        return redirect("obligation", pk=pk)
    known = previous_reports.before(obligation)
    if request.method == "POST":
        return _save(request, obligation, chosen, known)
    looked_at = {"draft": now.draft.pk, "revision": now.draft.revision} if now.draft else {}
    form = FiguresForm(initial={**looked_at, **_given(obligation, now, known)}, profile=obligation.profile)
    return _page(request, obligation, chosen, form, now, known)


def _given(obligation: Obligation, now: drafts.Next, known: previous_reports.Before) -> dict[str, int]:
    """The figures that stand in fields: those that follow stand beside them."""
    completed = drafts.completed_of(now, completion.rules(obligation, known))
    return {key: value for key, value in completed.figures.items() if key not in completed.following}


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


def _save(request, obligation: Obligation, part: Part, known: previous_reports.Before):
    form = FiguresForm(request.POST, profile=obligation.profile)
    # What can be read is saved, whatever stands beside it.
    is_whole = form.is_valid()
    action = request.POST.get("action", "next")
    try:
        saved = save(obligation, form, before=known_figures.of(obligation, known).figures, actor=request.user)
    except DomainError as error:
        if told := _refusal(request, str(error)):
            return told
        messages.error(request, str(error))
        return redirect("obligation", pk=obligation.pk)
    if is_from_store(request):
        state = "changed" if saved.merge.conflicts else "done" if is_whole else "refused"
        return answer(state, **_told(saved, form, known))
    if _is_from_earlier_script(request):
        return JsonResponse(_told(saved, form, known))
    if saved.merge.conflicts or not is_whole:
        return _again(request, obligation, part, form, saved, known)
    return _onward(obligation, saved, part, action)


def _told(saved: Saved, form: FiguresForm, known: previous_reports.Before) -> dict[str, Any]:
    """What the page's script is told after a save by itself: sums, what others have typed, what both have."""
    totals = with_totals(saved.stored)
    # A field of a figure that follows is blank, whatever stands beside it.
    follows = completion.rules(saved.report.obligation, known).keys() - (saved.report.own_figures or {}).keys()
    theirs = {
        key: revisions.Theirs(saved.stored.get(key))
        for key, mine in form.amounts().items()
        if key not in saved.merge.conflicts and mine != saved.stored.get(key) and key not in follows
    }
    return {
        "errors": {key: errors[0] for key, errors in form.errors.items()},
        "draft": saved.report.pk,
        "revision": saved.report.revision,
        "totals": {key: amount_text(key, value) for key, value in totals.items()},
        "figures": {key: _beside(key, other) for key, other in theirs.items()},
        "conflicts": {key: _beside(key, other) for key, other in saved.merge.conflicts.items()},
        # What was given and equals what follows goes on following.
        "followed": [key for key, mine in form.amounts().items() if mine is not None and key in follows],
    }


def _beside(key: str, other: revisions.Theirs) -> dict[str, str]:
    return {"text": _both(key, other), "stored": form_state.text(other.amount)}


def _both(key: str, other: revisions.Theirs) -> str:
    """What somebody else has made of a figure, in words."""
    amount = amount_text(key, other.amount) or _("empty")
    if not other.by or not other.at:
        return _("Saved meanwhile: {amount}.").format(amount=amount)
    return _("{name} saved {amount} here on {moment}.").format(name=other.by, amount=amount, moment=moment(other.at))


def _again(request, obligation, part, form: FiguresForm, saved: Saved, known: previous_reports.Before):
    """The form again: what cannot be read, or both have changed, as the sender typed it; all else as it is stored."""
    now = drafts.what_next(obligation)
    given = _given(obligation, now, known)
    data = form.data.copy()
    for key in form.fields:
        if key not in saved.merge.conflicts and key not in form.errors and key not in ("draft", "revision", "books"):
            data[key] = form_state.text(given.get(key))
    data["draft"], data["revision"] = saved.report.pk, saved.report.revision
    again = FiguresForm(data, profile=obligation.profile)
    again.full_clean()
    for key, other in saved.merge.conflicts.items():
        again.ask(key, _both(key, other), form_state.text(other.amount))
    if saved.merge.conflicts:
        again.add_error(None, _("Choose at each of these fields which figure is right, then save again."))
    heading = (
        _("Somebody else has typed here too. Everything but this is saved:")
        if saved.merge.conflicts
        else _("Everything but this is saved. Please mend:")
    )
    return _page(request, obligation, part, again, now, known, heading)


def _onward(obligation: Obligation, saved: Saved, part: Part, action: str):
    """Where a button leads: parts that are optional come by their own link alone. Where the check has nothing to say,
    it is passed by.
    """
    parts = [item for item in layout.parts(obligation.profile) if not item.optional or item == part]
    place = parts.index(part) + (-1 if action == "back" else 1)
    if action == "leave":
        return redirect("obligation", pk=obligation.pk)
    if action not in ("next", "back", "check"):
        return redirect("report_form", pk=obligation.pk, part=part.code)
    if action != "check" and 0 <= place < len(parts):
        return redirect("report_form", pk=obligation.pk, part=parts[place].code)
    if place <= 0 and action != "check":
        return redirect("obligation", pk=obligation.pk)
    return redirect("report_check" if submission.obstacles(saved.report) else "report_sign", pk=obligation.pk)


def _page(request, obligation, part: Part, form: FiguresForm, now: drafts.Next, known, heading: str = ""):
    findings = drafts.reading_findings(now.draft) if now.draft else []
    asked = report_page.asked_before(now.draft) if now.draft else now.copy_of
    column = completion.chosen_column(obligation.cooperative_id)
    other = BookColumn.QUARTER if column == BookColumn.TO_DATE else BookColumn.TO_DATE
    rules = completion.rules(obligation, known)
    completed = drafts.completed_of(now, rules)
    before = known_figures.of(obligation, known)
    shown = layout.KnownFigures(
        sums=with_totals(completed.figures),
        rules=rules,
        others=completion.rules(obligation, known, column=other),
        own=completed.own,
        before=before.figures,
        unread={item.key: item.values.get("text", "") for item in findings if item.level == Level.ERROR},
        used=used_lines(obligation),
    )
    sections = layout.sections(form, obligation.profile, part, shown)
    way = [section for section in sections if section.is_used]
    context = {
        "obligation": obligation,
        "part": part,
        "sections": sections,
        "way": way,
        "number": next(n for n, section in enumerate(way, start=1) if section.part == part),
        "form": form,
        "unit_confirmed": bool(now.draft and now.draft.unit_confirmed),
        "saved_at": now.draft.saved_at if now.draft else None,
        "error_heading": heading,
        "beside": before,
        # An officer types in what stands beside the form; a board sees what it has sent.
        "pages": arrival_log.pages_of(obligation),
        "columns": BookColumn.choices if obligation.period.value.number > 1 and known.last is not None else [],
        "column": column,
        "asked": [comment for comment in asked.comments.all() if comment.key] if asked else [],
        "returns_to_check": request.GET.get("from") == "check" or bool(asked),
    }
    return render(request, "reports/form/page.html", context)
