"""A form for settings of the office, made from their declarations."""

from collections.abc import Iterable

from django import forms

from core import office
from core.errors import DomainError


class OfficeForm(forms.Form):
    """The settings with the given keys, each checked by its own rule, all problems at once."""

    def __init__(self, *args, keys: Iterable[str], **kwargs):
        super().__init__(*args, **kwargs)
        values = office.values()
        for key in keys:
            setting = office.SETTINGS[key]
            common = {"label": setting.label, "help_text": setting.help, "initial": values[key]}
            if setting.kind is bool:
                self.fields[key] = forms.BooleanField(required=False, **common)
            elif setting.kind is int:
                self.fields[key] = forms.IntegerField(min_value=setting.minimum, max_value=setting.maximum, **common)
            elif setting.choices:
                self.fields[key] = forms.ChoiceField(choices=setting.choices, **common)
            elif setting.is_long:
                area = forms.Textarea({"rows": 4})
                self.fields[key] = forms.CharField(max_length=2000, widget=area, required=setting.is_needed, **common)
            else:
                self.fields[key] = forms.CharField(max_length=200, required=setting.is_needed, **common)

    def clean(self):
        for key, typed in list(self.cleaned_data.items()):
            # A browser ends each line of a long text with two characters.
            value = typed.replace("\r\n", "\n") if office.SETTINGS[key].is_long else typed
            self.cleaned_data[key] = value
            if check := office.SETTINGS[key].check:
                try:
                    check(value)
                except DomainError as error:
                    self.add_error(key, str(error))
        return self.cleaned_data
