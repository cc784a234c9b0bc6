"""The words of the letters of coaching, with letters to look at before they are saved."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Capability, requires
from core import clock, office
from core.office_form import OfficeForm
from core.papers import dispatch
from core.papers import letter as official
from core.papers.typesetting import TypesetPaper
from core.storage import downloads
from revival.dissolution import pdf as warning_pdf
from revival.dissolution import settings as warning_settings
from revival.dissolution import warning_letters
from revival.question import letter_pdf, letters, question_texts
from revival.visits import assignments
from revival.visits import pdf as visit_pdf
from revival.visits import settings as visit_settings


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The words of one kind of letter: its settings, what can be filled in, and examples in the words of now."""

    title: Any
    keys: Iterable[str]
    placeholders: Mapping[str, Any]
    examples: Callable[[], TypesetPaper]


KINDS = {
    "questions": LetterWords(
        gettext_lazy("Letters that ask"),
        question_texts.KEYS,
        question_texts.TO_BOARD | question_texts.TO_LURAH,
        lambda: letter_pdf.pdf(letters.examples()),
    ),
    "warnings": LetterWords(
        gettext_lazy("Warnings of coaching"),
        [setting.key for setting in warning_settings.TEXTS],
        warning_settings.WORDS,
        lambda: warning_pdf.letters(warning_letters.examples()),
    ),
    "assignments": LetterWords(
        gettext_lazy("Assignment letters"),
        [setting.key for setting in visit_settings.ASSIGNMENT],
        visit_settings.WORDS,
        lambda: visit_pdf.in_its_words(assignments.example()),
    ),
}


@requires(Capability.ADMINISTER)
def texts(request, of: str = "questions"):
    """The texts of one kind of letter; the preview shows what is typed, before it is saved."""
    words = KINDS.get(of)
    if words is None:
        raise Http404
    form = OfficeForm(request.POST or None, keys=words.keys)
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            trace = downloads.Trace("letters.previewed", "office", label="contoh.pdf")
            with office.trying(form.cleaned_data):
                return dispatch.send(request, words.examples, "contoh.pdf", trace=trace, inline=True)
        office.change(form.cleaned_data, actor=request.user)
        messages.success(request, _("Saved."))
        return redirect("revival_texts", of=of)
    context = {
        "form": form,
        "words": words,
        "kinds": [(key, kind.title, key == of) for key, kind in KINDS.items()],
        "placeholders": words.placeholders.items(),
        "signer": official.signer_today(letters.KIND),
        "today": clock.today(),
    }
    return render(request, "revival/texts.html", context, status=400 if form.errors else 200)
