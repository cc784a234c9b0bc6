from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

OPEN_PREFIXES = ("/accounts/", "/language/", "/static/", "/healthz")


def require_two_factor(get_response):
    """Where the installation asks for it, officers and administrators set up a second factor first."""

    def middleware(request):
        user = request.user
        if (
            settings.REQUIRE_TWO_FACTOR
            and user.is_authenticated
            and user.is_staff_of_office
            and not request.path.startswith(OPEN_PREFIXES)
            and not is_mfa_enabled(user)
        ):
            messages.info(request, _("Your office asks for two-factor sign-in. Set it up to go on."))
            return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware
