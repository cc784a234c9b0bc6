from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from cooperatives.messaging.screen import shown
from core import clock
from core.errors import DomainError
from revival.cases import in_charge, mergers, plan, reactivation, stages
from revival.forms import (
    CausesForm,
    DecisionForm,
    EndForm,
    HoldForm,
    MergerForm,
    MoveForm,
    NextStepForm,
    PlanEditForm,
    PlanLineForm,
    ReactivationForm,
    TakeBackForm,
)
from revival.models import Case, Decision, Merger, PlanLine
from revival.views.case_page import about, acted, of, refuse, show
from revival.views.common import case_or_404, case_to_change, done


@requires(Capability.READ_REVIVAL)
def case(request, pk: int):
    """One case: where it stands, what is next, why, the plan, and all that has happened."""
    return show(request, case_or_404(request, pk))


@require_POST
@requires(Capability.COACH)
def move(request, pk: int):
    def act(found: Case, data: dict[str, Any]) -> str:
        stages.move(found, data["to"], reason=data["reason"], seen=data["seen"], actor=request.user)
        return _("The case is “{stage}” now.").format(stage=found.get_stage_display())

    return acted(request, pk, "move_form", about(MoveForm), act)


@require_POST
@requires(Capability.COACH)
def move_back(request, pk: int):
    """Take the last step of a case back."""

    def act(found: Case, data: dict[str, Any]) -> str:
        stages.take_back(found, reason=data["reason"], seen=data["seen"], actor=request.user)
        return _("Taken back: the case is “{stage}” again.").format(stage=found.get_stage_display())

    return acted(request, pk, "back_form", about(TakeBackForm), act)


@require_POST
@requires(Capability.RUN_REVIVAL)
def end(request, pk: int):
    def act(found: Case, data: dict[str, Any]) -> str:
        stages.end(found, outcome=data["outcome"], text=data["text"], seen=data["seen"], actor=request.user)
        return _("The case has ended: {outcome}.").format(outcome=found.get_outcome_display())

    return acted(request, pk, "end_form", about(EndForm), act)


@require_POST
@requires(Capability.RUN_REVIVAL)
def make_active(request, pk: int):
    """Make the cooperative active again, with all that follows."""

    def act(found: Case, data: dict[str, Any]) -> str:
        followed = reactivation.make_active(found, **data, actor=request.user)
        return " ".join(filter(None, [_("The cooperative is active again. Its board is told."), followed]))

    with shown(request):
        return acted(request, pk, "active_form", about(ReactivationForm), act)


@require_POST
@requires(Capability.COACH)
def step(request, pk: int):
    """Say what is done next, and until when."""

    def act(found: Case, data: dict[str, Any]) -> str:
        in_charge.set_step(found, step=data["step"], due=data["due"], seen=data["seen"], actor=request.user)
        return _("Saved.")

    return acted(request, pk, "step_form", about(NextStepForm), act)


@require_POST
@requires(Capability.COACH)
def hold(request, pk: int):
    def act(found: Case, data: dict[str, Any]) -> str:
        in_charge.hold(found, until=data["until"], reason=data["reason"], seen=data["seen"], actor=request.user)
        return _("On hold. The case comes back by itself.")

    return acted(request, pk, "hold_form", about(HoldForm), act)


@require_POST
@requires(Capability.COACH)
def causes(request, pk: int):
    def act(found: Case, data: dict[str, Any]) -> str:
        plan.set_causes(found, codes=data["codes"], words=data["words"], seen=data["seen"], actor=request.user)
        return _("Saved.")

    return acted(request, pk, "causes_form", about(CausesForm), act)


@require_POST
@requires(Capability.COACH)
def merge(request, pk: int):
    """Note how far the merger into another cooperative is."""

    def act(found: Case, data: dict[str, Any]) -> str:
        seen = data.pop("seen")
        mergers.put(found, merger=Merger(**data), seen=seen, actor=request.user)
        return _("Saved.")

    return acted(request, pk, "merger_form", about(MergerForm), act)


@require_POST
@requires(Capability.COACH)
def decide(request, pk: int):
    """Keep what the board has said about going on."""

    def act(found: Case, data: dict[str, Any]) -> str:
        plan.decide(found, decision=Decision(**data), actor=request.user)
        return _("Saved.")

    return acted(request, pk, "decision_form", of(DecisionForm), act)


@require_POST
@requires(Capability.COACH)
def plan_add(request, pk: int):
    def act(found: Case, data: dict[str, Any]) -> str:
        plan.put_line(found, line=PlanLine(**data), actor=request.user)
        return _("It stands in the plan.")

    return acted(request, pk, "line_form", of(PlanLineForm), act)


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


@requires(Capability.COACH)
def plan_edit(request, pk: int, line: int):
    """Change a line of the plan, or take it out."""
    found = case_or_404(request, pk)
    item = get_object_or_404(PlanLine, pk=line, case=found)
    form = PlanEditForm(request.POST or None, case=found, instance=item)
    if refused := refuse(request, found, "line_form", form):
        return refused
    back = reverse("revival_case", args=[pk]) + "#plan"
    if request.method == "POST" and "remove" in request.POST:
        try:
            plan.remove_line(found, line=item, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Taken out of the plan."))
        return redirect(back)

    def act() -> str:
        seen = form.cleaned_data["seen"]
        plan.put_line(found, line=form.save(commit=False), seen=seen, actor=request.user)
        return _("Saved.")

    if request.method == "POST" and form.is_valid() and done(request, form, act):
        return redirect(back)
    if request.method == "POST":
        found.refresh_from_db()
        # What was typed stays: pressed again, it counts.
        form.data = form.data.copy()
        form.data["seen"] = found.revision
    return render(request, "revival/plan_line.html", {"form": form, "case": found, "line": item})


@require_POST
@requires(Capability.COACH)
def plan_done(request, pk: int, line: int):
    """Note that a line of the plan is done today, or that it is not."""
    found = case_to_change(request, pk)
    item = get_object_or_404(PlanLine, pk=line, case=found)
    on = clock.today() if request.POST.get("done") == "1" else None
    try:
        plan.mark_done(found, line=item, on=on, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done.") if on else _("It is not done."))
    return redirect(reverse("revival_case", args=[pk]) + "#plan")
