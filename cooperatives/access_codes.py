"""Letting managers in without e-mail: an officer hands a code over, and all managers of the cooperative are told."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import entry_codes
from accounts.models import Role, User
from cooperatives import memberships
from cooperatives.choices import Channel
from cooperatives.messaging import delivery
from cooperatives.messaging.message import Message, Words
from cooperatives.messaging.reach import Reach
from cooperatives.models import Cooperative, Membership
from core import clock, office
from core.errors import DomainError
from core.formats import local_phone, moment

GIVEN = gettext_noop("Entry code given to {name}")


@transaction.atomic
def let_in(cooperative: Cooperative, *, name: str, phone: str, actor: User, request) -> tuple[Membership, str]:
    """A manager who signs in by telephone, and the code for the first entry. Somebody with an account under the number
    is linked, and gets no code: "".

    Raises DomainError when the number is that of somebody of the office, or of a manager who was stopped.
    """
    user = User.objects.filter(login_phone=phone).first()
    if user is None:
        user = User.objects.create_user("", None, name=name.strip(), role=Role.MANAGER, login_phone=phone)
        membership = memberships.link(user, cooperative, actor=actor)
        return membership, new_code(membership, phone=phone, actor=actor, request=request)
    if user.role != Role.MANAGER or not user.is_active:
        raise DomainError(entry_codes.problem(phone))
    return memberships.link(user, cooperative, actor=actor), ""


@transaction.atomic
def new_code(membership: Membership, *, phone: str, actor: User, request) -> str:
    """A code for a manager who has forgotten the password, or is to sign in by telephone from now on; all managers of
    every cooperative that he acts for are told. Raises DomainError as accounts.entry_codes.give, and when the
    membership has ended.
    """
    if not Membership.objects.in_force().filter(pk=membership.pk).exists():
        raise DomainError(_("This person acts for the cooperative no longer."))
    code = entry_codes.give(membership.user, phone=phone, actor=actor, request=request)
    for one in Membership.objects.in_force().filter(user=membership.user).select_related("cooperative", "user"):
        _tell(one, actor)
    return code


def _tell(membership: Membership, actor: User) -> None:
    """So that nobody is let in under a name of the board without its other managers knowing."""
    user, cooperative, now = membership.user, membership.cooperative, clock.now()

    def compose(_way: str, _reach: Reach) -> Words:
        text = _(
            "{officer} of the office has given {name} a code on {moment}, to sign in for {cooperative} with the number "
            "{phone}.\nIf that is not right, tell us at once: {office}, {office_phone}."
        )
        said = text.format(
            officer=actor.display_name,
            name=user.display_name,
            moment=moment(now),
            cooperative=cooperative.legal_name,
            phone=local_phone(user.login_phone or ""),
            office=office.value("name"),
            office_phone=local_phone(office.value("phone")),
        )
        return Words(_(GIVEN).format(name=user.display_name), said)

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
