"""Letting managers in without e-mail: an officer hands a code over, and all managers of the cooperative are told."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Role, User
from accounts.sign_in import entry_codes
from cooperatives.choices import Channel
from cooperatives.keys import name_key
from cooperatives.messaging import delivery
from cooperatives.messaging.message import Message, MessageWords
from cooperatives.messaging.reach import Reach
from cooperatives.models import Cooperative, Membership
from cooperatives.people import memberships
from core import clock, office
from core.errors import DomainError
from core.text.formats import local_phone, moment

GIVEN = gettext_noop("Entry code given to {name}")
GIVEN_TEXT = gettext_noop(
    "{officer} of the office has given {name} a code on {moment}, to sign in for {cooperative} with the number "
    "{phone}.\nIf that is not right, tell us at once: {office}, {office_phone}."
)
LINKED = gettext_noop("{name} may sign in for {cooperative}")
LINKED_TEXT = gettext_noop(
    "{officer} of the office lets {name} act for {cooperative} since {moment}, who signs in with the number {phone}.\n"
    "If that is not right, tell us at once: {office}, {office_phone}."
)


@transaction.atomic
def let_in(cooperative: Cooperative, *, name: str, phone: str, actor: User, request) -> tuple[Membership, str]:
    """A manager who signs in by telephone, and the code for the first entry. Somebody of this name with an account
    under the number is linked, and gets no code: "".

    Raises DomainError when the number is that of somebody else, of somebody of the office, or of a manager who was
    stopped: a wrong digit, or a number that was given out again, lets no stranger in.
    """
    user = User.objects.filter(login_phone=phone).first()
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user("", None, name=name.strip(), role=Role.MANAGER, login_phone=phone)
        except IntegrityError:
            raise DomainError(entry_codes.problem(phone)) from None
        membership = memberships.link(user, cooperative, actor=actor)
        return membership, new_code(membership, phone=phone, actor=actor, request=request)
    if user.role != Role.MANAGER or not user.is_active:
        raise DomainError(entry_codes.problem(phone))
    if name_key(user.name) != name_key(name):
        text = _("{problem} If it is this person, type the name as it stands here; otherwise look at the number again.")
        raise DomainError(text.format(problem=entry_codes.problem(phone)))
    membership = memberships.link(user, cooperative, actor=actor)
    _tell(membership, actor, LINKED, LINKED_TEXT)
    return membership, ""


@transaction.atomic
def new_code(membership: Membership, *, phone: str, actor: User, request) -> str:
    """A code for a manager who has forgotten the password, or is to sign in by telephone from now on; all managers of
    every cooperative that he acts for are told. Raises DomainError as accounts.sign_in.entry_codes.give, and when the
    membership has ended.
    """
    if not Membership.objects.in_force().filter(pk=membership.pk).exists():
        raise DomainError(_("This person acts for the cooperative no longer."))
    code = entry_codes.give(membership.user, phone=phone, actor=actor, request=request)
    for one in Membership.objects.in_force().filter(user=membership.user).select_related("cooperative", "user"):
        _tell(one, actor, GIVEN, GIVEN_TEXT)
    return code


def _tell(membership: Membership, actor: User, title: str, text: str) -> None:
    """So that nobody is let in under a name of the board without its other managers knowing."""
    user, cooperative, now = membership.user, membership.cooperative, clock.now()

    def compose(_way: str, _reach: Reach) -> MessageWords:
        said = _(text).format(
            officer=actor.display_name,
            name=user.display_name,
            moment=moment(now),
            cooperative=cooperative.legal_name,
            phone=local_phone(user.login_phone or ""),
            office=office.value("name"),
            office_phone=local_phone(office.value("phone")),
        )
        return MessageWords(_(title).format(name=user.display_name, cooperative=cooperative.legal_name), said)

    message = Message(
        compose,
        about=f"access-{cooperative.pk}",
        cooperative=cooperative,
        ways=(Channel.EMAIL, Channel.INBOX),
        key=f"access-{membership.pk}-{now.isoformat()}",
        url=reverse("cooperative_detail", args=[cooperative.pk]),
    )
    delivery.send([message])


def text_for(user: User, code: str) -> str:
    """The message for WhatsApp that an officer sends to the manager."""
    text = _(
        "Your code for SoloKop: {code}\nIt works once, for {minutes} minutes. Open {address} and type your number "
        "{phone} and the code. Give it to nobody, also not to us.\n{office}"
    )
    return text.format(
        code=code,
        minutes=office.value("entry_code_minutes"),
        address=settings.BASE_URL + reverse("enter"),
        phone=local_phone(user.login_phone or ""),
        office=office.value("name"),
    )
