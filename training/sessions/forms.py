"""Forms of a session and its days; the rules live in `scheduling`."""

from datetime import date, time

from django import forms
from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple, formset_factory
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Kind
from cooperatives.forms import clean_phone
from cooperatives.models import District
from core.form_fields import DateInput, RupiahField
from core.text.formats import long_date
from core.text.parsing import whole
from training.choices import TRAINABLE, Priority
from training.models import Session
from training.models.sessions import MOST_SEATS
from training.sessions.schedule import FIELDS, ScheduledDay

SPARE_DAYS = 3
MOST_DAYS = 30


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
        label=_("Status"),
        required=False,
        widget=CheckboxSelectMultiple,
        choices=[(status.value, status.label) for status in TRAINABLE],
        help_text=_("None chosen: all."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kind"),
        required=False,
        widget=CheckboxSelectMultiple,
        choices=Kind.choices,
        help_text=_("None chosen: all."),
    )
    priorities = forms.MultipleChoiceField(
        label=_("Comes first on the waiting list and in a selection"),
        required=False,
        widget=CheckboxSelectMultiple,
        choices=Priority.choices,
    )
    districts = DistrictsField(
        label=_("District (kecamatan)"),
        required=False,
        widget=CheckboxSelectMultiple,
        queryset=District.objects.all(),
        help_text=_("None chosen: all."),
    )
    fee = RupiahField(label=_("Fee"), required=False, help_text=_("Rupiah a person; empty or 0 means free of charge."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Session
        fields = (*FIELDS, "districts")
        widgets = {
            "opens_on": DateInput(),
            "closes_on": DateInput(),
            "seating": forms.RadioSelect(),
        }

    # What stands in which part of the page.
    PARTS = (
        (_("Where and who"), ("number", "venue", "address", "trainer", "contact_name", "contact_phone")),
        (
            _("Seats and enrolment"),
            ("quota", "per_cooperative", "opens_on", "closes_on", "fee", "seating", "offer_hours"),
        ),
        (_("Who may enrol"), ("statuses", "with_revival", "kinds", "districts", "only_named", "priorities")),
        (_("Certificate"), ("attendance_percent", "pass_mark", "valid_months")),
    )

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

    def check_against(self, days: list[ScheduledDay]) -> bool:
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


class SessionDayForm(forms.Form):
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


DayFormSet = formset_factory(SessionDayForm, extra=0, max_num=MOST_DAYS, validate_max=True, absolute_max=MOST_DAYS)


def day_rows(session: Session | None) -> list[dict]:
    """The days of a session as rows of the form, and some empty ones with the usual hours."""
    known = (
        [{"date": day.date, "starts": day.starts, "ends": day.ends} for day in session.days.all()] if session else []
    )
    spare = {"starts": time(8, 30), "ends": time(15, 0)}
    return [*known, *[spare] * SPARE_DAYS]


def days_in(formset) -> list[ScheduledDay]:
    rows = [form.cleaned_data for form in formset.forms if form.cleaned_data.get("date")]
    return sorted((ScheduledDay(row["date"], row["starts"], row["ends"]) for row in rows), key=lambda day: day.date)
