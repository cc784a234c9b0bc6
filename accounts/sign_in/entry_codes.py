"""Codes that an officer hands to a manager at the counter or by WhatsApp: for the first entry, and for a new password.

Short-lived, used once, dead after a few wrong tries; only a digest is kept. Who is told of it is a matter of the floor
above, which knows the other managers (cooperatives/people/access_codes.py).
"""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.contrib.auth import password_validation
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.models import EntryCode, Role, SecurityEntry, User
from accounts.sign_in import security_log
from core import events, office
from core.errors import DomainError
from core.text import tokens
from core.text.formats import international_phone, local_phone

Kind = SecurityEntry.Kind
LENGTH = 8
MOST_TRIES = 5


class WrongCodeError(DomainError):
    """The number and the code do not belong together, or the code holds no longer; which of these is not said."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The number and the code do not fit together, or the code is too old. Compare both with the message, "
                "or ask the officer for a new code."
            )
        )


def phone_of(text: str) -> str:
    """A telephone number as it is kept. Raises DomainError for what is no Indonesian number."""
    phone = international_phone(text)
    if not phone.startswith("+62"):
        raise DomainError(_("“{text}” is no telephone number. Write it as 0812-3456-7890.").format(text=text.strip()))
    return phone


def problem(phone: str, *, user: User | None = None) -> str:
    """Why a number cannot be that of a user, or of a new one; empty when it can."""
    other = User.objects.filter(login_phone=phone).exclude(pk=user.pk if user else None).first()
    if other:
        return _("{name} signs in with {phone} already.").format(name=other.display_name, phone=local_phone(phone))
    return ""


@transaction.atomic
def give(user: User, *, phone: str, actor: User, request) -> str:
    """A new code for a manager, who signs in with a telephone number from now on; an earlier code holds no longer.

    The code comes back once, as it is read out: `7K3M-9QXT`. Raises DomainError for people of the office, for somebody
    who was stopped, and for a number of somebody else.
    """
    held = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if held.role != Role.MANAGER:
        raise DomainError(_("Codes are for managers of cooperatives. People of the office set a password by e-mail."))
    if not held.is_active:
        text = _("{name} cannot sign in any more. An administrator restores the access first.")
        raise DomainError(text.format(name=held.display_name))
    if said := problem(phone, user=held):
        raise DomainError(said)
    _set_phone(held, phone, actor=actor, request=request)
    now = timezone.now()
    EntryCode.objects.filter(user=held, ended_at=None).update(ended_at=now)
    code = tokens.letters(LENGTH)
    EntryCode.objects.create(
        user=held,
        digest=_digest(code),
        made_by=actor,
        made_by_name=actor.display_name[:150],
        expires_at=now + timedelta(minutes=office.value("entry_code_minutes")),
    )
    events.record(
        "user.code_given",
        actor=actor,
        object_type="user",
        object_id=held.pk,
        label=held.display_name,
        after={"phone": phone},
    )
    security_log.note(Kind.CODE_GIVEN, request=request, user=held, by=actor)
    user.login_phone = phone
    return tokens.grouped(code)


def _set_phone(user: User, phone: str, *, actor: User, request) -> None:
    if user.login_phone == phone:
        return
    before, user.login_phone = user.login_phone, phone
    try:
        with transaction.atomic():
            user.save(update_fields=["login_phone"])
    except IntegrityError:
        raise DomainError(problem(phone, user=user) or _("Somebody has just been given this number.")) from None
    events.record(
        "user.phone_set",
        actor=actor,
        object_type="user",
        object_id=user.pk,
        label=user.display_name,
        before={"phone": before},
        after={"phone": phone},
    )
    security_log.note(Kind.PHONE_SET, request=request, user=user, by=actor, note=local_phone(phone))


def redeem(phone: str, code: str, *, password: str, request) -> User:
    """Use a code up: the password is set, and every session of before has ended.

    Raises WrongCodeError, and a wrong try counts; ValidationError for a password made of the owner's name or
    cooperative, which is said only to whoever has the code, and costs no try.
    """
    if user := _redeemed(international_phone(phone), tokens.clean(code), password, request):
        return user
    # Apart from the transaction above: a wrong try stays counted.
    raise WrongCodeError


@transaction.atomic
def _redeemed(phone: str, code: str, password: str, request) -> User | None:
    held = _held(phone, code, request)
    if held is None:
        return None
    password_validation.validate_password(password, held.user)
    EntryCode.objects.filter(pk=held.pk).update(ended_at=timezone.now())
    get_adapter().set_password(held.user, password)
    security_log.note(Kind.ENTERED, request=request, user=held.user)
    return held.user


def _held(phone: str, code: str, request) -> EntryCode | None:
    """The code that fits, held until the end of the transaction; a wrong try is counted and told in the log."""
    # The user first, as whoever gives a code does.
    user = User.objects.select_for_update(of=("self",)).filter(login_phone=phone).first() if phone else None
    held = EntryCode.objects.filter(user=user, ended_at=None).first() if user else None
    if held and user:
        held.user = user
    right = constant_time_compare(held.digest if held else "", _digest(code))
    if held and right and held.user.is_active and held.expires_at > timezone.now():
        return held
    security_log.note_merged(Kind.ENTRY_FAILED, request=request, user=held.user if held else None)
    if held:
        EntryCode.objects.filter(pk=held.pk).update(tries=F("tries") + 1)
        EntryCode.objects.filter(pk=held.pk, tries__gte=MOST_TRIES).update(ended_at=timezone.now())
    return None


def end(user: User) -> None:
    """Let no code of a user hold any longer: he acts for no cooperative any more."""
    EntryCode.objects.filter(user=user, ended_at=None).update(ended_at=timezone.now())


def _digest(code: str) -> str:
    """Keyed by the portal's secret: a copy of the database opens no door."""
    return salted_hmac("accounts.entry_codes", code, algorithm="sha256").hexdigest()
