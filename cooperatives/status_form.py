"""Changing the status of a cooperative, and correcting an entry that was wrong."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives import status
from cooperatives.choices import Status, StatusBasis
from cooperatives.models import Cooperative, StatusChange
from cooperatives.status_rules import moves_from
from core.form_fields import DateInput

EVIDENCE_TYPES = (".pdf", ".jpg", ".jpeg", ".png")


class StatusForm(forms.Form):
    to = forms.ChoiceField(label=_("New status"), widget=forms.RadioSelect)
    on = forms.DateField(label=_("Valid from"), widget=DateInput())
    basis = forms.ChoiceField(label=_("Basis"), choices=[("", _("Choose …")), *StatusBasis.choices])
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("In one or two sentences, so that a colleague understands it next year."),
    )
    evidence = forms.FileField(
        label=_("Evidence"), required=False, help_text=_("Minutes, a letter or a photo: PDF, JPG or PNG up to 5 MB.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, cooperative: Cooperative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(to, Status(to).label) for to in moves_from(cooperative.status)]
        self.initial = {"on": timezone.localdate(), "version": cooperative.version}

    def clean_evidence(self):
        file = self.cleaned_data["evidence"]
        if file and file.size > 5 * 1024 * 1024:
            raise ValidationError(_("The file is larger than 5 MB."))
        if file and not file.name.lower().endswith(EVIDENCE_TYPES):
            raise ValidationError(_("Only PDF, JPG and PNG files can be kept as evidence."))
        return file


class StatusCorrectionForm(StatusForm):
    """What should stand in the place of an entry of the history that was wrong."""

    basis = None  # type: ignore[assignment]  # a correction is its own basis

    def __init__(self, *args, change: StatusChange, **kwargs):
        super().__init__(*args, cooperative=change.cooperative, **kwargs)
        self.fields["to"].label = _("Right status")
        self.fields["to"].choices = [(to, Status(to).label) for to in status.corrections_of(change)]
        self.fields["reason"].label = _("What was wrong")
        self.fields["on"].help_text = _(
            "Where the entry never happened, the status before it holds again, on its own day."
        )
        self.initial |= {"to": change.new, "on": change.on}
