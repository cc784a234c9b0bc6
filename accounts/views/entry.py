from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.forms import EntryForm
from accounts.sign_in import entry_codes
from core.requests import throttle


@login_not_required
@never_cache
def enter(request):
    """The first entry, or a new password, by the code of an officer. Who has a second factor is asked for it too."""
    if request.user.is_authenticated:
        return redirect("home")
    form = EntryForm(request.POST or None)
    if request.method == "POST":
        throttle.take_or_stop(request, "entry_code")
        if form.is_valid():
            try:
                data = form.cleaned_data
                user = entry_codes.redeem(data["phone"], data["code"], password=data["password1"], request=request)
            except entry_codes.WrongCodeError as error:
                form.add_error(None, str(error))
            except ValidationError as error:
                form.add_error("password1", error)
            else:
                messages.success(request, _("Your password is set. Welcome to SoloKop."))
                return perform_login(request, Login(user=user))
    return render(request, "accounts/enter.html", {"form": form})
