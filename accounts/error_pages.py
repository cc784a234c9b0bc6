from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

from accounts.models import SecurityEntry, User
from accounts.sign_in import security_log


@requires_csrf_token
def too_many(request, exception=None):
    """Somebody has asked too often: told in words, and noted once an hour for each address."""
    user = request.user if isinstance(request.user, User) else None
    note = getattr(request.resolver_match, "route", "")
    security_log.note_merged(SecurityEntry.Kind.THROTTLED, request=request, user=user, note=note)
    response = render(request, "errors/429.html", status=429)
    response["Retry-After"] = "60"
    return response
