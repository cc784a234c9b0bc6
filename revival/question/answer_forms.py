"""The five questions, as a board answers them by its code and as an officer types them in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from revival.choices import CauseCode, HowAnswered, Willing
from revival.models import Answer

# What a board can say of itself; the others are what an officer finds.
OFFERED = (
    CauseCode.NO_SUCCESSORS,
    CauseCode.BOARD_LEFT,
    CauseCode.ARREARS,
    CauseCode.COMPETITION,
    CauseCode.BOOKS,
    CauseCode.NO_BUSINESS,
    CauseCode.MEMBERS_GONE,
    CauseCode.CONFLICT,
    CauseCode.PANDEMIC,
    CauseCode.NO_APPLICATION,
    CauseCode.NOT_REPORTED,
)


QUESTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Do you want to go on?"), ("willing",)),
    (_("What holds you back?"), ("causes", "words")),
    (_("Who speaks for you?"), ("name", "position", "phone", "may_call")),
    (_("When may we come?"), ("visit",)),
    (_("Anything else?"), ("more",)),
)
FEWEST_DIGITS = 6


class AnswerForm(forms.ModelForm):
    """Only the first question must be answered."""

    causes = forms.MultipleChoiceField(
        label=_("What holds you back?"),
        help_text=_("Tick all that is true."),
        choices=[(code.value, code.label) for code in OFFERED],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Answer
        fields = ["willing", "causes", "words", "name", "position", "phone", "may_call", "visit", "more"]
        labels = {
            "willing": _("Do you want to go on?"),
            "words": _("In your own words"),
            "name": _("Name"),
            "may_call": _("The office may keep this name and number and call it."),
            "visit": _("When may we come?"),
            "more": _("Anything else?"),
        }
        help_texts = {"visit": _("For example: Saturday morning, after the pengajian.")}
        widgets = {
            "willing": forms.RadioSelect(choices=Willing),
            "phone": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "more": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {"willing": {"required": _("Choose one of the three answers.")}}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["willing"].choices = Willing.choices

    def parts(self) -> list[tuple[int, Any, list[forms.BoundField]]]:
        """The five questions: number, heading and fields of each."""
        return [
            (number, heading, [self[name] for name in names]) for number, (heading, names) in enumerate(QUESTIONS, 1)
        ]

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"]
        if text and sum(c.isdigit() for c in text) < FEWEST_DIGITS:
            raise forms.ValidationError(_("Write the number with digits, for instance 0812-3456-7890."))
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("name") or data.get("phone")) and not data.get("may_call"):
            self.add_error(
                "may_call", _("Tick this so that the office may keep name and number, or leave both of them empty.")
            )
        return data


class TypedAnswerForm(AnswerForm):
    """The same, with the way by which it came."""

    class Meta(AnswerForm.Meta):
        fields = ["how", *AnswerForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = [one for one in HowAnswered.choices if one[0] != HowAnswered.CODE]


class CodeForm(forms.Form):
    """The code of a letter, as somebody types it."""

    code = forms.CharField(
        label=_("Code of the letter"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "placeholder": "7K3M-9QXT"}
        ),
    )
