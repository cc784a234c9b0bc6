from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.permissions import Capability, may


class StaffInvitationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"), choices=[c for c in Role.choices if c[0] != Role.MANAGER])


class NewPasswordForm(forms.Form):
    """A password, typed twice. `owner` is whose it becomes: it is not made of his name or address."""

    password1 = forms.CharField(
        label=_("Choose a password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters, not only digits. A short sentence is easy to remember."),
    )
    password2 = forms.CharField(
        label=_("The same password again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def owner(self, data: dict[str, Any]) -> User:
        return User()

    def clean(self):
        data = super().clean()
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ. Type the same one twice."))
        if first:
            try:
                password_validation.validate_password(first, self.owner(data))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return data


class AcceptInvitationForm(NewPasswordForm):
    name = forms.CharField(label=_("Your name"), max_length=150)
    field_order = ("name",)

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def owner(self, data: dict[str, Any]) -> User:
        return User(email=self.email, name=data.get("name", ""))


class EntryForm(NewPasswordForm):
    """The number and the code that an officer has handed over, and the new password."""

    phone = forms.CharField(
        label=_("Your telephone number"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("As you gave it to the officer, for instance 0812-3456-7890."),
    )
    code = forms.CharField(
        label=_("Code of the officer"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        help_text=_("Eight letters and digits, for instance 7K3M-9QXT."),
    )
    # Of whom the number is, is asked when the code fits (accounts/sign_in/entry_codes.py): the form says nothing.
    field_order = ("phone", "code")


class PreferencesForm(forms.ModelForm):
    """The summary of the day is for whoever reviews reports, reminders are for managers."""

    class Meta:
        model = User
        fields = ["language", "wants_mail", "wants_digest"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_of_office:
            del self.fields["wants_mail"]
        if not may(self.instance, Capability.REVIEW_REPORTS):
            del self.fields["wants_digest"]


class AddressForm(forms.Form):
    """A new address of an account. Raises what stands against it at the field."""

    email = forms.EmailField(label=_("New e-mail address"), max_length=254)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if email == self.user.email:
            raise forms.ValidationError(_("This is the address already."))
        others = EmailAddress.objects.filter(email__iexact=email, verified=True)
        if others.exists() or User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("This is the address of another account."))
        return email
