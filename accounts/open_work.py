"""What somebody has begun and holds: told before his access is stopped, and given back to the others when it is.

Higher floors declare what they know of; this one knows none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Work:
    """Something in somebody's hands, in words, with the page that it stands on."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class OpenWorkKind:
    """`held_by` lists the open work of a user; `give_back` lets all of it go, and leaves an event for each."""

    held_by: Callable[[User], list[Work]]
    give_back: Callable[[User, User], None]


KINDS: list[OpenWorkKind] = []


def of(user: User) -> list[Work]:
    return [work for kind in KINDS for work in kind.held_by(user)]


def give_back(user: User, *, actor: User) -> None:
    """Let go of all that a user holds. Call inside the transaction that stops him."""
    for kind in KINDS:
        kind.give_back(user, actor)
