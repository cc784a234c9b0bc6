"""What is typed on the page of a dissolution."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import clock
from core.errors import DomainError
from core.form_fields import DateInput, DayField
from core.papers import scans
from revival.choices import Ground, LegalStepKind, Obligations
from revival.dissolution import law
from revival.forms import RevisionForm
from revival.models import Dissolution, Evidence, ObligationsAnswer

AREA = forms.Textarea(attrs={"rows": 2})


class ObligationsForm(forms.ModelForm):
    left = forms.ChoiceField(label=_("Obligations"), choices=Obligations, widget=forms.RadioSelect)

    class Meta:
        model = ObligationsAnswer
        fields = ["left", "on", "said_by", "said_as", "words"]
        field_classes = {"on": DayField}
        widgets = {"on": DateInput, "words": AREA}
        help_texts = {"words": _("To members, banks, the state, other cooperatives, staff: what was asked and found.")}


class EvidenceForm(forms.ModelForm):
    """A signed paper; the file is looked at before anything is held, and becomes a `Scan`."""

    upload = forms.FileField(label=_("PDF, JPEG or PNG, at most 10 MB"))

    class Meta:
        model = Evidence
        fields = ["kind", "on", "signed_by", "words"]
        field_classes = {"on": DayField}
        widgets = {"on": DateInput}

    def clean_upload(self) -> scans.Scan:
        try:
            return scans.read(self.cleaned_data["upload"])
        except DomainError as error:
            raise ValidationError(str(error)) from None


class DropForm(forms.Form):
    paper = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why this paper does not count"), max_length=300)


class ProposeForm(RevisionForm, forms.ModelForm):
    ground = forms.ChoiceField(label=_("Ground"), choices=Ground, widget=forms.RadioSelect)
    on = DayField(label=_("Proposed on"), widget=DateInput, initial=clock.today)

    class Meta:
        model = Dissolution
        fields = ["ground", "on", "number", "reason"]
        widgets = {"reason": AREA}
        help_texts = {"number": _("As it stands in the agenda; it may stay empty.")}


class LegalStepForm(RevisionForm):
    kind = forms.ChoiceField(label=_("What has happened"))
    on = DayField(label=_("On"), widget=DateInput)
    number = forms.CharField(
        label=_("Number"),
        required=False,
        max_length=60,
        help_text=_("Of the decision, or in the Berita Negara; needed for these two."),
    )
    is_upheld = forms.ChoiceField(
        label=_("Of an answer: does the ministry follow the objection?"),
        required=False,
        choices=[("", "–"), ("yes", _("yes")), ("no", _("no"))],
    )
    words = forms.CharField(label=_("In words"), required=False, max_length=2000, widget=AREA)
    is_sure = forms.BooleanField(
        label=_("Of the announcement: I know that it ends the case for good and cannot be taken back"), required=False
    )

    def __init__(self, *args: Any, dissolution: Dissolution | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = law.offered(dissolution, law.noted(dissolution)) if dissolution else list(LegalStepKind)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in offered]
        if LegalStepKind.ANSWERED not in offered:
            del self.fields["is_upheld"]
        if LegalStepKind.ANNOUNCED not in offered:
            del self.fields["is_sure"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_sure = data.pop("is_sure", False)
        if data.get("kind") == LegalStepKind.ANNOUNCED and not is_sure:
            self.add_error("is_sure", _("Tick this box: an announcement is the end of the cooperative."))
        return data

    def clean_is_upheld(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["is_upheld"])


class LegalBackForm(RevisionForm):
    reason = forms.CharField(label=_("Why the day is taken back"), max_length=300)


WITHDRAWN = {
    "board": _("The board or the members want to go on"),
    "ministry": _("The ministry has taken it back or followed the objection"),
    "error": _("The proposal was a mistake: the case stands where it stood before"),
}


class WithdrawForm(RevisionForm):
    by = forms.ChoiceField(label=_("Who has changed the way?"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=AREA)

    def __init__(self, *args: Any, is_decided: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # What is decided the ministry alone takes back.
        offered = {"ministry"} if is_decided else set(WITHDRAWN)
        self.fields["by"].choices = [(key, label) for key, label in WITHDRAWN.items() if key in offered]


class DissolutionTeamForm(RevisionForm):
    lines = forms.CharField(
        label=_("Winding-up team (penyelesai)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: name, position."),
    )
