from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from cooperatives.choices import ContactState
from cooperatives.models import Contact, Cooperative
from core import clock
from core.database import idempotency
from core.errors import DomainError
from core.lists.response import respond
from revival.models import Answer, Case, Question, QuestionLetter
from revival.question import answers, dispatch, letters, question_messages, question_texts, questions
from revival.question.answer_forms import TypedAnswerForm
from revival.question.question_list import ASKED
from revival.views.common import done


@requires(Capability.READ_REVIVAL)
def question_list(request):
    """Who was asked, who has answered what, and who is silent."""
    return respond(request, ASKED, "revival/asked.html")


def _cooperative(request: HttpRequest, pk: int) -> Cooperative:
    return get_object_or_404(Cooperative.objects.visible_to(request.user), pk=pk)


@requires(Capability.READ_REVIVAL)
def question(request, pk: int):
    """The question to one cooperative: its code and link, and all that was answered."""
    return _page(request, _cooperative(request, pk), TypedAnswerForm())


def _page(request: HttpRequest, cooperative: Cooperative, form: TypedAnswerForm):
    found = Question.objects.in_force().filter(cooperative=cooperative).first()
    context = {
        "cooperative": cooperative,
        "question": found,
        "has_ended": found is not None and found.expires_on < clock.today(),
        "letters": QuestionLetter.objects.filter(question__cooperative=cooperative).select_related("contact"),
        "answers": Answer.objects.filter(question__cooperative=cooperative).select_related("question"),
        "form": form,
        "case": Case.objects.open().filter(cooperative=cooperative).first(),
    }
    if found:
        context["link"] = question_texts.link_of(found)
        context["is_messaged"] = question_messages.went_to([found.pk])
        context["is_silent"] = not found.answers.exists()
        context["is_to_be_reminded"] = context["is_silent"] and bool(questions.to_remind([found]))
        sent = Contact.objects.filter(about__in=dispatch.both(found.pk))
        context["messages_sent"] = sent.exclude(state=ContactState.CANCELLED)
    return render(request, "revival/question.html", context)


@require_POST
@requires(Capability.RUN_REVIVAL)
def ask(request, pk: int):
    """Ask one cooperative, or let its code count longer."""
    try:
        asked = questions.ask([_cooperative(request, pk).pk], actor=request.user)
        messages.success(request, _("Asked: here is the code.") if asked.new else _("The code counts longer now."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("revival_question", pk=pk)


@require_POST
@requires(Capability.RUN_REVIVAL)
def send(request, pk: int):
    """Make a letter to one cooperative that was asked, or prepare a message, as the list of all does."""
    found = get_object_or_404(Question.objects.in_force(), cooperative=_cooperative(request, pk))
    try:
        with transaction.atomic():
            idempotency.spend(request.POST)
            return _sent(request, found, request.POST.get("act", ""))
    except idempotency.AlreadySentError as error:
        messages.info(request, str(error))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("revival_question", pk=pk)


def _sent(request: HttpRequest, found: Question, act: str) -> HttpResponse:
    """Do one of the acts of sending; leads to what was made. Raises DomainError, Http404 for an unknown act."""
    if act in ("letter", "letter_again"):
        make = letters.write if act == "letter" else letters.remind
        (letter,) = make([found.pk], actor=request.user).letters
        messages.success(request, _("The letter has its number: print it, sign it, and note how it went."))
        return redirect("revival_letter", pk=letter.pk)
    if act not in ("message", "remind"):
        raise Http404
    prepare = question_messages.remind if act == "remind" else question_messages.prepare
    if not prepare([found.pk], actor=request.user).n:
        raise DomainError(_("No mobile number is known: send a letter, or add a number to the register."))
    name = dispatch.about(found.pk, is_reminder=act == "remind")
    contact = Contact.objects.to_send().filter(about=name).last()
    query = {"about": dispatch.ABOUT, "contact": contact.pk if contact else ""}
    return redirect(f"{reverse('message_next')}?{urlencode(query)}")


@require_POST
@requires(Capability.RUN_REVIVAL)
def withdraw(request, pk: int):
    """Let the code of a cooperative never count again."""
    found = get_object_or_404(Question.objects.in_force(), cooperative=_cooperative(request, pk))
    try:
        questions.withdraw(found, actor=request.user)
        messages.success(request, _("The code does not count any more. Asked again, the cooperative gets a new one."))
    except DomainError as error:
        messages.info(request, str(error))
    return redirect("revival_question", pk=pk)


@require_POST
@requires(Capability.COACH)
def type_answer(request, pk: int):
    """Type in what was answered by another way; a cooperative that was not asked yet is asked by this."""
    cooperative = _cooperative(request, pk)
    form = TypedAnswerForm(request.POST)

    def act() -> str:
        found = Question.objects.in_force().filter(cooperative=cooperative).first()
        if found is None:
            questions.ask([cooperative.pk], actor=request.user)
            found = Question.objects.in_force().get(cooperative=cooperative)
        answers.give(found, form.save(commit=False), actor=request.user)
        return _("The answer is kept.")

    if form.is_valid() and done(request, form, act):
        return redirect("revival_question", pk=pk)
    return _page(request, cooperative, form)
