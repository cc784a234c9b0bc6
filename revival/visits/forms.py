"""What is asked of a visit, on the page of the portal and on the phone; and of a day that is planned."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions import Capability, may
from core import clock
from core.errors import DomainError
from core.form_fields import CountField, DateInput, DayField
from revival.choices import VisitFinding, Wish
from revival.forms import AdviserField, user_of
from revival.models import Visit, VisitDay

HIDDEN = forms.HiddenInput
# About 100 m.
ROUNDED = Decimal("0.001")
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (gettext_lazy("When"), ("on", "begun", "ended")),
    (gettext_lazy("What was found"), ("office_found", "board_reachable", "business_runs", "books_there")),
    (gettext_lazy("What is there"), ("members_about", "assets_seen", "debts_known")),
    (gettext_lazy("Who was met, and what was said"), ("met", "met_as", "said", "decision")),
    (gettext_lazy("What is next"), ("next_step", "next_due")),
)


class PositionField(forms.FloatField):
    """Degrees, rounded to about 100 m before anything is kept."""

    widget = HIDDEN

    def clean(self, value: Any) -> Decimal | None:
        found = super().clean(value)
        return None if found is None else Decimal(str(found)).quantize(ROUNDED)


class VisitForm(forms.ModelForm):
    members_about = CountField(label=gettext_lazy("Members, about"), required=False)
    latitude = PositionField(required=False, min_value=-90, max_value=90)
    longitude = PositionField(required=False, min_value=-180, max_value=180)

    class Meta:
        model = Visit
        fields = [*(name for _label, names in GROUPS for name in names), "latitude", "longitude"]
        field_classes = {"on": DayField, "next_due": DayField}
        seen = forms.RadioSelect(choices=VisitFinding)
        widgets = {
            "on": DateInput,
            "begun": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "ended": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "office_found": seen,
            "board_reachable": seen,
            "business_runs": seen,
            "books_there": seen,
            "assets_seen": forms.Textarea(attrs={"rows": 2}),
            "debts_known": forms.Textarea(attrs={"rows": 2}),
            "said": forms.Textarea(attrs={"rows": 3}),
            "decision": forms.RadioSelect(choices=[("", gettext_lazy("not asked")), *Wish.choices]),
            "next_due": DateInput,
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("office_found", "board_reachable", "business_runs", "books_there"):
            self.fields[name].required = False
        if not self.is_bound:
            self.initial.setdefault("on", clock.today())

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Heading and fields of each part of the form."""
        return [(label, [self[name] for name in names]) for label, names in GROUPS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("office_found", "board_reachable", "business_runs", "books_there"):
            data[name] = data.get(name) or VisitFinding.UNKNOWN
        if data.get("decision") and not data.get("met"):
            self.add_error("met", _("Say who was met: a decision is somebody’s word."))
        if data.get("next_step") and not data.get("next_due"):
            self.add_error("next_due", _("Say until when this is to be done."))
        if data.get("next_due") and not data.get("next_step") and "next_step" not in self.errors:
            self.add_error("next_step", _("Say what is to be done by this day."))
        if data.get("begun") and data.get("ended") and data["ended"] < data["begun"]:
            self.add_error("ended", _("The end lies before the beginning."))
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            data["latitude"] = data["longitude"] = None
        return data

    def visit(self) -> Visit:
        """The visit, unsaved."""
        return Visit(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class VisitDayForm(forms.Form):
    """Who drives on which day; a field adviser plans for himself."""

    adviser = AdviserField([], label=gettext_lazy("Adviser"))
    on = DayField(label=gettext_lazy("Day"))

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        # The day that was planned.
        self.day: VisitDay | None = None
        self.fields["on"].widget.attrs["min"] = clock.today().isoformat()
        self.fields["adviser"].initial = user.pk
        if not may(user, Capability.RUN_REVIVAL):
            del self.fields["adviser"]

    def chosen(self) -> User:
        """Whoever drives. Raises DomainError for somebody who does not coach any more."""
        found = user_of(self.cleaned_data["adviser"]) if "adviser" in self.fields else self.user
        if found is None:
            raise DomainError(_("Choose who drives."))
        return found


class CallOffForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why the day is called off"), max_length=200)
    seen = forms.IntegerField(widget=HIDDEN)
