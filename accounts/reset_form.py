from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm

from accounts import security_log
from accounts.models import SecurityEntry


class ResetPasswordForm(AllauthResetPasswordForm):
    """A new password is sent to confirmed addresses alone: whoever adds an address cannot take the account with it."""

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users = [user for user in self.users if _is_confirmed(user, email)]
        return email

    def save(self, request, **kwargs) -> str:
        security_log.note_merged(
            SecurityEntry.Kind.RESET_ASKED, request=request, user=self.users[0] if self.users else None
        )
        return super().save(request, **kwargs)


def _is_confirmed(user, email: str) -> bool:
    return user.emailaddress_set.filter(email__iexact=email, verified=True).exists()
