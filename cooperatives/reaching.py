"""By which ways a cooperative can be reached: its managers, its telephone and e-mail, its chair."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.models import User
from cooperatives.choices import Position
from cooperatives.models import BoardMember, Cooperative, Membership


@dataclass
class Ways:
    """The managers who can sign in, the e-mail addresses that want reminders, and the number for WhatsApp."""

    managers: list[User] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    phone: str = ""


def is_mobile(phone: str) -> bool:
    """Whether a number can be written to by WhatsApp: a mobile one of this country, as clean_phone writes it."""
    return phone.startswith("+628") and phone[1:].isdigit()


def of(cooperatives: Iterable[Cooperative]) -> dict[int, Ways]:
    """The ways to each cooperative, in two queries for all of them."""
    found = {cooperative.pk: Ways(phone=cooperative.phone) for cooperative in cooperatives}
    linked = Membership.objects.in_force().filter(cooperative__in=found, user__is_active=True).select_related("user")
    for membership in linked:
        found[membership.cooperative_id].managers.append(membership.user)
    for cooperative in cooperatives:
        ways = found[cooperative.pk]
        ways.emails = sorted({user.email for user in ways.managers if user.wants_mail})
        if not ways.managers and cooperative.email:
            ways.emails = [cooperative.email]
    silent = [pk for pk, ways in found.items() if not is_mobile(ways.phone)]
    members = BoardMember.objects.filter(cooperative__in=silent, left_on=None).exclude(phone="")
    for member in sorted(members, key=lambda member: (not is_mobile(member.phone), member.position != Position.CHAIR)):
        ways = found[member.cooperative_id]
        if not ways.phone or (is_mobile(member.phone) and not is_mobile(ways.phone)):
            ways.phone = member.phone
    return found
