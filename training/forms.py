"""Forms of training; the rules live in the use cases."""

from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cooperatives.forms import clean_phone
from cooperatives.models import BoardMember, Cooperative
from training.enrolments.enrolment import Person
from training.models import Programme, Session

MATERIAL_TYPES = (".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".jpg", ".jpeg", ".png")
# By which bytes such a file begins: office documents are ZIP archives.
BEGINNINGS = dict.fromkeys(MATERIAL_TYPES, b"PK") | {
    ".pdf": b"%PDF",
    ".jpg": b"\xff\xd8",
    ".jpeg": b"\xff\xd8",
    ".png": b"\x89PNG",
}
MATERIAL_BYTES = 10 * 1024 * 1024
OTHER = "other"
SELF = "self"


class ProgrammeForm(forms.ModelForm):
    class Meta:
        model = Programme
        fields = ("name", "subject", "aim", "curriculum", "hours", "audience", "is_active")
        widgets = {"aim": forms.Textarea(attrs={"rows": 3}), "curriculum": forms.Textarea(attrs={"rows": 8})}


class MaterialForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=150)
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument or a picture, up to 10 MB.")
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MATERIAL_BYTES:
            raise ValidationError(_("The file is larger than 10 MB."))
        if not file.name.lower().endswith(MATERIAL_TYPES):
            raise ValidationError(_("This kind of file cannot be kept. Save it as PDF and send that."))
        beginning = file.read(8)
        file.seek(0)
        if not beginning.startswith(BEGINNINGS[Path(file.name).suffix.lower()]):
            raise ValidationError(_("The file is not what its name says. Open it, save it again and send that."))
        return file


class PersonForm(forms.Form):
    """Who is to sit in the room: somebody of the board as the register has it, the manager who is signed in, or another
    person. Who is signed in is proposed.
    """

    member = forms.ChoiceField(label=_("Who takes part?"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    position = forms.CharField(label=_("Position"), max_length=80, required=False)
    phone = forms.CharField(
        label=_("Telephone / WhatsApp"),
        max_length=40,
        required=False,
        help_text=_("The card with the QR code is sent there. Empty: to the cooperative."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args, cooperative: Cooperative, taken=(), user: User | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user if user and not user.is_of_office else None
        self.members = {
            str(member.pk): member
            for member in BoardMember.objects.filter(cooperative=cooperative, left_on=None)
            if Person(member.name).key not in taken
        }
        choices = [(pk, f"{member.name} – {member.get_position_display()}") for pk, member in self.members.items()]
        if self.user and (own := self._own(taken)):
            self.initial.setdefault("member", own)
            if own == SELF:
                choices.insert(0, (SELF, _("Myself: {name}").format(name=self.user.display_name)))
        self.fields["member"].choices = [*choices, (OTHER, _("Somebody else (fill in below)"))]
        if not choices:
            self.initial.setdefault("member", OTHER)

    def _own(self, taken) -> str:
        """The choice that is whoever is signed in: of the board, or by the account; "" for one who has a seat."""
        key = Person(self.user.display_name).key if self.user else ""
        if key in taken:
            return ""
        return next((pk for pk, member in self.members.items() if Person(member.name).key == key), SELF)

    def clean_phone(self):
        return clean_phone(self.cleaned_data["phone"])

    def clean(self):
        data = self.cleaned_data
        if data.get("member") == OTHER and not data.get("name", "").strip():
            self.add_error("name", _("Give the name of the person."))
        return data

    @property
    def person(self) -> Person:
        data = self.cleaned_data
        member = self.members.get(data["member"])
        if data["member"] == SELF and self.user:
            phone = data["phone"] or self.user.login_phone or self.user.phone
            return Person(self.user.display_name, data["position"], phone)
        if member is None:
            return Person(data["name"], data["position"], data["phone"])
        return Person(member.name, str(member.get_position_display()), data["phone"] or member.phone)


class EnrolmentCorrectionForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    position = forms.CharField(label=_("Position"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telephone / WhatsApp"), max_length=40, required=False)

    def clean_phone(self):
        return clean_phone(self.cleaned_data["phone"])


class OverrideForm(forms.Form):
    reason = forms.CharField(
        label=_("Enrol all the same, because"),
        required=False,
        max_length=500,
        help_text=_("Passes over group, dates and seats per cooperative, never over the number of seats."),
    )


class SessionReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class TransferForm(forms.Form):
    to = forms.ModelChoiceField(label=_("To the session"), queryset=Session.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args, sessions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = sessions
