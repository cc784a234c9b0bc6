from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from core import clock
from core.errors import DomainError
from revival import in_charge, mergers, planning, stages, standing, timeline
from revival.changes import CHANGED
from revival.forms import (
    CausesForm,
    DecisionForm,
    EndForm,
    HoldForm,
    MergerForm,
    MoveForm,
    PlanEditForm,
    PlanLineForm,
    StepForm,
    TakeBackForm,
)
from revival.models import Answer, Case, Decision, Merger, PlanLine
from revival.views.common import case_or_404, case_to_change, done, not_to_change

ANSWERS = 3


@requires(Capability.READ_REVIVAL)
def case(request, pk: int):
    """One case: where it stands, what is next, why, the plan, and all that has happened."""
    return _page(request, case_or_404(request, pk))


def _page(request: HttpRequest, found: Case, *, status: int = 200, **failed: BaseForm):
    """The page of a case, with the form that could not be carried out, open."""
    today = clock.today()
    causes = list(found.causes.all())
    merger = Merger.objects.filter(case=found).first()
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
        "merger_form": MergerForm(case=found, instance=merger),
        "line_form": PlanLineForm(),
    }
    context: dict[str, Any] = {
        "case": found,
        "cooperative": found.cooperative,
        "today": today,
        "causes": causes,
        "decisions": found.decisions.all(),
        "answers": Answer.objects.filter(question__cooperative=found.cooperative_id)[:ANSWERS],
        "merger": merger,
        "later": found.later.first(),
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
        "typed_in_vain": next(iter(failed.values()), None),
    }
    drawn = forms | failed
    for name, form in drawn.items():
        form.auto_id = f"{name}_%s"
    return render(request, "revival/case.html", context | drawn, status=status)


Act = Callable[[Case, dict[str, Any]], str]


def _acted(request: HttpRequest, pk: int, name: str, form_of: Callable[[QueryDict, Case], BaseForm], act: Act):
    """Do what a form of the page of a case asks for, and say what has happened; what was typed stays when it cannot be
    done, whether the form is wrong, the case has changed, or it is not one's own any more.
    """
    found = case_or_404(request, pk)
    form = form_of(request.POST, found)
    if not in_charge.may_change(request.user, found):
        messages.error(request, not_to_change(found))
        form.is_valid()
        return _page(request, found, status=403, **{name: form})
    if _is_stale(form, found):
        # Before all else: what may be chosen may have changed along with the case.
        form.errors.clear()
        form.add_error(None, str(CHANGED))
    elif form.is_valid() and done(request, form, lambda: act(found, form.cleaned_data)):
        return redirect("revival_case", pk=found.pk)
    found.refresh_from_db()
    # What was typed stays, beside the case as it is now: pressed again, it counts.
    form.data = form.data.copy()
    form.data["seen"] = found.revision
    return _page(request, found, **{name: form})


def _is_stale(form: BaseForm, found: Case) -> bool:
    return "seen" in form.fields and form.data.get("seen", "").isdigit() and form.data["seen"] != str(found.revision)


def _about(form: type[BaseForm]) -> Callable[[QueryDict, Case], BaseForm]:
    """A form of a case, with its revision."""
    return lambda data, found: form(data, case=found)


def _of(form: type[BaseForm]) -> Callable[[QueryDict, Case], BaseForm]:
    """A form that adds something to a case, whatever has changed meanwhile."""
    return lambda data, _found: form(data)


@require_POST
@requires(Capability.COACH)
def move(request, pk: int):
    def act(found: Case, data: dict[str, Any]) -> str:
        stages.move(found, data["to"], reason=data["reason"], seen=data["seen"], actor=request.user)
        return _("The case is “{stage}” now.").format(stage=found.get_stage_display())

    return _acted(request, pk, "move_form", _about(MoveForm), act)


@require_POST
@requires(Capability.COACH)
def move_back(request, pk: int):
    """Take the last step of a case back."""

    def act(found: Case, data: dict[str, Any]) -> str:
        stages.take_back(found, reason=data["reason"], seen=data["seen"], actor=request.user)
        return _("Taken back: the case is “{stage}” again.").format(stage=found.get_stage_display())

    return _acted(request, pk, "back_form", _about(TakeBackForm), act)


@require_POST
@requires(Capability.RUN_REVIVAL)
def end(request, pk: int):
    def act(found: Case, data: dict[str, Any]) -> str:
        stages.end(found, outcome=data["outcome"], text=data["text"], seen=data["seen"], actor=request.user)
        return _("The case has ended: {outcome}.").format(outcome=found.get_outcome_display())

    return _acted(request, pk, "end_form", _about(EndForm), act)


@require_POST
@requires(Capability.COACH)
def step(request, pk: int):
    """Say what is done next, and until when."""

    def act(found: Case, data: dict[str, Any]) -> str:
        in_charge.set_step(found, step=data["step"], due=data["due"], seen=data["seen"], actor=request.user)
        return _("Saved.")

    return _acted(request, pk, "step_form", _about(StepForm), act)


@require_POST
@requires(Capability.COACH)
def hold(request, pk: int):
    def act(found: Case, data: dict[str, Any]) -> str:
        in_charge.hold(found, until=data["until"], reason=data["reason"], seen=data["seen"], actor=request.user)
        return _("On hold. The case comes back by itself.")

    return _acted(request, pk, "hold_form", _about(HoldForm), act)


@require_POST
@requires(Capability.COACH)
def causes(request, pk: int):
    def act(found: Case, data: dict[str, Any]) -> str:
        planning.set_causes(found, codes=data["codes"], words=data["words"], seen=data["seen"], actor=request.user)
        return _("Saved.")

    return _acted(request, pk, "causes_form", _about(CausesForm), act)


@require_POST
@requires(Capability.COACH)
def merge(request, pk: int):
    """Note how far the merger into another cooperative is."""

    def act(found: Case, data: dict[str, Any]) -> str:
        seen = data.pop("seen")
        mergers.put(found, merger=Merger(**data), seen=seen, actor=request.user)
        return _("Saved.")

    return _acted(request, pk, "merger_form", _about(MergerForm), act)


@require_POST
@requires(Capability.COACH)
def decide(request, pk: int):
    """Keep what the board has said about going on."""

    def act(found: Case, data: dict[str, Any]) -> str:
        planning.decide(found, decision=Decision(**data), actor=request.user)
        return _("Saved.")

    return _acted(request, pk, "decision_form", _of(DecisionForm), act)


@require_POST
@requires(Capability.COACH)
def plan_add(request, pk: int):
    def act(found: Case, data: dict[str, Any]) -> str:
        planning.put_line(found, line=PlanLine(**data), actor=request.user)
        return _("It stands in the plan.")

    return _acted(request, pk, "line_form", _of(PlanLineForm), act)


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
    found = case_to_change(request, pk)
    item = get_object_or_404(PlanLine, pk=line, case=found)
    form = PlanEditForm(request.POST or None, case=found, instance=item)
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
        seen = form.cleaned_data["seen"]
        planning.put_line(found, line=form.save(commit=False), seen=seen, actor=request.user)
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
        planning.mark_done(found, line=item, on=on, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done.") if on else _("It is not done."))
    return redirect(reverse("revival_case", args=[pk]) + "#plan")
