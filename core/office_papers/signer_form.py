"""Forms about who signs: all of a signer, or the last day alone."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.form_fields import DateInput
from core.models import Signer
from core.office_papers import signers

NIP_DIGITS = sum(signers.NIP_GROUPS)
HELP = {
    "name": _("With titles, as it is printed: Drs. Bambang Wicaksono, M.M."),
    "position": _("Without Plt. and Plh.; they stand below."),
    "capacity": _("Plt. and Plh. are printed before the position."),
    "on_behalf": _("A line above the position, for instance a.n. Wali Kota Surakarta. It may stay empty."),
    "rank": _("For instance Pembina Tingkat I (IV/b). It may stay empty."),
    "nip": _("18 digits; spaces may stand between them. It may stay empty."),
    "papers": _("Of two who have begun on the same day, the one for this kind of papers alone signs."),
    "since": _("Whoever has begun last signs, whether for all papers or for one kind."),
    "until": _("The last day. Empty: until somebody else begins."),
}
ENDS_TOO_EARLY = _("The last day is before the first one.")


class SignerForm(forms.ModelForm):
    class Meta:
        model = Signer
        fields = signers.FIELDS
        help_texts = HELP
        widgets = {"since": DateInput, "until": DateInput, "papers": forms.Select}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["position"].initial = signers.POSITION
        kinds = [(kind.key, capfirst(str(kind.label))) for kind in signers.KINDS.values()]
        if self.instance.papers and self.instance.papers not in signers.KINDS:
            kinds.append((self.instance.papers, self.instance.papers))
        self.fields["papers"] = forms.ChoiceField(
            label=_("Papers"),
            required=False,
            choices=[("", _("All papers")), *kinds],
            help_text=HELP["papers"],
            initial=self.instance.papers,
        )
        self.order_fields(signers.FIELDS)
        self.initial["nip"] = signers.grouped_nip(self.instance.nip)

    def clean_nip(self) -> str:
        """Only the digits; what was kept before and is no NIP may stay as it is."""
        if self.cleaned_data["nip"] == self.initial["nip"]:
            return self.instance.nip
        typed = "".join(self.cleaned_data["nip"].split())
        if typed and not (len(typed) == NIP_DIGITS and typed.isascii() and typed.isdigit()):
            raise forms.ValidationError(_("A NIP has %(n)s digits and nothing else."), params={"n": NIP_DIGITS})
        return typed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", ENDS_TOO_EARLY)
        return data


class SignerEndForm(forms.Form):
    until = forms.DateField(label=_("Last day"), widget=DateInput, help_text=_("On this day still, and no longer."))

    def __init__(self, *args: Any, signer: Signer, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.signer = signer

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if until < self.signer.since:
            raise forms.ValidationError(ENDS_TOO_EARLY)
        return until
