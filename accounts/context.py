from django.contrib.auth.models import AnonymousUser

from accounts.permissions import Abilities


def can(request):
    """What the user may do: `{% if can.change_register %}`."""
    return {"can": Abilities(getattr(request, "user", AnonymousUser()))}
