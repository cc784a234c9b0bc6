from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from core import clock
from core.errors import DomainError
from revival import in_charge, planning, stages, standing, timeline
from revival.changes import CHANGED
from revival.forms import (
    CausesForm,
    DecisionForm,
    EndForm,
    HoldForm,
    MoveForm,
    PlanLineForm,
    StepForm,
    TakeBackForm,
)
from revival.models import Case, PlanLine
from revival.views.common import case_or_404, case_to_change, done


@requires(Capability.READ_REVIVAL)
def case(request, pk: int):
    """One case: where it stands, what is next, why, the plan, and all that has happened."""
    return _page(request, case_or_404(request, pk))


def _page(request: HttpRequest, found: Case, **failed: BaseForm):
    """The page of a case, with the form that could not be carried out, open."""
    today = clock.today()
    causes = list(found.causes.all())
    forms: dict[str, BaseForm] = {
        "move_form": MoveForm(case=found),
        "back_form": TakeBackForm(case=found),
        "end_form": EndForm(case=found),
        "step_form": StepForm(case=found, initial={"step": found.step, "due": found.step_due}),
        "hold_form": HoldForm(case=found),
        "causes_form": CausesForm(
            case=found,
            initial={"codes": [one.code for one in causes], "words": next((c.words for c in causes if c.words), "")},
        ),
        "decision_form": DecisionForm(initial={"on": today}),
        "line_form": PlanLineForm(),
    }
    context: dict[str, Any] = {
        "case": found,
        "cooperative": found.cooperative,
        "today": today,
        "causes": causes,
        "decisions": found.decisions.all(),
        "plan": found.plan.all(),
        "proposals": planning.proposals(found),
        "last_move": stages.last_move(found),
        "may_change": in_charge.may_change(request.user, found),
        "status_is_ahead": standing.status_is_ahead(found),
        "status_is_behind": standing.status_is_behind(found),
        "on_hold": found.is_on_hold(today),
        "overdue": found.is_overdue(today),
        "lines": timeline.of(found),
        "open_form": next(iter(failed), ""),
    }
    drawn = forms | failed
    for name, form in drawn.items():
        form.auto_id = f"{name}_%s"
    return render(request, "revival/case.html", context | drawn)


def _carried_out(request: HttpRequest, found: Case, name: str, form: BaseForm, act: Callable[[], str]):
    if _is_stale(form, found):
        # Before all else: what may be chosen may have changed along with the case.
        form.errors.clear()
        form.add_error(None, str(CHANGED))
    elif form.is_valid() and done(request, form, act):
        return redirect("revival_case", pk=found.pk)
    found.refresh_from_db()
    # What was typed stays, beside the case as it is now: pressed again, it counts.
    form.data = form.data.copy()
    form.data["seen"] = found.revision
    return _page(request, found, **{name: form})


def _is_stale(form: BaseForm, found: Case) -> bool:
    return "seen" in form.fields and form.data.get("seen", "").isdigit() and form.data["seen"] != str(found.revision)


@require_POST
@requires(Capability.COACH)
def move(request, pk: int):
    found = case_to_change(request, pk)
    form = MoveForm(request.POST, case=found)

    def act() -> str:
        data = form.cleaned_data
        stages.move(found, data["to"], reason=data["reason"], seen=data["seen"], actor=request.user)
        return _("The case is “{stage}” now.").format(stage=found.get_stage_display())

    return _carried_out(request, found, "move_form", form, act)


@require_POST
@requires(Capability.COACH)
def move_back(request, pk: int):
    """Take the last step of a case back."""
    found = case_to_change(request, pk)
    form = TakeBackForm(request.POST, case=found)

    def act() -> str:
        data = form.cleaned_data
        stages.take_back(found, reason=data["reason"], seen=data["seen"], actor=request.user)
        return _("Taken back: the case is “{stage}” again.").format(stage=found.get_stage_display())

    return _carried_out(request, found, "back_form", form, act)


@require_POST
@requires(Capability.RUN_REVIVAL)
def end(request, pk: int):
    found = case_to_change(request, pk)
    form = EndForm(request.POST, case=found)

    def act() -> str:
        stages.end(found, **_renamed(form.cleaned_data), actor=request.user)
        return _("The case has ended: {outcome}.").format(outcome=found.get_outcome_display())

    return _carried_out(request, found, "end_form", form, act)


