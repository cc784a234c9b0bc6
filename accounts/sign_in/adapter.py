from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import notifications
from accounts.models import SecurityEntry, User
from accounts.sign_in import security_log
from core import events, office
from core.requests import client

Kind = SecurityEntry.Kind


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Too many wrong tries from here. Wait five minutes, or set a new password."),
        # Which of the two is wrong is not said, nor whether there is such an account.
        **dict.fromkeys(
            ("email_password_mismatch", "phone_password_mismatch", "username_password_mismatch"),
            _("The e-mail address or telephone number, or the password, is not right."),
        ),
    }

    def is_open_for_signup(self, request) -> bool:
        """Nobody signs up: people are invited."""
        return False

    def get_client_ip(self, request) -> str:
        """The same address as in the log and in events."""
        return client.address_of(request)

    # Signing in

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        """Wrong tries count for an account together with an address: nobody locks somebody else out."""
        name = credentials.get("email") or credentials.get("phone") or ""
        return f"{name.lower()}:{client.address_of(request)}"

    def pre_authenticate(self, request, **credentials) -> None:
        user = _owner(credentials)
        try:
            if security_log.is_guessed_at(user):
                raise self.validation_error("too_many_login_attempts")
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            security_log.note_merged(Kind.THROTTLED, request=request, user=user)
            raise

    def authentication_failed(self, request, **credentials) -> None:
        user = _owner(credentials)
        security_log.note_merged(Kind.FAILED, request=request, user=user)
        if user:
            notifications.warn_of_guessing(user, request=request)

    def login(self, request, user) -> None:
        super().login(request, user)
        UserSession.objects.create_from_request(request)
        request.session["began"] = request.session["seen"] = int(timezone.now().timestamp())
        security_log.note(Kind.SIGNED_IN, request=request, user=user)

    def logout(self, request) -> None:
        user = request.user
        super().logout(request)
        if isinstance(user, User):
            security_log.note(Kind.SIGNED_OUT, request=request, user=user)

    # Telephones are put down by an officer (accounts/sign_in/entry_codes.py): allauth only looks them up.

    def get_phone(self, user) -> tuple[str, bool] | None:
        return (user.login_phone, True) if user.login_phone else None

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(login_phone=phone).first()

    # Keys

    @transaction.atomic
    def set_password(self, user, password: str) -> None:
        """A new password leaves an event, which of course does not hold it, and the owner is told."""
        user.set_password(password)
        # Nothing else of a user that was read before: it may have been stopped meanwhile.
        user.save(update_fields=["password"])
        events.record("user.password_set", actor=user, object_type="user", object_id=user.pk, label=user.display_name)
        security_log.note(Kind.PASSWORD_SET, request=context.request, user=user)

    # Mails

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Mails are signed by the office, not by the name of a host."""
        values = office.values()
        site = {"name": values["name"], "domain": urlsplit(settings.BASE_URL).netloc}
        super().send_mail(template_prefix, email, {**context, "office": values, "current_site": site})

    def send_notification_mail(self, template_prefix: str, user, context=None, email=None) -> None:
        """In the language of the owner, not of whoever is at the screen."""
        with translation.override(user.language):
            super().send_notification_mail(template_prefix, user, context, email)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The portal's own address: the host and port that a request names may be anybody's."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)

    def get_email_confirmation_url(self, request, emailconfirmation) -> str:
        return settings.BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])


def _owner(credentials: dict) -> User | None:
    """The account that somebody tries to sign in to."""
    if email := credentials.get("email"):
        return User.objects.filter(email__iexact=email).first()
    phone = credentials.get("phone")
    return User.objects.filter(login_phone=phone).first() if phone else None
