from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, may, requires
from cooperatives.models import Cooperative
from core import clock
from core.database import idempotency
from core.errors import DomainError
from revival import requests, suitable_training, way_back
from revival.choices import HowAnswered
from revival.forms import AskForm
from revival.models import Answer, Case, Question
from revival.visits import days


def panel(request, pk: int):
    """The coaching of a cooperative: a panel of its page on the floor below, and a page of its own for its board."""
    cooperative = get_object_or_404(Cooperative.objects.visible_to(request.user), pk=pk)
    cases = Case.objects.visible_to(request.user).filter(cooperative=cooperative).select_related("adviser")
    found = cases.open().first()
    context = {
        "cooperative": cooperative,
        "case": found,
        "next_stops": days.upcoming([found.pk], clock.today()) if found else [],
        "on_hold": found is not None and found.is_on_hold(clock.today()),
        "earlier": cases.exclude(closed_on=None) if may(request.user, Capability.READ_REVIVAL) else [],
        "rests": way_back.rests(cooperative),
        "asked": requests.asked_lately(cooperative),
    }
    if request.htmx:
        return render(request, "revival/_panel.html", context)
    question = Question.objects.answerable(clock.today()).filter(cooperative=cooperative).first()
    context |= {"question": question, "answers": _own_answers(cooperative)}
    context |= {"standing": way_back.of(cooperative), "trainings": suitable_training.trainings(cooperative)}
    return render(request, "revival/panel_page.html", context)


def _own_answers(cooperative: Cooperative):
    """What the board itself has answered; what a lurah knows of it is the office's."""
    return Answer.objects.filter(question__cooperative=cooperative).exclude(how=HowAnswered.LURAH)


@require_POST
@requires(Capability.ASK_FOR_COACHING)
def ask(request, pk: int):
    """The board asks for coaching."""
    cooperative = get_object_or_404(Cooperative.objects.visible_to(request.user), pk=pk)
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["words"][0])
        return redirect("revival_panel", pk=pk)
    try:
        with transaction.atomic():
            idempotency.spend(request.POST)
            told = requests.ask(cooperative, words=form.cleaned_data["words"], actor=request.user)
    except DomainError as error:
        messages.info(request, str(error))
    else:
        said = (
            _("The office knows now that you ask for coaching.")
            if told
            else _("You have asked already; the office knows.")
        )
        messages.success(request, said)
    return redirect("revival_panel", pk=pk)
