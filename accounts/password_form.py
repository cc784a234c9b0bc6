from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.core import context
from django.core.exceptions import ValidationError

from accounts import security_log
from accounts.models import SecurityEntry


class ChangePasswordForm(AllauthChangePasswordForm):
    """A wrong old password is a try like one at the sign-in: it stands in the security log."""

    def clean_oldpassword(self) -> str:
        try:
            return super().clean_oldpassword()
        except ValidationError:
            security_log.note_merged(SecurityEntry.Kind.FAILED, request=context.request, user=self.user)
            raise
