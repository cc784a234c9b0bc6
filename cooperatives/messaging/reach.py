"""Who can be reached at a cooperative and how: its managers, its telephone and e-mail, its chair."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings

from accounts.models import User
from cooperatives.choices import Position
from cooperatives.models import BoardMember, Cooperative, Membership


@dataclass
class Reach:
    """The managers who can sign in, the cooperative's own e-mail address, and the number for WhatsApp."""

    managers: list[User] = field(default_factory=list)
    email: str = ""
    phone: str = ""

    def addresses(self, *, of_reminders: bool) -> list[tuple[str, str]]:
        """E-mail addresses, each with its language: the managers', without those who want no reminders; the
        cooperative's own where nobody with an address is linked.
        """
        managers = [user for user in self.managers if user.email]
        if not managers:
            return [(self.email, settings.LANGUAGE_CODE)] if self.email else []
        wanted = {user.email: user.language for user in managers if user.wants_mail or not of_reminders}
        return sorted(wanted.items())


def is_mobile(phone: str) -> bool:
    """Whether a number can be written to by WhatsApp: a mobile one of this country, as clean_phone writes it."""
    return phone.startswith("+628") and phone[1:].isdigit()


def of(cooperatives: Iterable[Cooperative]) -> dict[int, Reach]:
    """The reach of each cooperative, in two queries for all of them."""
    found = {cooperative.pk: Reach(email=cooperative.email, phone=cooperative.phone) for cooperative in cooperatives}
    linked = Membership.objects.in_force().filter(cooperative__in=found, user__is_active=True).select_related("user")
    for membership in linked:
        reach, phone = found[membership.cooperative_id], membership.user.login_phone or ""
        reach.managers.append(membership.user)
        if is_mobile(phone) and not is_mobile(reach.phone):
            reach.phone = phone
    silent = [pk for pk, reach in found.items() if not is_mobile(reach.phone)]
    members = BoardMember.objects.filter(cooperative__in=silent, left_on=None).exclude(phone="")
    for member in sorted(members, key=lambda member: (not is_mobile(member.phone), member.position != Position.CHAIR)):
        reach = found[member.cooperative_id]
        if not reach.phone or (is_mobile(member.phone) and not is_mobile(reach.phone)):
            reach.phone = member.phone
    return found
