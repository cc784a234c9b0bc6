"""“Masih ingin berjalan?” for boards: by the code of a letter, without an account and without scripts."""

import hashlib
import json

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.database import idempotency
from core.errors import DomainError
from core.requests import throttle
from core.text import tokens
from revival import way_back
from revival.models import Question
from revival.models.questions import LETTERS
from revival.question import answers, letters, questions
from revival.question.answer_forms import AnswerForm, CodeForm

# Of the same form it is another word each time it is drawn.
CSRF = "csrfmiddlewaretoken"
ANYWHERE = throttle.limited("answer", when=lambda request: request.method == "POST")


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD"])
def typed(request: HttpRequest) -> HttpResponse:
    """The field for the code."""
    code = tokens.clean(request.GET.get("code", ""))
    if len(code) == LETTERS:
        return redirect("answer", code=tokens.grouped(code))
    typed = request.GET.get("code", "")[:40]
    is_short = "code" in request.GET
    return render(
        request, "revival/answer/code.html", {"form": CodeForm(initial={"code": typed}), "is_short": is_short}
    )


@never_cache
@login_not_required
@throttle.misses_limited("answer_code")
@ANYWHERE
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked, then the five questions, then thanks; nothing of what was answered before."""
    question = questions.by_code(code)
    if question is None:
        # Wrong, ended, withdrawn: the same words, so that nobody learns which codes there are.
        form = CodeForm(initial={"code": code[:20]})
        return render(request, "revival/answer/code.html", {"form": form, "is_wrong": True}, status=404)
    if request.method != "POST":
        letter = letters.in_force().filter(question=question).order_by("-pk").first()
        return _page(request, question, "asked", {"steps": way_back.way_back(), "letter": letter})
    questions.note_opened(question)
    if "willing" not in request.POST and "answered" not in request.POST:
        return _form(request, question, AnswerForm())
    form = AnswerForm(request.POST)
    if form.is_valid() and _is_given(request, question, form):
        return _page(request, question, "thanks", {})
    return _form(request, question, form)


def _form(request: HttpRequest, question: Question, form: AnswerForm) -> HttpResponse:
    return _page(request, question, "form", {"form": form, "parts": form.parts()})


def _is_given(request: HttpRequest, question: Question, form: AnswerForm) -> bool:
    try:
        with transaction.atomic():
            idempotency.spend({idempotency.FIELD: _token(request)})
            answers.give(question, form.save(commit=False))
    except idempotency.AlreadySentError:
        # Pressed twice: it is there once, and thanks are due as well.
        return True
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


def _token(request: HttpRequest) -> str:
    """Spent once for one answer: a correction that is sent from the same form again is another one."""
    token = request.POST.get(idempotency.FIELD, "")
    said = sorted((name, values) for name, values in request.POST.lists() if name not in (idempotency.FIELD, CSRF))
    return hashlib.sha256(json.dumps([token, said]).encode()).hexdigest() if token else ""


def _page(request: HttpRequest, question: Question, name: str, context: dict) -> HttpResponse:
    told = {"cooperative": question.cooperative, "question": question, "code": question.code_in_groups}
    return render(request, f"revival/answer/{name}.html", told | context)
