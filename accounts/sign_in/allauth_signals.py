"""What allauth tells of keys that were changed: an event, a line of the security log, and the old address is told.

These are the signals of allauth, not of models; it has no other hook here. Its views run in one transaction
(accounts/sign_in/allauth_urls.py), so that a change and what tells of it stand together or not at all.
"""

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import clear_authentication_records
from allauth.mfa import signals as mfa

from accounts import notifications
from accounts.models import SecurityEntry
from accounts.sign_in import security_log
from accounts.sign_in.key_changes import key_changed

Kind = SecurityEntry.Kind


def email_asked(request=None, confirmation=None, **kwargs) -> None:
    address = confirmation.email_address
    after = {"email": address.email}
    key_changed(Kind.EMAIL_ASKED, "user.email_change_asked", request, address.user, after=after)


def email_changed(request=None, user=None, from_email_address=None, to_email_address=None, **kwargs) -> None:
    before = {"email": from_email_address.email} if from_email_address else None
    key_changed(Kind.EMAIL_CHANGED, "user.email_changed", request, user, before, {"email": to_email_address.email})


def email_removed(request=None, user=None, email_address=None, **kwargs) -> None:
    key_changed(Kind.EMAIL_REMOVED, "user.email_removed", request, user, before={"email": email_address.email})
    if not email_address.verified:
        return
    # allauth tells the address that stays; the one that goes is told here.
    context = {"deleted_email": email_address.email}
    get_adapter().send_notification_mail("account/email/email_deleted", user, context, email_address.email)


def code_failed(request=None, user=None, **kwargs) -> None:
    security_log.note_merged(Kind.CODE_FAILED, request=request, user=user)
    notifications.warn_of_guessing(user, request=request)


def password_changed(request=None, **kwargs) -> None:
    clear_authentication_records(request)


def connect() -> None:
    """Called once, when the app is ready."""
    account.email_confirmation_sent.connect(email_asked)
    account.email_changed.connect(email_changed)
    account.email_removed.connect(email_removed)
    account.password_changed.connect(password_changed)
    mfa.authentication_failed.connect(code_failed)
