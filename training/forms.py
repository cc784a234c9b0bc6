"""Forms of training; the rules live in the use cases."""

from datetime import date, time
from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple, formset_factory
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cooperatives.choices import Kind, Status
from cooperatives.forms import clean_phone
from cooperatives.models import BoardMember, Cooperative, District
from core.form_fields import DateInput, RupiahField
from core.formats import long_date
from core.reading import whole
from training.choices import Priority
from training.enrolment import Person
from training.models import Programme, Session
from training.models.sessions import MOST_SEATS
from training.scheduling import FIELDS, Day

MATERIAL_TYPES = (".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".jpg", ".jpeg", ".png")
# By which bytes such a file begins: office documents are ZIP archives.
BEGINNINGS = dict.fromkeys(MATERIAL_TYPES, b"PK") | {
    ".pdf": b"%PDF", ".jpg": b"\xff\xd8", ".jpeg": b"\xff\xd8", ".png": b"\x89PNG"
}  # fmt: skip
MATERIAL_BYTES = 10 * 1024 * 1024
# Statuses whose cooperatives can be trained.
TRAINABLE = (Status.ACTIVE, Status.ATTENTION, Status.PASSIVE, Status.PROPOSED_DISSOLUTION)
OTHER = "other"
SELF = "self"
SPARE_DAYS = 3
MOST_DAYS = 30


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


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class DistrictsField(forms.ModelMultipleChoiceField):
    def clean(self, value):
        """A number that no database holds is no choice, and no error of ours."""
        if any(whole(text) is None for text in value or ()):
            raise ValidationError(self.error_messages["invalid_choice"], params={"value": "?"}, code="invalid_choice")
        return super().clean(value)


class SessionForm(forms.ModelForm):
    statuses = forms.MultipleChoiceField(
        label=_("Status"), required=False, widget=CheckboxSelectMultiple,
        choices=[(status.value, status.label) for status in TRAINABLE], help_text=_("None chosen: all."),
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=_("Kind"),
        required=False,
        widget=CheckboxSelectMultiple,
        choices=Kind.choices,
        help_text=_("None chosen: all."),
    )
    priorities = forms.MultipleChoiceField(
        label=_("Comes first on the waiting list and in a selection"), required=False, widget=CheckboxSelectMultiple,
        choices=Priority.choices,
    )  # fmt: skip
    districts = DistrictsField(
        label=_("District (kecamatan)"), required=False, widget=CheckboxSelectMultiple, queryset=District.objects.all(),
        help_text=_("None chosen: all."),
    )  # fmt: skip
    fee = RupiahField(label=_("Fee"), required=False, help_text=_("Rupiah a person; empty or 0 means free of charge."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Session
        fields = (*FIELDS, "districts")
        widgets = {
            "opens_on": DateInput(), "closes_on": DateInput(), "seating": forms.RadioSelect(),
        }  # fmt: skip

    # What stands in which part of the page.
    PARTS = (
        (_("Where and who"), ("number", "venue", "address", "trainer", "contact_name", "contact_phone")),
        (_("Seats and enrolment"), ("quota", "per_cooperative", "opens_on", "closes_on", "fee", "seating",
                                    "offer_hours")),
        (_("Who may enrol"), ("statuses", "with_revival", "kinds", "districts", "only_named", "priorities")),
        (_("Certificate"), ("attendance_percent", "pass_mark", "valid_months")),
    )  # fmt: skip

    def parts(self):
        return [(title, [self[name] for name in names]) for title, names in self.PARTS]

    def clean_opens_on(self):
        check_year(self.cleaned_data["opens_on"])
        return self.cleaned_data["opens_on"]

    def clean_closes_on(self):
        check_year(self.cleaned_data["closes_on"])
        return self.cleaned_data["closes_on"]

    def clean_contact_phone(self):
        return clean_phone(self.cleaned_data["contact_phone"])

    def clean_fee(self):
        fee = self.cleaned_data["fee"] or 0
        if not 0 <= fee <= 100_000_000:
            raise ValidationError(_("A fee lies between 0 and Rp 100.000.000."))
        return fee

    def clean(self):
        data = super().clean()
        if data.get("per_cooperative", 0) > data.get("quota", MOST_SEATS):
            self.add_error("per_cooperative", _("More seats for one cooperative than there are seats."))
        return data

    def check_against(self, days: list[Day]) -> bool:
        """Whether the window of enrolment fits the days; the problem stands beside its field."""
        last = max((day.date for day in days), default=None)
        if last and self.cleaned_data["closes_on"] > last:
            self.add_error("closes_on", _("Enrolment would end after the last day, {day}.").format(day=long_date(last)))
        return self.is_valid()

    def fields_of_session(self) -> dict:
        return {name: self.cleaned_data[name] for name in FIELDS}

    def _get_validation_exclusions(self):
        # Days and state are no fields of this form; the number is checked where it is written.
        return super()._get_validation_exclusions() | {"programme"}


def check_year(day: date) -> None:
    """Raises ValidationError for a day that is a slip of the finger."""
    if not 2000 <= day.year <= 2100:
        raise ValidationError(_("The year must lie between 2000 and 2100."))


class DayForm(forms.Form):
    date = forms.DateField(label=_("Day"), widget=DateInput(), required=False, validators=[check_year])
    starts = forms.TimeField(label=_("From"), widget=TimeInput(), required=False)
    ends = forms.TimeField(label=_("Until"), widget=TimeInput(), required=False)

    def clean(self):
        data = self.cleaned_data
        given = [name for name in ("date", "starts", "ends") if data.get(name)]
        # Hours alone are what the empty rows begin with.
        if "date" not in given or self.errors:
            return data
        for name in ("starts", "ends"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Give the time."))
        if data.get("starts") and data.get("ends") and data["ends"] <= data["starts"]:
            self.add_error("ends", _("The day ends before it begins."))
        return data


DayFormSet = formset_factory(DayForm, extra=0, max_num=MOST_DAYS, validate_max=True, absolute_max=MOST_DAYS)


def day_rows(session: Session | None) -> list[dict]:
    """The days of a session as rows of the form, and some empty ones with the usual hours."""
    known = (
        [{"date": day.date, "starts": day.starts, "ends": day.ends} for day in session.days.all()] if session else []
    )
    spare = {"starts": time(8, 30), "ends": time(15, 0)}
    return [*known, *[spare] * SPARE_DAYS]


def days_in(formset) -> list[Day]:
    rows = [form.cleaned_data for form in formset.forms if form.cleaned_data.get("date")]
    return sorted((Day(row["date"], row["starts"], row["ends"]) for row in rows), key=lambda day: day.date)


class PersonForm(forms.Form):
    """Who is to sit in the room: somebody of the board as the register has it, the manager who is signed in, or another
    person. Who is signed in is proposed.
    """

    member = forms.ChoiceField(label=_("Who takes part?"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    position = forms.CharField(label=_("Position"), max_length=80, required=False)
    phone = forms.CharField(
        label=_("Telephone / WhatsApp"), max_length=40, required=False,
        help_text=_("The card with the QR code is sent there. Empty: to the cooperative."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip

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


class CorrectionForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    position = forms.CharField(label=_("Position"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telephone / WhatsApp"), max_length=40, required=False)

    def clean_phone(self):
        return clean_phone(self.cleaned_data["phone"])


class OverrideForm(forms.Form):
    reason = forms.CharField(
        label=_("Enrol all the same, because"), required=False, max_length=500,
        help_text=_("Passes over group, dates and seats per cooperative, never over the number of seats."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class TransferForm(forms.Form):
    to = forms.ModelChoiceField(label=_("To the session"), queryset=Session.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args, sessions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = sessions
