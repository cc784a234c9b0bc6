"""Personal data of the register: which field is which, and what must not be shown to somebody (DOMAIN.md 8.4)."""

from accounts.models import User
from accounts.permissions import Capability, held_by

# By the name of the field in a record, on a board, in an event.
PERSONAL: dict[str, Capability] = {
    **dict.fromkeys(("chair", "phone", "email"), Capability.SEE_CONTACTS),
    **dict.fromkeys(("npwp", "bank_account"), Capability.SEE_PRIVATE),
}


def hidden_from(user: User) -> set[str]:
    """The personal fields that somebody may not see in lists, in histories and in what goes out."""
    held = held_by(user)
    return {field for field, needed in PERSONAL.items() if needed not in held}
