from django import forms
from django.utils.translation import gettext_lazy as _

from supervision.models import WarningAnswer


class AnswerForm(forms.ModelForm):
    class Meta:
        model = WarningAnswer
        fields = ("kind", "note", "until")
        widgets = {
            "kind": forms.RadioSelect,
            "note": forms.Textarea({"rows": 3}),
            "until": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"until": _("Needed to watch it; a day may be given with each answer. Then it is told again.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # No answer is chosen for anybody.
        self.fields["kind"].choices = self.fields["kind"].choices[1:]