def _renamed(data: dict[str, Any]) -> dict[str, Any]:
    return {"outcome": data["outcome"], "text": data["text"], "seen": data["seen"]}


@require_POST
@requires(Capability.COACH)
def step(request, pk: int):
    """Say what is done next, and until when."""
    found = case_to_change(request, pk)
    form = StepForm(request.POST, case=found)

    def act() -> str:
        data = form.cleaned_data
        in_charge.set_step(found, step=data["step"], due=data["due"], seen=data["seen"], actor=request.user)
        return _("Saved.")

    return _carried_out(request, found, "step_form", form, act)


@require_POST
@requires(Capability.COACH)
def hold(request, pk: int):
    found = case_to_change(request, pk)
    form = HoldForm(request.POST, case=found)

    def act() -> str:
        data = form.cleaned_data
        in_charge.hold(found, until=data["until"], reason=data["reason"], seen=data["seen"], actor=request.user)
        return _("On hold. The case comes back by itself.")

    return _carried_out(request, found, "hold_form", form, act)


@require_POST
@requires(Capability.COACH)
def release(request, pk: int):
    found = case_to_change(request, pk)
    try:
        in_charge.release(found, actor=request.user)
        messages.success(request, _("The case is among those to be worked on again."))
    except DomainError as error:
        messages.info(request, str(error))
    return redirect("revival_case", pk=pk)


@require_POST
@requires(Capability.COACH)
def take(request, pk: int):
    """Take charge of a case that nobody has."""
    found = case_or_404(request, pk)
    if found.adviser_id is None and found.is_open:
        free = Case.objects.filter(pk=pk, adviser=None)
        if in_charge.hand_over(free, to=request.user, actor=request.user):
            messages.success(request, _("You are in charge of this case now."))
            return redirect("revival_case", pk=pk)
    messages.info(request, _("Somebody is in charge of this case already, or it has ended."))
    return redirect("revival_case", pk=pk)


@require_POST
@requires(Capability.COACH)
def causes(request, pk: int):
    found = case_to_change(request, pk)
    form = CausesForm(request.POST, case=found)

    def act() -> str:
        data = form.cleaned_data
        planning.set_causes(found, codes=data["codes"], words=data["words"], seen=data["seen"], actor=request.user)
        return _("Saved.")

    return _carried_out(request, found, "causes_form", form, act)


@require_POST
@requires(Capability.COACH)
def decide(request, pk: int):
    """Keep what the board has said about going on."""
    found = case_to_change(request, pk)
    form = DecisionForm(request.POST)

    def act() -> str:
        planning.decide(found, decision=form.save(commit=False), actor=request.user)
        return _("Saved.")

    return _carried_out(request, found, "decision_form", form, act)


@require_POST
@requires(Capability.COACH)
def plan_add(request, pk: int):
    found = case_to_change(request, pk)
    form = PlanLineForm(request.POST)

    def act() -> str:
        planning.put_line(found, line=form.save(commit=False), actor=request.user)
        return _("It stands in the plan.")

    return _carried_out(request, found, "line_form", form, act)


@requires(Capability.COACH)
def plan_edit(request, pk: int, line: int):
    """Change a line of the plan, or take it out."""
    found = case_to_change(request, pk)
    item = get_object_or_404(PlanLine, pk=line, case=found)
    form = PlanLineForm(request.POST or None, instance=item)
    back = reverse("revival_case", args=[pk]) + "#plan"
    if request.method == "POST" and "remove" in request.POST:
        try:
            planning.remove_line(found, line=item, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Taken out of the plan."))
        return redirect(back)

    def act() -> str:
        planning.put_line(found, line=form.save(commit=False), actor=request.user)
        return _("Saved.")

    if request.method == "POST" and form.is_valid() and done(request, form, act):
        return redirect(back)
    return render(request, "revival/plan_line.html", {"form": form, "case": found, "line": item})


@require_POST
@requires(Capability.COACH)
def plan_done(request, pk: int, line: int):
    """Note that a line of the plan is done today, or that it is not."""
    found = case_to_change(request, pk)
    item = get_object_or_404(PlanLine, pk=line, case=found)
    on = clock.today() if request.POST.get("done") == "1" else None
    try:
        planning.mark_done(found, line=item, on=on, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done.") if on else _("It is not done."))
    return redirect(reverse("revival_case", args=[pk]) + "#plan")
