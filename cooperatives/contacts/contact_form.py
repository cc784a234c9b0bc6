from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import ContactResult
from cooperatives.contacts.contact_log import BY_HAND
from core import clock
from core.form_fields import DateInput


class ContactForm(forms.Form):
    """A call, a visit or a message that an officer has made."""

    channel = forms.ChoiceField(label=_("Way"), choices=[(way.value, way.label) for way in BY_HAND])
    at = forms.DateField(label=_("On"), widget=DateInput, initial=clock.today)
    text = forms.CharField(label=_("What was said"), max_length=4000, widget=forms.Textarea({"rows": 3}))
    result = forms.ChoiceField(label=_("Result"), choices=[("", "—"), *ContactResult.choices], required=False)

    def clean_at(self) -> datetime:
        """Noon of a day that is past; now, when it is today."""
        day = self.cleaned_data["at"]
        if day == clock.today():
            return clock.now()
        return timezone.make_aware(datetime.combine(day, time(12)))
