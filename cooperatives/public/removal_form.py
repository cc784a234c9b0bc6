from django import forms

from cooperatives.models import PublicRemoval


class RemovalForm(forms.ModelForm):
    class Meta:
        model = PublicRemoval
        fields = ("reason", "asked_by")
        widgets = {"reason": forms.Textarea({"rows": 2})}
