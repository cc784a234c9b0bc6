"""Forms of the register. Each section of a record is a form of its own; rules live in the use cases."""

import re
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, DateField, EmailField, PositiveIntegerField
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.sign_in import entry_codes
from cooperatives.choices import GROUPS
from cooperatives.models import AnnualMeeting, BoardMember, Cooperative, Note, SavedView, Village
from cooperatives.record import changes
from cooperatives.register_fields import BY_NAME, SUMS, rules, typed_in
from core.errors import DomainError
from core.form_fields import CountField, DateInput, RupiahField
from core.text.parsing import UnreadableError


@dataclass(frozen=True, slots=True)
class RecordSection:
    key: str
    title: Any
    icon: str
    fields: tuple[str, ...]


SECTIONS = {
    key: RecordSection(key, title, icon, typed_in(key))
    for key, title, icon in (
        ("identity", _("Identity"), "id-card"),
        ("business", _("Kind and licences"), "store"),
        ("contact", _("Address and contact"), "map-pin"),
        ("people", _("Members and employees"), "users"),
        ("figures", _("Figures"), "coins"),
        ("private", _("Tax number and bank account"), "lock"),
    )
}


def form_field(db_field, **kwargs):
    """Fields that read what people type, instead of Django's own."""
    if isinstance(db_field, BigIntegerField):
        return RupiahField(label=capfirst(db_field.verbose_name), required=False)
    if isinstance(db_field, PositiveIntegerField):
        return CountField(label=capfirst(db_field.verbose_name), required=False)
    if BY_NAME[db_field.name].rule:
        # The rule shortens what is typed; the record's own length is checked behind it.
        kwargs["max_length"] = 2 * BY_NAME[db_field.name].max_length
    if isinstance(db_field, EmailField):
        # Its rule says what is wrong, as everywhere.
        kwargs |= {"form_class": forms.CharField, "widget": forms.EmailInput}
    if isinstance(db_field, DateField):
        kwargs["widget"] = DateInput()
    if db_field.name == "village":
        kwargs["empty_label"] = _("Choose …")
        kwargs["queryset"] = Village.objects.select_related("district")
        kwargs["form_class"] = VillageField
    if db_field.name == "group":
        kwargs["widget"] = forms.TextInput(attrs={"list": "group-suggestions"})
    return db_field.formfield(**kwargs)


def clean_phone(text: str) -> str:
    """A telephone number in its international form. Raises ValidationError for what is none."""
    try:
        return rules.phone(text) if text else ""
    except UnreadableError as error:
        raise ValidationError(rules.sentence(error.code)) from None


class VillageField(forms.ModelChoiceField):
    def label_from_instance(self, village) -> str:
        """Both levels: four names are a kelurahan and a kecamatan (DOMAIN.md 5.2)."""
        return f"{village.name} – {village.district.name}"


class _RecordForm(forms.ModelForm):
    group_suggestions = GROUPS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self):
        data = super().clean()
        for name in [name for name in data if name in BY_NAME]:
            try:
                data[name] = BY_NAME[name].accept(data[name])
            except UnreadableError as error:
                self.add_error(name, rules.sentence(error.code, BY_NAME[name].expected))
        for whole in SUMS:
            male, female = data.get(f"{whole}_male"), data.get(f"{whole}_female")
            if male is None or female is None:
                continue
            if data.get(whole) not in (None, male + female):
                self.add_error(whole, _("It differs from male and female together. Mend one of the three."))
            data[whole] = male + female
        return data


