"""Who may open a page. Which records the page shows is a matter of `.visible_to(user)`."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core import throttle


def _allow(test: Callable, message: str):
    def decorator(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            # A public page may hold a part that is not: whoever has not signed in has no role to ask for.
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not test(request.user):
                raise PermissionDenied(message)
            return view(request, *args, **kwargs)

        return guarded

    return decorator


def uploads_limited(view):
    """A page that takes files: a user of a cooperative sends so many an hour, one of the office more."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method == "POST" and request.FILES:
            throttle.take_or_stop(request, "office_upload" if request.user.is_of_office else "upload")
        return view(request, *args, **kwargs)

    return guarded


def staff_only(view):
    """Officers and administrators: those who change the register."""
    return _allow(lambda user: user.is_staff_of_office, _("Only officers of the office may do this."))(view)


def office_only(view):
    """Officers, administrators and the head: those who read the whole register."""
    return _allow(lambda user: user.is_of_office, _("Only people of the office may see this page."))(view)


def administrator_only(view):
    return _allow(lambda user: user.is_administrator, _("Only an administrator may do this."))(view)
