"""Every act of the portal that writes: how to come to the point where it can be done (tests/test_all_or_nothing.py).

An entry prepares what the act needs and gives back the call, not yet made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User

Call = Callable[[], Any]


@dataclass
class Office:
    """Who acts."""

    officer: User
    administrator: User
    manager: User


ACTS: dict[str, Callable[[Office], Call]] = {}


def act(name: str) -> Callable[[Callable[[Office], Call]], Callable[[Office], Call]]:
    """Enter a function as the preparation of the act of this name."""

    def enter(prepare: Callable[[Office], Call]) -> Callable[[Office], Call]:
        assert name not in ACTS
        ACTS[name] = prepare
        return prepare

    return enter
