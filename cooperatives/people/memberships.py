"""Which users act for which cooperatives: invited, linked, ended with a date."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import invitations
from accounts.models import Invitation, Role, User
from accounts.sign_in import entry_codes
from cooperatives.models import Cooperative, InvitedCooperative, Membership
from core import events
from core.errors import DomainError
from core.text.formats import long_date


@transaction.atomic
def invite_manager(*, email: str, name: str, cooperatives: Iterable[Cooperative], actor) -> Invitation:
    """Invite somebody to act for one or more cooperatives. Raises DomainError as accounts.invitations.invite."""
    chosen = list(cooperatives)
    if not chosen:
        raise DomainError(_("Choose at least one cooperative."))
    about = ", ".join(cooperative.name for cooperative in chosen)
    invitation = invitations.invite(email=email, name=name, role=Role.MANAGER, actor=actor, about=about)
    InvitedCooperative.objects.bulk_create(
        InvitedCooperative(invitation=invitation, cooperative=cooperative) for cooperative in chosen
    )
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, name: str, password: str | None) -> User:
    """Use an invitation up: the account, and a membership in each cooperative it names."""
    user = invitations.accept(invitation, name=name, password=password)
    for invited in invitation.cooperatives.select_related("cooperative"):
        link(user, invited.cooperative, actor=user)
    return user


@transaction.atomic
def link(user: User, cooperative: Cooperative, *, actor) -> Membership:
    """Let a manager act for a cooperative; a link that is there already is returned as it is."""
    try:
        with transaction.atomic():
            membership = Membership.objects.create(user=user, cooperative=cooperative)
    except IntegrityError:
        return Membership.objects.get(user=user, cooperative=cooperative, until=None)
    _event("membership.begun", membership, actor, {}, {"user": user.display_name})
    return membership


@transaction.atomic
def end(membership: Membership, *, on: date, actor) -> None:
    """End a membership with a date. Raises DomainError when it has ended or the date is before its start."""
    if on < membership.since:
        raise DomainError(
            _("The membership began on {day}: the end cannot lie before.").format(day=long_date(membership.since))
        )
    if on > timezone.localdate():
        raise DomainError(_("The date lies in the future."))
    if not Membership.objects.filter(pk=membership.pk, until=None).update(until=on):
        raise DomainError(_("This membership has ended already."))
    if not Membership.objects.in_force().filter(user=membership.user).exists():
        entry_codes.end(membership.user)
    _event("membership.ended", membership, actor, {"user": membership.user.display_name}, {"until": on})


def _event(verb: str, membership: Membership, actor, before: dict, after: dict) -> None:
    events.record(
        verb,
        actor=actor,
        object_type="cooperative",
        object_id=membership.cooperative_id,
        label=membership.cooperative.name,
        before=before,
        after=after,
    )
