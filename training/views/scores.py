from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Capability, requires
from core import clock
from core.errors import DomainError
from core.requests import throttle
from core.storage.downloads import unlisted
from core.text import tokens
from training.models import Enrolment
from training.outcomes import scores
from training.views.common import attempt, session_or_404

GRADES = [
    (5, gettext_lazy("Yes, very")),
    (4, gettext_lazy("Yes")),
    (3, gettext_lazy("So-so")),
    (2, gettext_lazy("Hardly")),
    (1, gettext_lazy("No")),
]


def _score(name: str) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 3, "autocomplete": "off"})
    # What was shown comes back with the form: only what somebody has changed is written.
    return forms.IntegerField(
        required=False, min_value=0, max_value=scores.HIGHEST, widget=widget, label=name, show_hidden_initial=True
    )


class ScoreForm(forms.Form):
    """Two scores for each participant; the fields are made for those of the session."""

    def __init__(self, *args, people: list[Enrolment], **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        for one in people:
            for kind, label, value in (("pre", _("Pre-test"), one.pre_score), ("post", _("Post-test"), one.post_score)):
                field = _score(f"{one.name}, {label}")
                field.initial = value
                self.fields[f"{kind}-{one.pk}"] = field

    def rows(self):
        return [(one, self[f"pre-{one.pk}"], self[f"post-{one.pk}"]) for one in self.people]

    @property
    def given(self) -> dict[int, dict[str, int | None]]:
        """What was changed, by enrolment and column."""
        found: dict[int, dict[str, int | None]] = {}
        for name in self.changed_data:
            kind, _dash, pk = name.partition("-")
            found.setdefault(int(pk), {})[f"{kind}_score"] = self.cleaned_data[name]
        return found


@requires(Capability.RUN_TRAINING)
def score_list(request, pk: int):
    """Scores of both tests, all on one page."""
    session = session_or_404(request, pk)
    people = list(session.enrolments.confirmed().select_related("cooperative").order_by("name", "pk"))
    form = ScoreForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        changed: list[int] = []
        done, _problems = attempt(
            request, lambda: changed.append(scores.put(session, form.given, actor=request.user)), form
        )
        if done:
            messages.success(request, _("{n} changed.").format(n=changed[0] if changed else 0))
            return redirect("scores", pk=pk)
    context = {"session": session, "phase": session.phase(clock.now(), held=session.held), "form": form}
    return render(request, "training/scores.html", context)


@requires(Capability.READ_TRAINING)
def evaluation(request, pk: int):
    """What participants thought, together; never fewer than three, so that nobody can be told from it."""
    session = session_or_404(request, pk)
    n, opinions = scores.opinions(session)
    context = {
        "session": session,
        "phase": session.phase(clock.now(), held=session.held),
        "n": n,
        "shown_from": scores.shown_from(session),
        "n_there": session.enrolments.trained().count(),
        "opinions": opinions,
        "comments": session.evaluations.exclude(comment="").order_by("pk").values_list("comment", flat=True)
        if opinions
        else (),
    }
    return render(request, "training/evaluation.html", context)


class EvaluationForm(forms.Form):
    content = forms.TypedChoiceField(choices=GRADES, coerce=int, widget=forms.RadioSelect)
    trainer = forms.TypedChoiceField(choices=GRADES, coerce=int, widget=forms.RadioSelect)
    venue = forms.TypedChoiceField(choices=GRADES, coerce=int, widget=forms.RadioSelect)
    confidence = forms.TypedChoiceField(choices=GRADES, coerce=int, widget=forms.RadioSelect)
    comment = forms.CharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Please write no names."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {
            "content": _("Was the content useful for your cooperative?"),
            "trainer": _("Did the trainer explain well?"),
            "venue": _("Were place and time convenient?"),
            "confidence": _("Can you do it yourself now?"),
            "comment": _("What should be better?"),
        }
        for name, label in labels.items():
            self.fields[name].label = label


@login_not_required
@throttle.misses_limited("public_number")
def evaluate(request, code: str):
    """Four questions by the link of a participant's card; the answer is kept without a name."""
    rows = Enrolment.objects.select_related("session__programme")
    one = get_object_or_404(rows, code=tokens.clean(code))
    form = EvaluationForm(request.POST or None)
    context = {"session": one.session, "form": form, "code": one.code}
    if hasattr(one, "slip") or scores.is_shown(one.session):
        return unlisted(render(request, "training/evaluated.html", context | {"has_answered": hasattr(one, "slip")}))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            scores.evaluate(one, comment=data.pop("comment"), answers=data)
        except scores.AnsweredError:
            return redirect("evaluate", code=one.code)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("evaluate", code=one.code)
    return unlisted(render(request, "training/evaluate.html", context))
