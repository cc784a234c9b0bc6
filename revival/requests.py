"""A board asks for coaching itself: kept in the contact log, and told to whoever is in charge."""

from datetime import timedelta
from functools import cached_property

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Capability, roles_with
from cooperatives.choices import Channel, ContactResult
from cooperatives.contacts import contact_log
from cooperatives.models import Contact, Cooperative
from cooperatives.record.versions import lock
from core import clock, office
from core.messages import inbox
from revival import teams
from revival.models import Case


def asked_lately(cooperative: Cooperative) -> Contact | None:
    """The last asking of a board, while it is fresh: asked again in these days, nothing is told twice."""
    again = timedelta(days=office.value("revival_ask_again_days"))
    rows = cooperative.contacts.filter(result=ContactResult.HELP_WANTED, channel=Channel.INBOX)
    return rows.filter(made_at__gte=clock.now() - again).order_by("-made_at").first()


@transaction.atomic
def ask(cooperative: Cooperative, *, words: str, actor) -> bool:
    """Keep that a board asks for coaching, and tell it; False when it has asked within the last days already."""
    lock(cooperative.pk)
    if asked_lately(cooperative):
        return False
    text = words.strip() or _("The board asks for coaching.")
    contact = contact_log.note(
        cooperative, channel=Channel.INBOX, text=text, result=ContactResult.HELP_WANTED, at=clock.now(), actor=actor
    )
    case = Case.objects.open().filter(cooperative=cooperative).select_related("adviser").first()
    url = reverse("revival_case", args=[case.pk]) if case else reverse("cooperative_detail", args=[cooperative.pk])
    inbox.put(
        whom_to_tell(cooperative, case),
        key=f"asks-for-coaching-{contact.pk}",
        title=_("{name} asks for coaching").format(name=cooperative.legal_name),
        text=text,
        url=url,
    )
    return True


def whom_to_tell(cooperative: Cooperative, case: Case | None) -> list[User]:
    """Whoever is in charge, else whoever leads the team of the kecamatan, else all officers."""
    return WhomToTell()(cooperative, case)


class WhomToTell:
    """`whom_to_tell` for many cooperatives: who leads and who is an officer is asked for once."""

    @cached_property
    def leaders(self) -> dict[int, User]:
        return teams.leaders()

    @cached_property
    def officers(self) -> list[User]:
        return list(User.objects.filter(is_active=True, role__in=roles_with(Capability.RUN_REVIVAL)))

    def __call__(self, cooperative: Cooperative, case: Case | None) -> list[User]:
        if case and case.adviser and case.adviser.is_active:
            return [case.adviser]
        if leader := self.leaders.get(cooperative.district_id):
            return [leader]
        return self.officers
