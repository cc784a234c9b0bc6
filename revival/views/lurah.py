from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Capability, requires
from revival.choices import Willing
from revival.models import Question
from revival.question import lurah_answers
from revival.question.lurah_answers import LurahAnswer
from revival.views.common import done
from revival.views.letters import letter_or_404

# As a lurah says it of others.
SAID = (
    (Willing.YES.value, gettext_lazy("Yes")),
    (Willing.NO.value, gettext_lazy("No")),
    (Willing.UNSURE.value, gettext_lazy("Not known")),
)


class LineForm(forms.Form):
    """One row of the table; where something is written beside it, a row without an answer is “not sure yet”."""

    willing = forms.ChoiceField(
        label=gettext_lazy("Does it want to go on?"),
        choices=[("", gettext_lazy("nothing written")), *SAID],
        required=False,
    )
    words = forms.CharField(label=gettext_lazy("Whom one can meet"), max_length=500, required=False)
    more = forms.CharField(label=gettext_lazy("What else is known"), max_length=1000, required=False)

    def __init__(self, *args, question: Question, **kwargs):
        super().__init__(*args, prefix=f"q{question.pk}", **kwargs)
        self.question = question
        self.answered = list(question.answers.all())

    def clean(self):
        data = super().clean() or {}
        if (data.get("words") or data.get("more")) and not data.get("willing"):
            data["willing"] = Willing.UNSURE
        return data


@requires(Capability.COACH)
def answers(request, pk: int):
    """The table of a letter to a lurah, as it came back."""
    letter = letter_or_404(request, pk)
    if letter.village is None or letter.is_void:
        raise Http404
    rows = lurah_answers.passed_on(letter).prefetch_related("answers").order_by("cooperative__name_key")
    lines = [LineForm(request.POST or None, question=question) for question in rows]
    # What stands in the way of all of them.
    whole = forms.Form(request.POST or None)
    wrong = [one for one in (whole, *lines) if not one.is_valid()]
    if request.method == "POST" and not wrong:
        given = {one.question.pk: LurahAnswer(**one.cleaned_data) for one in lines if one.cleaned_data["willing"]}

        def act() -> str:
            n = lurah_answers.keep(letter, given, actor=request.user)
            return ngettext("{n} answer is kept.", "{n} answers are kept.", n).format(n=n)

        if not given:
            messages.info(request, gettext_lazy("Nothing is chosen: choose an answer for at least one cooperative."))
        elif done(request, whole, act):
            return redirect("revival_letter", pk=pk)
    context = {"letter": letter, "lines": lines, "whole": whole}
    return render(request, "revival/lurah.html", context)
