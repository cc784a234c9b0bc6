"""Forms of coaching; each carries the revision that was looked at."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock, office
from core.form_fields import DateInput, DayField
from revival.cases import stages
from revival.cases.case_list import coaches
from revival.choices import CaseOutcome, CauseCode, Wish
from revival.models import Case, CoachingProgramme, Decision, Merger, PlanLine

BY_TEAM, NOBODY = "team", "nobody"


class AdviserField(forms.ChoiceField):
    """Somebody who can be in charge, or one of the words that stand before."""

    def __init__(self, words: list[tuple[str, Any]], **kwargs: Any):
        self.words = words
        super().__init__(choices=self._offered, **kwargs)

    def _offered(self) -> list[tuple[str, Any]]:
        return [*self.words, *((str(user.pk), user.display_name) for user in coaches())]


def user_of(value: str) -> User | None:
    """Whom a value of an adviser's field names."""
    return coaches().filter(pk=value).first() if value.isdigit() else None


class OpenForm(forms.Form):
    """What all cases of one opening begin with."""

    reason = forms.CharField(
        label=_("Why the cases are opened"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )
    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=CoachingProgramme.objects.all(), required=False, empty_label=_("None")
    )
    adviser = AdviserField(
        [(BY_TEAM, _("Whoever leads the team of the kecamatan"))],
        label=_("In charge"),
        help_text=_("Where no team is set, nobody is in charge until somebody takes the case."),
    )
    step = forms.CharField(label=_("First step"), max_length=200)
    step_due = DayField(label=_("To be done by"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        today = clock.today()
        newest = CoachingProgramme.objects.filter(year__lte=today.year).first()
        self.fields["step_due"].initial = today + timedelta(days=office.value("revival_first_step_days"))
        self.fields["step"].initial = _("Ask the board whether it wants to go on")
        self.fields["programme"].initial = newest

    def adviser_chosen(self) -> User | None:
        return user_of(self.cleaned_data["adviser"])


class CoachingProgrammeForm(forms.ModelForm):
    class Meta:
        model = CoachingProgramme
        fields = ["year", "name", "target"]


class CoachesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return obj.display_name


class TeamForm(forms.Form):
    """Who coaches in a kecamatan."""

    lead = AdviserField([(NOBODY, _("Nobody"))], label=_("Leads, and gets new cases"))
    members = CoachesField(
        label=_("Also in the team"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = coaches()

    def lead_chosen(self) -> User | None:
        return user_of(self.cleaned_data["lead"])


class AskForm(forms.Form):
    """A board asks for coaching."""

    # A browser sends each end of a line as two characters, and its field has counted one.
    words = forms.CharField(required=False, max_length=2000)


class HandOverForm(forms.Form):
    adviser = AdviserField([(NOBODY, _("Nobody"))], label=_("In charge"))

    def adviser_chosen(self) -> User | None:
        return user_of(self.cleaned_data["adviser"])


class RevisionForm(forms.Form):
    """A form about a case, with the revision that was looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["seen"].initial = case.revision


class MoveForm(RevisionForm):
    to = forms.ChoiceField(label=_("New stage"))
    reason = forms.CharField(
        label=_("What has led to it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for a way back, a warning and a proposal."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(one.value, one.label) for one in stages.moves_of(self.case)]


class TakeBackForm(RevisionForm):
    reason = forms.CharField(label=_("Why it is taken back"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class ReactivationForm(RevisionForm):
    business = forms.CharField(
        label=_("How the office knows that the business runs"),
        required=False,
        max_length=300,
        help_text=_("For instance: visited on 3 March, loans are paid out each week."),
    )
    reason = forms.CharField(
        label=_("Why it is made active nevertheless"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where something above is missing."),
    )


class EndForm(RevisionForm):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=[("", "–"), *CaseOutcome.choices])
    text = forms.CharField(
        label=_("In words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class NextStepForm(RevisionForm):
    step = forms.CharField(label=_("Next step"), max_length=200, required=False)
    due = DayField(label=_("To be done by"), required=False)


class HoldForm(RevisionForm):
    until = DayField(label=_("On hold until"))
    reason = forms.CharField(label=_("Why it is on hold"), max_length=200)


class CausesForm(RevisionForm):
    codes = forms.MultipleChoiceField(
        label=_("Causes"), choices=CauseCode, widget=forms.CheckboxSelectMultiple, required=False
    )
    words = forms.CharField(
        label=_("In words"), required=False, max_length=300, help_text=_("Goes with the first cause.")
    )


class MergerForm(RevisionForm, forms.ModelForm):
    class Meta:
        model = Merger
        fields = ["into", "meeting_on", "other_meeting_on", "approval_number"]
        field_classes = {"meeting_on": DayField, "other_meeting_on": DayField}
        widgets = {"meeting_on": DateInput, "other_meeting_on": DateInput}


class DecisionForm(forms.ModelForm):
    wish = forms.ChoiceField(label=_("Decision of the board"), choices=Wish, widget=forms.RadioSelect)

    class Meta:
        model = Decision
        fields = ["wish", "on", "said_by", "said_as", "words"]
        field_classes = {"on": DayField}
        widgets = {"on": DateInput, "words": forms.Textarea(attrs={"rows": 2})}


class PlanLineForm(forms.ModelForm):
    class Meta:
        model = PlanLine
        fields = ["what", "who", "until", "proposal"]
        field_classes = {"until": DayField}
        widgets = {"until": DateInput, "proposal": forms.HiddenInput}


class PlanEditForm(RevisionForm, PlanLineForm):
    """A line that is there already: two who change it at once are told."""
