"""Invitations: made, sent again, withdrawn, accepted once. Memberships are added on the floor above."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Invitation, Role, User
from accounts.permissions import Capability, may
from core import events, office
from core.errors import DomainError


def hash_token(token: str) -> str:
    """Only the hash is stored, so that a copy of the database opens no door."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(*, email: str, name: str, role: str, actor: User, about: str = "") -> Invitation:
    """Make and send an invitation. Raises DomainError when one is pending or the actor may not invite the role."""
    email = email.strip().lower()
    if role != Role.MANAGER and not may(actor, Capability.ADMINISTER):
        raise DomainError(_("Only an administrator invites people of the office."))
    existing = User.objects.filter(email__iexact=email).first()
    if existing and (existing.role != role or role != Role.MANAGER):
        raise DomainError(
            _("This person already has an account with the role “{role}”.").format(role=existing.get_role_display())
        )
    # A claim that was never confirmed holds nobody up.
    if EmailAddress.objects.filter(email__iexact=email, verified=True).exclude(user=existing).exists():
        raise DomainError(_("This address is the second address of another account."))
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        email=email,
        name=name,
        role=role,
        about=about,
        invited_by=actor,
        token_hash=hash_token(token),
        expires_at=_expiry(),
    )
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:
        raise DomainError(_("An invitation to this address is already pending: send it again instead.")) from None
    _event("invitation.sent", invitation, actor)
    _send(invitation, token)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, actor: User) -> None:
    """A new link by a new mail; the old link stops working."""
    token = secrets.token_urlsafe(32)
    changed = _pending(invitation.pk).update(token_hash=hash_token(token), sent_at=timezone.now(), expires_at=_expiry())
    if not changed:
        raise DomainError(_("This invitation is no longer pending."))
    invitation.refresh_from_db()
    _event("invitation.sent_again", invitation, actor)
    _send(invitation, token)


@transaction.atomic
def withdraw(invitation: Invitation, *, actor: User) -> None:
    if not _pending(invitation.pk).update(withdrawn_at=timezone.now()):
        raise DomainError(_("This invitation is no longer pending."))
    _event("invitation.withdrawn", invitation, actor)


def find_open(token: str) -> Invitation | None:
    """The invitation that a link opens, if it is neither used, withdrawn nor expired."""
    return Invitation.objects.filter(
        token_hash=hash_token(token), accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    ).first()


def accept(invitation: Invitation, *, name: str, password: str | None) -> User:
    """Use an invitation up and return its user, new or known. Call inside a transaction.

    An existing user keeps the password: `password` is None then.
    """
    if not _pending(invitation.pk).filter(expires_at__gt=timezone.now()).update(accepted_at=timezone.now()):
        raise DomainError(_("This link has been used already or has expired. Ask the office for a new one."))
    user = User.objects.filter(email__iexact=invitation.email).first()
    if user is None:
        user = User.objects.create_user(invitation.email, password, name=name, role=invitation.role)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
    _event("invitation.accepted", invitation, user)
    return user


def _pending(pk: int):
    return Invitation.objects.filter(pk=pk, accepted_at=None, withdrawn_at=None)


def _expiry():
    return timezone.now() + timedelta(days=settings.INVITATION_DAYS)


def _event(verb: str, invitation: Invitation, actor: User) -> None:
    events.record(
        verb,
        actor=actor,
        object_type="invitation",
        object_id=invitation.pk,
        label=invitation.email,
        after={"email": invitation.email, "role": invitation.role},
    )


def _send(invitation: Invitation, token: str) -> None:
    link = settings.BASE_URL + reverse("accept_invitation", args=[token])
    context = {
        "invitation": invitation,
        "name": invitation.name,
        "by": invitation.invited_by.display_name,
        "link": link,
        "office": office.values(),
        "days": settings.INVITATION_DAYS,
    }
    body = render_to_string("accounts/mail/invitation.txt", context)
    send_mail(_("Invitation to SoloKop"), body, None, [invitation.email])
