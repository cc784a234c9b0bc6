"""Who keeps some ways of a status to himself: what is changed there by acts of its own is not changed by hand."""

from collections.abc import Callable

from cooperatives.models import Cooperative
from core.errors import DomainError

# Why a status is not changed by hand, in a sentence, "" when it may be; given the cooperative, the new status and its
# basis. Floors above add theirs.
KEEPERS: list[Callable[[Cooperative, str, str], str]] = []


def ask(cooperative: Cooperative, to: str, basis: str) -> None:
    """Raises DomainError where somebody keeps this way."""
    for keeper in KEEPERS:
        if why := keeper(cooperative, to, basis):
            raise DomainError(why)
