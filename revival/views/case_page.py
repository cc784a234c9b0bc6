"""The page of a case, and what its forms do: what was typed stays when it cannot be carried out."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from revival import suitable_training, way_back
from revival.cases import in_charge, plan, reactivation, stages, timeline, watch
from revival.cases.changes import CHANGED
from revival.dissolution import ministry_proposal, warning_letters
from revival.forms import (
    CausesForm,
    DecisionForm,
    EndForm,
    HoldForm,
    MergerForm,
    MoveForm,
    NextStepForm,
    PlanLineForm,
    ReactivationForm,
    TakeBackForm,
)
from revival.models import Answer, Case, Merger
from revival.views.common import case_or_404, done, not_to_change
from revival.visits import days, visit_log

ANSWERS = 3


def show(request: HttpRequest, found: Case, *, status: int = 200, **failed: BaseForm):
    """The page of a case, with the form that could not be carried out, open."""
    today, may_change = clock.today(), in_charge.may_change(request.user, found)
    causes = list(found.causes.all())
    merger = Merger.objects.filter(case=found).first()
    forms: dict[str, BaseForm] = {
        "move_form": MoveForm(case=found),
        "back_form": TakeBackForm(case=found),
        "end_form": EndForm(case=found),
        "active_form": ReactivationForm(case=found),
        "step_form": NextStepForm(case=found, initial={"step": found.step, "due": found.step_due}),
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
        "requirements": reactivation.requirements(found.cooperative) if found.stage in reactivation.FROM else [],
        "watch": watch.of(found),
        "proposal": ministry_proposal.current(found),
        "may_go_out": warning_letters.may_be_warned(found) or found.stage in ministry_proposal.FROM,
        "had_proposals": found.dissolutions.exists() or found.warnings.exists(),
        "later": found.later.first(),
        "plan": found.plan.all(),
        "proposals": plan.proposals(found),
        "trainings": suitable_training.trainings(found.cooperative) if may_change else [],
        "last_move": None if found.stage in stages.LEFT_BY_ACT else stages.last_move(found),
        "is_on_its_way_out": found.stage in stages.LEFT_BY_ACT,
        "may_change": may_change,
        "status_is_ahead": way_back.status_is_ahead(found),
        "status_is_behind": way_back.status_is_behind(found),
        "visits": found.visits.all(),
        "next_stops": days.upcoming([found.pk], today),
        "may_visit": visit_log.may_record(request.user, found, None),
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


class CasePage(NamedTuple):
    """A page with forms about a case: its name in the addresses, and how it is shown, a form that failed open."""

    name: str
    show: Callable[..., HttpResponse]


CASE = CasePage("revival_case", show)


def acted(
    request: HttpRequest,
    pk: int,
    name: str,
    form_of: Callable[[QueryDict, Case], BaseForm],
    act: Act,
    page: CasePage = CASE,
    *,
    may_act: Callable[[User, Case], bool] = in_charge.may_change,
):
    """Do what a form of the page of a case asks for, and say what has happened; what was typed stays when it cannot be
    done, whether the form is wrong, the case has changed, or it is not one's own any more.
    """
    found = case_or_404(request, pk)
    form = form_of(request.POST, found)
    if refused := refuse(request, found, name, form, page, may_act):
        return refused
    if _is_stale(form, found):
        # Before all else: what may be chosen may have changed along with the case.
        form.errors.clear()
        form.add_error(None, str(CHANGED))
    elif form.is_valid() and done(request, form, lambda: act(found, form.cleaned_data)):
        return redirect(page.name, pk=found.pk)
    # At the head of the page as well: on a phone its form stands screens below.
    messages.error(request, told(form))
    found.refresh_from_db()
    # What was typed stays, beside the case as it is now: pressed again, it counts.
    form.data = form.data.copy()
    form.data["seen"] = found.revision
    return page.show(request, found, **{name: form})


def told(form: BaseForm) -> str:
    """What stands in the way, in one line, each with the name of its field."""
    said = []
    for name, errors in form.errors.items():
        label = capfirst(str(form.fields[name].label)) if name in form.fields else ""
        said += [f"{label}: {error}" if label else str(error) for error in errors]
    return _("Nothing has changed. {problems}").format(problems=" ".join(said))


def refuse(
    request: HttpRequest,
    found: Case,
    name: str,
    form: BaseForm,
    page: CasePage = CASE,
    may_act: Callable[[User, Case], bool] = in_charge.may_change,
):
    """The page of a case that somebody may not change any more, with what was typed to be copied; None for others."""
    if may_act(request.user, found):
        return None
    messages.error(request, not_to_change(found))
    form.is_valid()
    return page.show(request, found, status=403, **{name: form})


def _is_stale(form: BaseForm, found: Case) -> bool:
    return "seen" in form.fields and form.data.get("seen", "").isdigit() and form.data["seen"] != str(found.revision)


def about(form: type[BaseForm]) -> Callable[[QueryDict, Case], BaseForm]:
    """A form of a case, with its revision."""
    return lambda data, found: form(data, case=found)


def of(form: type[BaseForm]) -> Callable[[QueryDict, Case], BaseForm]:
    """A form that adds something to a case, whatever has changed meanwhile."""
    return lambda data, _found: form(data)
