"""Words that a password must not be made of: the places of the city, and the cooperatives of whoever chooses it."""

from collections.abc import Iterable

from cooperatives.models import Cooperative
from cooperatives.places import districts, villages


def of(user) -> Iterable[str]:
    """Names for a user, known or just invited."""
    yield from (place.name for place in (*districts().values(), *villages().values()))
    if user is None:
        return
    if user.pk:
        own = Cooperative.objects.filter(memberships__user=user)
    else:
        own = Cooperative.objects.filter(invitations__invitation__email__iexact=user.email)
    yield from own.values_list("name", flat=True)[:50]
