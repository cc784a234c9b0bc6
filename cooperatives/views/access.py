from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import Role
from accounts.permissions import Capability, requires
from cooperatives.forms import LetInForm, NewCodeForm
from cooperatives.models import Membership
from cooperatives.people import access_codes
from cooperatives.views.common import visible_or_404
from core import office
from core.database import idempotency
from core.errors import DomainError
from core.text.formats import local_phone


@never_cache
@requires(Capability.GIVE_ACCESS)
@reauthentication_required(allow_get=True)
def let_in(request, pk: int):
    """Let somebody in by telephone number; the code is shown once."""
    cooperative = visible_or_404(request, pk)
    members = [one for one in cooperative.board.filter(left_on=None) if one.phone]
    chosen = next((one for one in members if str(one.pk) == request.GET.get("member")), None)
    initial = {"name": chosen.name, "phone": local_phone(chosen.phone)} if chosen else {}
    form = LetInForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                idempotency.spend(request.POST)
                membership, code = access_codes.let_in(
                    cooperative, **form.cleaned_data, actor=request.user, request=request
                )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _handed_over(request, membership, code)
    context = {"form": form, "cooperative": cooperative, "members": members}
    return render(request, "cooperatives/let_in.html", context)


@never_cache
@requires(Capability.GIVE_ACCESS)
@reauthentication_required(allow_get=True)
def new_code(request, pk: int, membership: int):
    """A new code for a manager: a forgotten password, or another number."""
    cooperative = visible_or_404(request, pk)
    rows = cooperative.memberships.select_related("user", "cooperative").filter(user__role=Role.MANAGER)
    found = get_object_or_404(rows, pk=membership, until=None)
    form = NewCodeForm(request.POST or None, initial={"phone": local_phone(found.user.login_phone or found.user.phone)})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                idempotency.spend(request.POST)
                code = access_codes.new_code(found, **form.cleaned_data, actor=request.user, request=request)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _handed_over(request, found, code)
    context = {"form": form, "cooperative": cooperative, "membership": found}
    return render(request, "cooperatives/new_code.html", context)


def _handed_over(request, membership: Membership, code: str):
    """The code, once: a page that is not asked for again. Without a code the account was there already."""
    user, cooperative = membership.user, membership.cooperative
    if not code:
        text = _("{name} has an account under this number already, and now acts for {cooperative} too.")
        messages.success(request, text.format(name=user.display_name, cooperative=cooperative.legal_name))
        return redirect("cooperative_detail", pk=cooperative.pk)
    context = {
        "cooperative": cooperative,
        "person": user,
        "code": code,
        "text": access_codes.text_for(user, code),
        "minutes": office.value("entry_code_minutes"),
    }
    return render(request, "cooperatives/code.html", context)
