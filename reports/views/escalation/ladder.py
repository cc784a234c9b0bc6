from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import Capability, requires
from core import clock
from core.messages import placeholders
from reports.escalation import ladder_settings, message_texts
from reports.forms import StepForm
from reports.models import Step
from reports.obligations.quarter import Quarter


@requires(Capability.ADMINISTER)
def step_list(request):
    """The steps of the ladder: when, by which ways, in which words."""
    return render(request, "reports/ladder.html", {"steps": Step.objects.all(), "example": example})


@requires(Capability.ADMINISTER)
def step_edit(request, code: str):
    step = get_object_or_404(Step, code=code)
    form = StepForm(request.POST or None, instance=step)
    if request.method == "POST" and form.is_valid():
        ladder_settings.save(step.pk, form, actor=request.user)
        messages.success(request, _("Saved."))
        return redirect("ladder")
    context = {"form": form, "step": step, "placeholders": message_texts.PLACEHOLDERS.items(), "example": example(step)}
    return render(request, "reports/step.html", context)


def example(step: Step) -> dict[str, str]:
    """The words of a step as a made-up cooperative would read them."""
    quarter = Quarter.of(clock.today()).previous
    values = message_texts.values_for("KSP Contoh Sejahtera", [(quarter, quarter.end + timedelta(days=20))])
    return {"subject": placeholders.fill(step.subject, values), "text": placeholders.fill(step.text, values)}
