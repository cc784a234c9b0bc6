"""What allauth tells of keys that were changed: an event, a line of the security log, and the old address is told.

These are the signals of allauth, not of models; it has no other hook here. Its views run in one transaction
(accounts/allauth_urls.py), so that a change and what tells of it stand together or not at all.
"""

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import clear_authentication_records
from allauth.mfa import signals as mfa

from accounts import security_log
from accounts.models import SecurityEntry, User
from core import events

Kind = SecurityEntry.Kind


def _changed(kind: str, verb: str, request, user: User, before: dict | None = None, after: dict | None = None) -> None:
    """One change; the password that was asked for it is spent, so that the next change asks again."""
    actor = request.user if request.user.is_authenticated else user
    details = {"object_type": "user", "object_id": user.pk, "label": user.display_name}
    events.record(verb, actor=actor, before=before, after=after, **details)
    told = {**(before or {}), **(after or {})}
    security_log.note(kind, request=request, user=user, by=actor, note=", ".join(str(item) for item in told.values()))
    clear_authentication_records(request)


def email_asked(request=None, confirmation=None, **kwargs) -> None:
    address = confirmation.email_address
    after = {"email": address.email}
    _changed(Kind.EMAIL_ASKED, "user.email_change_asked", request, address.user, after=after)


def email_changed(request=None, user=None, from_email_address=None, to_email_address=None, **kwargs) -> None:
    before = {"email": from_email_address.email} if from_email_address else None
    _changed(Kind.EMAIL_CHANGED, "user.email_changed", request, user, before, {"email": to_email_address.email})


def email_removed(request=None, user=None, email_address=None, **kwargs) -> None:
    _changed(Kind.EMAIL_REMOVED, "user.email_removed", request, user, before={"email": email_address.email})
    # allauth tells the address that stays; the one that goes is told here.
    context = {"deleted_email": email_address.email}
    get_adapter().send_notification_mail("account/email/email_deleted", user, context, email_address.email)


def factor_added(request=None, user=None, authenticator=None, **kwargs) -> None:
    _changed(Kind.FACTOR_ADDED, "user.factor_added", request, user, after={"factor": authenticator.type})


def factor_removed(request=None, user=None, authenticator=None, **kwargs) -> None:
    _changed(Kind.FACTOR_REMOVED, "user.factor_removed", request, user, before={"factor": authenticator.type})


def factor_reset(request=None, user=None, authenticator=None, **kwargs) -> None:
    _changed(Kind.FACTOR_RESET, "user.factor_reset", request, user, after={"factor": authenticator.type})


def code_failed(request=None, user=None, **kwargs) -> None:
    security_log.note_merged(Kind.CODE_FAILED, request=request, user=user)


def password_changed(request=None, **kwargs) -> None:
    clear_authentication_records(request)


def connect() -> None:
    """Called once, when the app is ready."""
    account.email_confirmation_sent.connect(email_asked)
    account.email_changed.connect(email_changed)
    account.email_removed.connect(email_removed)
    account.password_changed.connect(password_changed)
    mfa.authenticator_added.connect(factor_added)
    mfa.authenticator_removed.connect(factor_removed)
    mfa.authenticator_reset.connect(factor_reset)
    mfa.authentication_failed.connect(code_failed)
