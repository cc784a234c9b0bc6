"""Personal data of the register: what must not be shown to somebody (DOMAIN.md 8.4)."""

from accounts.models import User
from accounts.permissions import Capability, held_by
from cooperatives.register_fields import FIELDS

# What one must be allowed to see, for each kind of personal data that a field declares.
NEEDED = {"contacts": Capability.SEE_CONTACTS, "private": Capability.SEE_PRIVATE}
# By the name of the field in a record, on a board, in an event.
PERSONAL: dict[str, Capability] = {field.name: NEEDED[field.personal] for field in FIELDS if field.personal}


def hidden_from(user: User) -> set[str]:
    """The personal fields that somebody may not see in lists, in histories and in what goes out."""
    held = held_by(user)
    return {field for field, needed in PERSONAL.items() if needed not in held}
