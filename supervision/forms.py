from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from supervision.choices import AnswerKind
from supervision.models import Disposition, WarningAnswer


class WarningAnswerForm(forms.ModelForm):
    """`waiting` is how many flags of the cooperative nobody has answered."""

    with_all = forms.BooleanField(required=False)

    class Meta:
        model = WarningAnswer
        fields = ("kind", "note", "until")
        widgets = {
            "kind": forms.RadioSelect,
            "note": forms.Textarea({"rows": 3}),
            "until": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"until": _("Needed to watch it; a day may be given with each answer. Then it is told again.")}

    def __init__(self, *args, waiting: int = 1, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["with_all"].label = _("The same answer for all {n} flags that wait").format(n=waiting)
        if waiting < 2 and "with_all" not in self.data:
            del self.fields["with_all"]
        # No answer is chosen for anybody.
        self.fields["kind"].choices = self.fields["kind"].choices[1:]

    def clean(self):
        given = super().clean() or self.cleaned_data
        if given.get("kind") == AnswerKind.WATCH and "until" not in self.errors and not given.get("until"):
            self.add_error("until", _("Give the day until which it is watched."))
        return given


class PassOnForm(forms.ModelForm):
    # With whom it was when the page was opened.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Disposition
        fields = ("to", "note", "due_on")
        widgets = {
            "note": forms.Textarea({"rows": 3}),
            "due_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, receivers: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = User.objects.filter(pk__in=[user.pk for user in receivers]).order_by("name")
        self.fields["to"].label_from_instance = lambda user: f"{user.display_name} ({user.get_role_display()})"
        self.fields["due_on"].widget.attrs["min"] = clock.today().isoformat()


class DoneForm(forms.Form):
    answer = forms.CharField(label=_("What was done"), max_length=1000, widget=forms.Textarea({"rows": 2}))
