from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import invitations
from accounts.forms import AcceptInvitationForm
from accounts.models import User
from cooperatives.people import memberships
from core.errors import DomainError


@login_not_required
@never_cache
def accept(request, token: str):
    """Use an invitation: a new person sets a password, a known one signs in afterwards as always."""
    invitation = invitations.find_open(token)
    if invitation is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    known = User.objects.filter(email__iexact=invitation.email).exists()
    form = AcceptInvitationForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
    if request.method == "POST" and (known or form.is_valid()):
        try:
            with transaction.atomic():
                password = None if known else form.cleaned_data["password1"]
                name = invitation.name if known else form.cleaned_data["name"]
                user = memberships.accept(invitation, name=name, password=password)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("account_login")
        if known:
            messages.success(request, _("Linked. Sign in to go on."))
            return redirect("account_login")
        get_adapter().login(request, user)
        messages.success(request, _("Welcome to SoloKop."))
        return redirect("home")
    context = {"form": form, "invitation": invitation, "known": known}
    return render(request, "accounts/accept_invitation.html", context)
