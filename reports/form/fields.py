"""The fields of the web form of a report, derived from its lines."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_fields import CountField, RupiahField
from reports.choices import BookColumn
from reports.statement.lines import STATEMENT, Line

BLANK = "blank-"
WHY = "why-"
# As long as an explanation of the check.
LONGEST_REASON = 2000
_LOOKED_AT = {"draft", "revision", "books", "unit_confirmed"}
NEGATIVE = _("This line has no minus. Type the figure without it; the portal subtracts costs by itself.")


class PositiveRupiahField(RupiahField):
    def clean(self, value):
        number = super().clean(value)
        if number is not None and number < 0:
            raise forms.ValidationError(NEGATIVE)
        return number


class FiguresForm(forms.Form):
    """Typed amounts by key; what is left blank is blank, not zero.

    `draft` and `revision` say what was looked at. A page sends the fields that it holds: of one part, or of all.
    """

    draft = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    unit_confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    books = forms.ChoiceField(required=False, choices=BookColumn, widget=forms.RadioSelect)

    def __init__(self, *args, profile: str, **kwargs):
        super().__init__(*args, **kwargs)
        for line in STATEMENT.of(profile):
            for key in line.input_keys:
                self.fields[key] = _field(line, key)

    def amounts(self) -> dict[str, int | None]:
        """What was sent; a field that was not sent is left as it is."""
        return {key: value for key, value in self.cleaned_data.items() if key in self.data and key not in _LOOKED_AT}

    def ask(self, key: str, text: str, stored: str) -> None:
        """Say of a field that somebody else has saved `stored` there; the page's script puts both beside each other."""
        self.add_error(key, text)
        self.fields[key].widget.attrs |= {"data-conflict": text, "data-stored": stored}

    def unresolved(self) -> set[str]:
        """Keys whose two figures the sender has been shown and has not chosen between."""
        return set(self.data.getlist("unresolved"))

    def confirmed_blank(self) -> set[str]:
        """Keys that somebody has said to be blank, whatever stood in the cell of the workbook."""
        return {name.removeprefix(BLANK) for name in self.data if name.startswith(BLANK)}

    def reasons(self) -> dict[str, str]:
        """Why a figure differs from the one that would follow, by key; blank where a reason was taken away."""
        return {
            name.removeprefix(WHY): text.strip()[:LONGEST_REASON]
            for name, text in self.data.items()
            if name.startswith(WHY)
        }

    def shown_as_given(self) -> set[str]:
        """Keys of figures that can follow and that the sender's page showed in a field of their own."""
        return set(self.data.getlist("own"))


def _field(line: Line, key: str) -> forms.Field:
    kind = CountField if line.unit == "count" else RupiahField if line.sign == "any" else PositiveRupiahField
    field = kind(label=STATEMENT.label(key), required=False)
    field.widget.attrs |= {"class": "form-control amount", "data-key": key, "enterkeyhint": "next"}
    if line.unit == "count":
        field.widget.attrs["data-kind"] = "count"
    elif line.sign == "any":
        field.widget.attrs["data-kind"] = "any"
    return field
