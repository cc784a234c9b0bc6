from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.text.formats import local_phone


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    OFFICER = "officer", _("Officer of the Dinas")
    HEAD = "head", _("Head of the office")
    ADVISER = "adviser", _("Field adviser (PPKL)")
    MANAGER = "manager", _("Manager of a cooperative")


# Who works for the office, and so for every cooperative; what each of them may do stands in accounts/permissions.py.
OFFICE_ROLES = (Role.ADMINISTRATOR, Role.OFFICER, Role.HEAD, Role.ADVISER)


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields):
        from allauth.account.models import EmailAddress

        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        # allauth signs in and resets by this row; an address without it could be claimed by somebody else.
        if user.email:
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        fields = {"role": Role.ADMINISTRATOR, "is_superuser": True, **fields}
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, email: str):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in by e-mail, or by telephone where there is no address
    (accounts/sign_in/entry_codes.py). The role says which acts (accounts/permissions.py), querysets which records.
    """

    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    # As core.text.formats.international_phone writes it; `phone` below is where somebody can be called.
    login_phone = models.CharField(_("telephone to sign in with"), max_length=16, null=True, unique=True)
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    # What they have chosen themselves (accounts/preferences.py).
    language = models.CharField(
        _("language of messages"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    wants_mail = models.BooleanField(_("reminders by e-mail"), default=True)
    wants_digest = models.BooleanField(_("the day's summary by e-mail"), default=True)
    # Counts up when all sessions are ended: what was signed in before ends for good (accounts/sign_in/sessions.py).
    session_version = models.PositiveIntegerField(default=0)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="one_user_per_email"),
            models.CheckConstraint(
                condition=~Q(email="") | Q(login_phone__isnull=False), name="user_has_a_way_to_sign_in"
            ),
            # Who works for the office is reached, warned and let in again by e-mail.
            models.CheckConstraint(
                condition=~Q(email="") | Q(role=Role.MANAGER), name="only_managers_are_without_email"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["administrator", "officer", "head", "adviser", "manager"]), name="role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name, or the address; no longer than the columns that keep it beside what somebody has done."""
        return (self.name or self.sign_in_name)[:150]

    @property
    def sign_in_name(self) -> str:
        """What somebody types to sign in: the address, or the telephone where there is none."""
        return self.email or local_phone(self.login_phone or "")

    def _get_session_auth_hash(self, secret=None) -> str:
        """What a session must hold to be this user's: it changes with the password and with `session_version`."""
        text = f"{self.password}-{self.session_version}" if self.session_version else self.password
        key_salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(key_salt, text, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_of_office(self) -> bool:
        """Works for the office and acts in its name, not in a cooperative's: a question about the person, for the rows
        of `visible_to`, reports filed on behalf, limits and messages. What somebody may do is asked by `may`.
        """
        return self.role in OFFICE_ROLES


class Invitation(models.Model):
    """An offer, sent by e-mail, to set a password and come in. Works once and expires."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    about = models.TextField(blank=True, help_text="what the account is for, as the mail says it")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_pending_invitation_per_email",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="invitation_ends_in_one_way"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_pending(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None

    @property
    def is_expired(self) -> bool:
        return self.is_pending and self.expires_at <= timezone.now()


class EntryCode(models.Model):
    """A code that an officer hands to a manager, for the first entry or a new password: one holds for a user at a time.

    Written by accounts/sign_in/entry_codes.py alone; only a digest of it is kept.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="entry_codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by_name = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    # Used, replaced by another, or guessed at too often.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at=None), name="one_entry_code_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%Y-%m-%d}"


class SecurityEntry(models.Model):
    """A line of the security log: who came in or tried to, and which keys were changed.

    Apart from the events: their newest number is what everybody's memory hangs on. What may come in masses is merged
    by account, network and hour (`hour` is set then, and `times` counts).
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("Signed in")
        SIGNED_OUT = "signed_out", _("Signed out")
        FAILED = "failed", _("Wrong password")
        OLD_FAILED = "old_failed", _("Wrong old password")
        CODE_FAILED = "code_failed", _("Wrong second factor")
        THROTTLED = "throttled", _("Slowed down")
        SESSION_ENDED = "session_ended", _("Session ended by itself")
        SESSIONS_ENDED = "sessions_ended", _("All sessions ended")
        PASSWORD_SET = "password_set", _("Password changed")
        RESET_ASKED = "reset_asked", _("New password asked for")
        EMAIL_ASKED = "email_asked", _("New address asked for")
        EMAIL_CHANGED = "email_changed", _("Address changed")
        EMAIL_REMOVED = "email_removed", _("Address removed")
        FACTOR_ADDED = "factor_added", _("Second factor added")
        FACTOR_REMOVED = "factor_removed", _("Second factor removed")
        FACTOR_RESET = "factor_reset", _("Recovery codes made anew")
        STOPPED = "stopped", _("Account stopped")
        RESTORED = "restored", _("Account restored")
        WARNED = "warned", _("Owner was warned")
        CODE_GIVEN = "code_given", _("Entry code given")
        ENTRY_FAILED = "entry_failed", _("Wrong entry code")
        ENTERED = "entered", _("Entry code used")
        PHONE_SET = "phone_set", _("Telephone to sign in with set")

    kind = models.CharField(max_length=16, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    times = models.PositiveIntegerField(default=1)
    hour = models.DateTimeField(null=True)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    # The address of the account; empty where there is none of that name: what was typed may be a password.
    account = models.CharField(max_length=254, blank=True)
    address = models.CharField(max_length=45, blank=True)
    # The address without what a subscriber of IPv6 changes at will (core.requests.client.network_of).
    network = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=300, blank=True)
    request_id = models.CharField(max_length=36, blank=True)

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "account", "network", "hour"],
                condition=Q(hour__isnull=False),
                name="one_security_entry_an_hour",
            ),
            models.CheckConstraint(condition=Q(times__gte=1), name="security_entry_happened"),
        ]
        indexes = [
            models.Index(fields=["-last_at", "-id"], name="security_newest"),
            models.Index(fields=["account", "kind", "-last_at"], name="security_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.account}"

    @property
    def tone(self) -> str:
        """How a list shows it: bad for what failed, watch for changed keys, quiet for the everyday."""
        if self.kind in (
            self.Kind.FAILED,
            self.Kind.OLD_FAILED,
            self.Kind.CODE_FAILED,
            self.Kind.THROTTLED,
            self.Kind.STOPPED,
        ):
            return "bad"
        everyday = (self.Kind.SIGNED_IN, self.Kind.SIGNED_OUT, self.Kind.SESSION_ENDED)
        return "quiet" if self.kind in everyday else "watch"

    @property
    def icon(self) -> str:
        if self.kind == self.Kind.SIGNED_IN:
            return "log-in"
        return {"bad": "circle-alert", "watch": "key-round", "quiet": "log-out"}[self.tone]
