from django import forms
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import ComplaintKind
from cooperatives.models import Complaint


class ComplaintForm(forms.ModelForm):
    class Meta:
        model = Complaint
        fields = ("kind", "text", "contact")
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea({"rows": 5})}
        help_texts = {
            "text": _("In your own words: what is wrong and how it is right, or since when and how much money.")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = ComplaintKind.choices


class ComplaintAnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Whoever holds the number reads it. Write nothing about other people."),
    )