class _SectionForm(_RecordForm):
    """One section of a record, with a signed memory of what was shown, to notice changes by others."""

    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["shown"] = self.remember(self.instance)

    @classmethod
    def remember(cls, cooperative: Cooperative) -> str:
        base = {name: changes.stored(cooperative, name) for name in cls._meta.fields}
        return signing.dumps({"pk": cooperative.pk, "version": cooperative.version, "base": base})

    @classmethod
    def after_conflict(cls, sent: "_SectionForm", now: Cooperative, asked: set[str]) -> "_SectionForm":
        """The form again: the fields in `asked` as typed, everything else as it is in the record now."""
        fresh = cls(instance=now)
        data = sent.data.copy()
        for name in cls._meta.fields:
            if name not in asked:
                data[name] = fresh.as_sent(name)
        data["shown"] = cls.remember(now)
        return cls(data, instance=now)

    def as_sent(self, name: str) -> str:
        """The value of a field as a browser would send it."""
        value = self[name].value()
        if isinstance(value, bool):
            return "on" if value else ""
        text = self.fields[name].widget.format_value(value)
        return (text[0] if isinstance(text, list) else text) or ""

    def clean_shown(self):
        try:
            shown = signing.loads(self.cleaned_data["shown"])
        except signing.BadSignature:
            raise ValidationError(_("The page is damaged. Load it again.")) from None
        if shown["pk"] != self.instance.pk or set(shown["base"]) != set(self._meta.fields):
            raise ValidationError(_("The page is damaged. Load it again."))
        return shown

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def validate_constraints(self):
        """Left to the database and cooperatives/record/changes.py, which see the record as it is when it is saved."""


def section_form(section: RecordSection) -> type[_SectionForm]:
    return forms.modelform_factory(Cooperative, form=_SectionForm, fields=section.fields, formfield_callback=form_field)


class NewCooperativeForm(_RecordForm):
    class Meta:
        model = Cooperative
        fields = (
            "name",
            "legal_number",
            "legal_date",
            "national_number",
            "form",
            "kind",
            "group",
            "pattern",
            "address",
            "village",
            "phone",
            "email",
        )
        formfield_callback = form_field


class BoardMemberForm(forms.ModelForm):
    class Meta:
        model = BoardMember
        fields = ("position", "name", "phone", "term_start", "term_end")
        widgets = {"term_start": DateInput(), "term_end": DateInput()}

    def clean_phone(self):
        return clean_phone(self.cleaned_data["phone"])

    def validate_constraints(self):
        """A second chair is no error: the new one takes the place of the old (cooperatives/people/board.py)."""
        try:
            self.instance.validate_constraints(exclude={"cooperative"})
        except ValidationError as error:
            self._update_errors(error)


class MeetingForm(forms.ModelForm):
    attendance = CountField(label=_("Members present"), required=False)

    class Meta:
        model = AnnualMeeting
        fields = ("kind", "book_year", "held_on", "place", "attendance", "quorum_met", "decisions")
        widgets = {"held_on": DateInput(), "decisions": forms.Textarea(attrs={"rows": 3})}


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class InviteManagerForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"))
    also = forms.CharField(
        label=_("Other cooperatives of this person"),
        required=False,
        help_text=_("Their numbers in this portal, separated by commas. Leave empty for this one alone."),
    )

    def clean_also(self) -> list[Cooperative]:
        numbers = [part.strip() for part in self.cleaned_data["also"].split(",") if part.strip()]
        found = Cooperative.objects.current().in_bulk([int(n) for n in numbers if re.fullmatch(r"[0-9]{1,15}", n)])
        unknown = [n for n in numbers if n not in map(str, found)]
        if unknown:
            raise ValidationError(_("There is no cooperative with the number %(n)s."), params={"n": ", ".join(unknown)})
        return list(found.values())


class NewCodeForm(forms.Form):
    """The number with which a manager signs in; as it is kept."""

    phone = forms.CharField(
        label=_("Telephone number (WhatsApp)"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("The manager signs in with this number, for instance 0812-3456-7890."),
    )

    def clean_phone(self) -> str:
        try:
            return entry_codes.phone_of(self.cleaned_data["phone"])
        except DomainError as error:
            raise ValidationError(str(error)) from None


class LetInForm(NewCodeForm):
    name = forms.CharField(label=_("Name"), max_length=150)
    field_order = ("name", "phone")


class EndMembershipForm(forms.Form):
    on = forms.DateField(label=_("Ends on"), widget=DateInput(), initial=timezone.localdate)


class SavedViewForm(forms.ModelForm):
    class Meta:
        model = SavedView
        fields = ("name", "shared")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Register file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        help_text=_("An Excel workbook (.xlsx, .xls), one of LibreOffice (.ods) or a CSV file, up to 5 MB."),
    )


class MergeForm(forms.Form):
    keep = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)
