"""The warnings of one cooperative: why it is on the list, beside its like, and what officers say of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from cooperatives.models import Cooperative
from core import clock
from core.errors import DomainError
from supervision import peers
from supervision.forms import WarningAnswerForm
from supervision.models import EarlyWarning, WarningAnswer
from supervision.warnings import answers, presentation, report_sums


@requires(Capability.READ_WARNINGS)
def cooperative(request, pk: int):
    """Why it is on the list; in short for its record, which asks for it by address."""
    found = _cooperative_or_404(request, pk)
    if not request.htmx:
        return _page(request, found)
    warnings = EarlyWarning.objects.visible_to(request.user).filter(cooperative=found)
    shown = presentation.of(warnings.open(), clock.today()).get(found.pk, [])
    return render(request, "supervision/_panel.html", {"cooperative": found, "flags": shown})


@require_POST
@requires(Capability.ANSWER_WARNINGS)
def answer(request, pk: int, warning: int):
    """Answer one flag, or with the same words all that wait."""
    found = _cooperative_or_404(request, pk)
    held = get_object_or_404(EarlyWarning.objects.visible_to(request.user), pk=warning, cooperative=found)
    waiting = EarlyWarning.objects.visible_to(request.user).loud().filter(cooperative=found).count()
    form = WarningAnswerForm(request.POST, auto_id=_ids(held), waiting=waiting)
    if form.is_valid():
        given = form.cleaned_data
        try:
            if given.pop("with_all", False):
                n = len(answers.answer_all(found, **given, actor=request.user))
                said = _("Noted for {n} flags. Each is quiet until it becomes worse, or its day comes.").format(n=n)
            else:
                answers.answer(held, **given, actor=request.user)
                said = _("Noted. The flag is quiet until it becomes worse, or its day comes.")
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("warning_page", pk=pk)
    return _page(request, found, form, held.pk)


@require_POST
@requires(Capability.ANSWER_WARNINGS)
def tell_again(request, pk: int, warning: int):
    """Take back that a flag is quiet."""
    found = _cooperative_or_404(request, pk)
    held = get_object_or_404(EarlyWarning.objects.visible_to(request.user), pk=warning, cooperative=found)
    try:
        answers.take_back(held, actor=request.user)
        messages.success(request, _("The flag is told again."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("warning_page", pk=pk)


def _cooperative_or_404(request, pk: int) -> Cooperative:
    return get_object_or_404(Cooperative.objects.visible_to(request.user), pk=pk)


def _ids(warning: EarlyWarning) -> str:
    """A page holds a form for each flag."""
    return f"flag{warning.pk}-%s"


def _page(request, found: Cooperative, form: WarningAnswerForm | None = None, answered: int = 0):
    today = clock.today()
    warnings = EarlyWarning.objects.visible_to(request.user).filter(cooperative=found)
    shown = presentation.of(warnings.open(), today).get(found.pk, [])
    known = next(iter(report_sums.histories(today, Cooperative.objects.filter(pk=found.pk))))
    waiting = sum(not one.warning.is_quiet for one in shown)
    ended = warnings.exclude(ended_on=None).order_by("-ended_on", "-pk")[:20]
    context = {
        "cooperative": found,
        "flags": [
            (
                one,
                form if one.warning.pk == answered else WarningAnswerForm(auto_id=_ids(one.warning), waiting=waiting),
            )
            for one in shown
        ],
        "form": form,
        "answered": answered,
        "ended": presentation.named(ended),
        "earlier": WarningAnswer.objects.filter(warning__in=ended).select_related("warning"),
        "beside": peers.beside(found, known.history, known.assets),
        "last": known.history.last,
    }
    return render(request, "supervision/cooperative.html", context, status=400 if form and form.errors else 200)
