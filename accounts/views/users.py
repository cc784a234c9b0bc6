from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import invitations, open_work
from accounts.forms import AddressForm, StaffInvitationForm
from accounts.lists import USERS
from accounts.models import Invitation, Role, SecurityEntry, User
from accounts.permissions import Capability, may, requires
from accounts.sign_in import addresses, security_log, sessions
from core import events
from core.errors import DomainError
from core.lists.response import respond


@requires(Capability.GIVE_ACCESS)
def user_list(request):
    """People with an account and invitations that wait."""
    pending = Invitation.objects.filter(accepted_at=None, withdrawn_at=None).select_related("invited_by")
    return respond(request, USERS, "accounts/user_list.html", lambda _listing: {"pending": pending})


@requires(Capability.ADMINISTER)
@reauthentication_required(allow_get=True)
def invite_staff(request):
    form = StaffInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.invite(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("user_list")
    return render(request, "accounts/invite_staff.html", {"form": form})


def _may_handle(request, pk: int) -> Invitation:
    """Officers handle the invitations of managers; those of the office's people are the administrator's."""
    pending = Invitation.objects.all()
    if not may(request.user, Capability.ADMINISTER):
        pending = pending.filter(role="manager")
    return get_object_or_404(pending, pk=pk)


@require_POST
@requires(Capability.GIVE_ACCESS)
def send_invitation_again(request, pk: int):
    return _handled(request, pk, invitations.send_again, _("The invitation was sent again with a new link."))


@require_POST
@requires(Capability.GIVE_ACCESS)
def withdraw_invitation(request, pk: int):
    return _handled(request, pk, invitations.withdraw, _("The invitation is withdrawn; its link no longer works."))


def _handled(request, pk: int, handle: Callable, done: str):
    """Do something with an invitation, and say that it is done or why not."""
    invitation = _may_handle(request, pk)
    try:
        handle(invitation, actor=request.user)
        messages.success(request, done)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("user_list")


@require_POST
@requires(Capability.ADMINISTER)
@transaction.atomic
def set_active(request, pk: int):
    """Stop or restore somebody's sign-in. Nobody can lock themselves out, and who is stopped is signed out for good.

    What is in his hands is shown first, and goes back to the others.
    """
    user = get_object_or_404(User.objects.exclude(pk=request.user.pk), pk=pk)
    active = request.POST.get("active") == "1"
    held = [] if active or not user.is_active else open_work.of(user)
    if held and "confirmed" not in request.POST:
        return render(request, "accounts/stop.html", {"person": user, "open_work": held})
    if User.objects.filter(pk=pk, is_active=not active).update(is_active=active):
        verb = "user.restored" if active else "user.stopped"
        before, after = {"is_active": not active}, {"is_active": active}
        details = {"object_type": "user", "object_id": pk, "label": user.display_name}
        events.record(verb, actor=request.user, before=before, after=after, **details)
        if not active:
            sessions.end_all(user, request=request, by=request.user)
            open_work.give_back(user, actor=request.user)
        kind = SecurityEntry.Kind.RESTORED if active else SecurityEntry.Kind.STOPPED
        security_log.note(kind, request=request, user=user, by=request.user)
    text = _("{name} may sign in again.") if active else _("{name} cannot sign in any more.")
    messages.success(request, text.format(name=user.display_name))
    return redirect("user_list")


@requires(Capability.GIVE_ACCESS)
@reauthentication_required
def change_email(request, pk: int):
    """Ask for another address of a user: it holds when the link that is sent there has been opened.

    Officers do so for managers, who cannot by themselves: the portal does not mail strangers at anybody's wish.
    """
    user = get_object_or_404(_changeable(request.user), pk=pk)
    form = AddressForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["email"]
        if addresses.ask_change(user, new, request=request):
            text = _("A link was sent to {email}. The address holds when it has been opened; until then {old} does.")
            messages.success(request, text.format(email=new, old=user.sign_in_name))
            return redirect("user_list")
        form.add_error("email", _("A link was sent there a moment ago. Wait three minutes before another one."))
    return render(request, "accounts/change_email.html", {"form": form, "person": user})


def _changeable(actor: User):
    others = User.objects.exclude(pk=actor.pk)
    return others if may(actor, Capability.ADMINISTER) else others.filter(role=Role.MANAGER)
