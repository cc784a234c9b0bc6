"""The keys to one's own account: its address and its sessions. What allauth does well, it does."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import email as change_own
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.sign_in import sessions


def email(request):
    """One's own address. People of the office change it themselves; managers ask the office."""
    if not request.user.is_of_office:
        return render(request, "accounts/own_email.html", status=200 if request.method == "GET" else 403)
    address = request.POST.get("email", "")
    if "action_send" in request.POST and not request.user.emailaddress_set.filter(email=address, verified=False):
        # allauth would write to a confirmed address too, and call it a new one.
        return redirect("account_email")
    return _change_own(request)


@transaction.atomic
def _change_own(request):
    return change_own(request)


@require_POST
@reauthentication_required
def end_sessions(request):
    """Sign out everywhere but here."""
    sessions.end_all(request.user, request=request, by=request.user)
    messages.success(request, _("You are signed out everywhere but here."))
    return redirect("usersessions_list")
