"""What people choose themselves: their language and which mails they want."""

from django.db import transaction

from accounts.models import User
from core import events

FIELDS = ("language", "wants_mail", "wants_digest")


@transaction.atomic
def save(user: User, chosen: dict) -> None:
    """Store the choices that differ, with one event."""
    before = {name: getattr(user, name) for name in FIELDS}
    after = {name: chosen[name] for name in FIELDS if name in chosen and chosen[name] != before[name]}
    if not after:
        return
    User.objects.filter(pk=user.pk).update(**after)
    events.record(
        "user.preferences",
        actor=user,
        object_type="user",
        object_id=user.pk,
        label=user.display_name,
        before={name: before[name] for name in after},
        after=after,
    )
