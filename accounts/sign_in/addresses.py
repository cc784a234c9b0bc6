"""The address of an account: another one is asked for, and holds when the link that is sent there has been opened."""

from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User


@transaction.atomic
def ask_change(user: User, email: str, *, request) -> bool:
    """Send the link; a change that was asked for before is forgotten. False when one was sent there just now."""
    claim = EmailAddress.objects.add_new_email(request, user, email, send_verification=False)
    if send_verification_email_to_address(request, claim):
        return True
    transaction.set_rollback(True)
    return False
