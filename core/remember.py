"""Numbers that cost a look at everything, kept until the next committed write or the next day."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from core import clock, events

T = TypeVar("T")
SECONDS = 600


def remember(name: str, compute: Callable[[], T]) -> T:
    """What `compute` gives, from memory when nothing was written since; `name` says what it is and whose."""
    text = f"{name}|{clock.today()}|{events.revision()}"
    key = f"remembered-{hashlib.sha256(text.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = compute()
        cache.set(key, found, SECONDS)
    return found
