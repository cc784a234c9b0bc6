"""How a letter will look with texts that are not saved yet."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from cooperatives.models import Cooperative
from core import clock, office
from core.papers import dispatch
from core.storage import downloads
from core.views import settings_form
from reports.escalation import letter_pdf, letters, message_texts
from reports.forms import StepForm
from reports.models import Obligation, Period, Step
from reports.obligations.quarter import Quarter
from reports.views.escalation.ladder import example


@require_POST
@requires(Capability.ADMINISTER)
def step_preview(request, code: str):
    """A letter with the words of a step as they stand in the form; the form again where they cannot be."""
    step = get_object_or_404(Step, code=code)
    form = StepForm(request.POST, instance=step)
    if not form.is_valid():
        context = {
            "form": form,
            "step": step,
            "placeholders": message_texts.PLACEHOLDERS.items(),
            "example": example(step),
        }
        return render(request, "reports/step.html", context, status=400)
    return _letter(request, form.save(commit=False))


@require_POST
@requires(Capability.ADMINISTER)
def letter_preview(request):
    """A first warning letter with the settings of the office as they stand in the form."""
    form = settings_form(request)
    if not form.is_valid():
        return render(request, "core/office.html", {"form": form}, status=400)
    step = Step.objects.filter(letter_level=1).order_by("days").first() or Step(subject="", text="")
    with office.trying(form.cleaned_data):
        return _letter(request, step)


def _letter(request, step: Step):
    quarter = Quarter.of(clock.today()).previous
    period = Period(year=quarter.year, quarter=quarter.number)
    owed = Obligation(period=period, due_on=quarter.end + timedelta(days=20))
    letter = letters.example(Cooperative(name="KSP Contoh Sejahtera", address="Jl. Contoh No. 1"), step, [owed])
    trace = downloads.Trace("letters.previewed", "office", label=step.code)
    return dispatch.send(request, lambda: letter_pdf.pdf([letter]), "contoh-surat.pdf", trace=trace, inline=True)
