"""allauth's forms with the words and the traces of the portal."""

from allauth.account import forms
from allauth.core import context
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import notifications
from accounts.models import SecurityEntry
from accounts.sign_in import security_log
from core.text.formats import international_phone


class LoginForm(forms.LoginForm):
    """The sign-in form, by e-mail or telephone, without placeholders that repeat the labels."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail or telephone number")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        """An address in small letters, a number as it is kept, however it was typed."""
        login = super().clean_login()
        return login.lower() if "@" in login else international_phone(login)


class ChangePasswordForm(forms.ChangePasswordForm):
    """A wrong old password is a try like one at the sign-in: it stands in the security log."""

    def clean_oldpassword(self) -> str:
        try:
            return super().clean_oldpassword()
        except ValidationError:
            security_log.note_merged(SecurityEntry.Kind.OLD_FAILED, request=context.request, user=self.user)
            notifications.warn_of_guessing(self.user, request=context.request)
            raise


class ResetPasswordForm(forms.ResetPasswordForm):
    """A new password is sent to confirmed addresses alone: whoever adds an address cannot take the account with it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users = [user for user in self.users if _is_confirmed(user, email)]
        return email

    def save(self, request, **kwargs) -> str:
        user = self.users[0] if self.users else None
        security_log.note_merged(SecurityEntry.Kind.RESET_ASKED, request=request, user=user)
        return super().save(request, **kwargs)


def _is_confirmed(user, email: str) -> bool:
    return user.emailaddress_set.filter(email__iexact=email, verified=True).exists()
