from collections.abc import Iterable
from datetime import date

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Kind
from cooperatives.messaging import registry
from cooperatives.models import BoardMember, District
from core.form_fields import DateInput
from core.messages import placeholders
from reports.choices import SignerPosition, WaiverReason
from reports.escalation import message_texts
from reports.filing.signers import BoardSigner, says_something
from reports.models import Holiday, Step
from reports.workbook import refusals


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=_("The filled template"),
        help_text=_("Excel (.xlsx, .xls), LibreOffice (.ods), or one sheet as CSV."),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def clean_file(self):
        """Refuse what is too large before it is copied, hashed and scanned."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
            raise forms.ValidationError(str(refusals.FITTING["too_large"]).format(limit=limit))
        return file


TICK = {"required": _("Tick this box: without the board’s confirmation the report cannot be sent.")}


OTHER = "other"


class BoardSignerForm(forms.Form):
    """Who of the board attests: one of the register, or somebody else with the reason.

    `cleaned_data["who"]` is a Signer, whichever of the two was chosen.
    """

    signer = forms.ChoiceField(
        label=_("Who of the board signs?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who of the board signs.")},
    )
    signer_name = forms.CharField(label=_("Name"), max_length=150, required=False)
    signer_position = forms.ChoiceField(
        label=_("Position"), choices=[("", "—"), *SignerPosition.choices], required=False
    )
    signer_exception = forms.CharField(
        label=_("Why does this person sign?"),
        max_length=300,
        required=False,
        help_text=_("For instance: elected last month, not in the register yet. The office sees this."),
    )
    attested = forms.BooleanField(label=_("The board confirms this statement"), error_messages=TICK)

    def __init__(self, *args, members: Iterable[BoardMember], **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        choices = [(key, f"{member.name}, {member.get_position_display()}") for key, member in self.members.items()]
        self.fields["signer"].choices = [*choices, (OTHER, _("Somebody else"))]
        if not self.members:
            self.fields["signer"].initial = OTHER

    @property
    def proposed(self) -> str:
        """Name and position of whom the form proposes; empty where nobody of the register can be."""
        chosen = str(self["signer"].value() or "")
        return dict(self.fields["signer"].choices)[chosen] if chosen in self.members else ""

    def clean(self):
        data = super().clean()
        chosen = data.get("signer")
        if member := self.members.get(chosen or ""):
            data["who"] = BoardSigner.of(member)
        elif chosen == OTHER:
            for name, text in (
                ("signer_name", _("Give the name of the board member who signs.")),
                ("signer_position", _("Choose the position of the board member who signs.")),
                ("signer_exception", _("Say why somebody signs who is not on the board in the register.")),
            ):
                if not says_something(data.get(name, "")):
                    self.add_error(name, text)
            data["who"] = BoardSigner(
                data.get("signer_name", ""), data.get("signer_position", ""), data.get("signer_exception", "")
            )
        return data


class SigningForm(BoardSignerForm):
    """`revision` says which draft was looked at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class NilForm(BoardSignerForm):
    reason = forms.CharField(
        label=_("Why is there nothing to report?"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )
    field_order = ("reason",)


class ReportReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class WaiverForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=WaiverReason)
    note = forms.CharField(label=_("Explanation of the waiver"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    expires_on = forms.DateField(
        label=_("Valid until"), required=False, widget=DateInput, help_text=_("Empty: for the whole quarter.")
    )


class ExtensionForm(forms.Form):
    until = forms.DateField(label=_("New due date"), widget=DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    district = forms.ModelChoiceField(
        District.objects.all(),
        label=_("Only this district (kecamatan)"),
        required=False,
        empty_label=_("All districts"),
    )
    kind = forms.ChoiceField(label=_("Only this kind"), required=False, choices=[("", _("All kinds")), *Kind.choices])


class OneExtensionForm(forms.Form):
    until = forms.DateField(label=_("New due date"), widget=DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class KnownOnForm(forms.Form):
    """The day at whose end something was known; blank for today."""

    known_on = forms.DateField(
        label=_("As it was known on"), required=False, widget=DateInput({"class": "form-control"})
    )

    def clean_known_on(self) -> date | None:
        day = self.cleaned_data["known_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day lies in the future: leave it blank, or choose an earlier one."))
        return day


class OpenPeriodForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=1950, max_value=2099)
    quarter = forms.TypedChoiceField(
        label=_("Quarter"), coerce=int, choices=[(1, "I"), (2, "II"), (3, "III"), (4, "IV")]
    )


class HolidayForm(forms.ModelForm):
    class Meta:
        model = Holiday
        fields = ["date", "kind", "name"]
        widgets = {"date": DateInput}


class StepForm(forms.ModelForm):
    """A step of the ladder; its texts may hold the words in braces that escalation/message_texts.py knows."""

    class Meta:
        model = Step
        fields = [
            "name",
            "days",
            "ways",
            "letter_level",
            "subject",
            "text",
            "signer_name",
            "signer_position",
            "is_on",
        ]
        widgets = {"text": forms.Textarea({"rows": 12})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ways = registry.reminding()
        self.fields["ways"] = forms.MultipleChoiceField(
            label=_("Ways"), choices=ways, widget=forms.CheckboxSelectMultiple, required=False
        )

    def clean_days(self) -> int:
        days = self.cleaned_data["days"]
        if Step.objects.filter(days=days).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another step has this day already; choose one before or after it."))
        return days

    def clean_subject(self) -> str:
        return self._known("subject")

    def clean_text(self) -> str:
        return self._known("text")

    def _known(self, name: str) -> str:
        text = self.cleaned_data[name]
        if unknown := placeholders.unknown(text, message_texts.PLACEHOLDERS):
            raise forms.ValidationError(
                _("Nothing can be filled in for %(found)s. These words are known: %(known)s."),
                params={
                    "found": ", ".join(f"{{{word}}}" for word in unknown),
                    "known": ", ".join(f"{{{word}}}" for word in message_texts.PLACEHOLDERS),
                },
            )
        return text
