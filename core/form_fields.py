"""Form fields that read what people type: rupiah with dots, counts, dates by the device's own picker."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import clock
from core.text.formats import long_date, thousands
from core.text.parsing import UnreadableError, is_nothing, read_count, read_rupiah

MESSAGES = {
    "number_english": _("Write thousands with a dot and decimals with a comma: 1.500.000."),
    "number_large": _("The number is too large to be true."),
    "count_negative": _("A count cannot be negative."),
    "count_fraction": _("A count is a whole number."),
}
NOT_A_NUMBER = _("Write digits only, for instance 1.250.000.")


class NumberInput(forms.TextInput):
    def __init__(self, attrs=None):
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value):
        return thousands(value) if isinstance(value, int) and not isinstance(value, bool) else value


class RupiahField(forms.Field):
    """Whole rupiah; empty stays empty (not zero)."""

    widget = NumberInput
    read = staticmethod(read_rupiah)

    def to_python(self, value):
        if is_nothing(value):
            return None
        try:
            number = self.read(value).value
        except UnreadableError as error:
            raise ValidationError(MESSAGES.get(error.code, NOT_A_NUMBER)) from None
        if isinstance(value, str) and re.search(r",\d*[1-9]", value):
            raise ValidationError(_("Write whole rupiah, without cents."))
        return number

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class CountField(RupiahField):
    read = staticmethod(read_count)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files chosen at once, as a list; at most `most` of them."""

    widget = FilesInput

    def __init__(self, *, most: int, **kwargs):
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(one, initial) for one in data or [] if one]
        if not files and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.most:
            text = _("These are %(n)s files; up to %(most)s are taken at once. Send the others after them.")
            raise ValidationError(text, params={"n": len(files), "most": self.most})
        return files


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day of the office's work: not one that a slip of the finger puts into another age."""

    widget = DateInput
    first = date(1945, 1, 1)
    most_years_ahead = 20

    def validate(self, value):
        super().validate(value)
        last = date(clock.today().year + self.most_years_ahead, 12, 31)
        if value and not self.first <= value <= last:
            text = _("Choose a day between %(first)s and %(last)s.")
            raise ValidationError(text, params={"first": long_date(self.first), "last": long_date(last)})
