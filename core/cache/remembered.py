"""Numbers that cost a look at everything, kept until the next committed write or the next day."""

import hashlib
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache

from core import clock, events

T = TypeVar("T")
SECONDS = 600
# How old what takes long to count (settings.SLOW_SECONDS) may be, though something was written.
MAY_BE_OLD = 60


# What one request asks for several times, as this process has it already: by name, under which key, the value, and
# until when (time.monotonic).
held: dict[str, tuple[str, Any, float]] = {}


# The revision that a page has seen first.
_seen: ContextVar[list[str] | None] = ContextVar("seen revision", default=None)


def read_once(get_response):
    """Middleware: a page that only reads says what was written by its first look, and looks once."""

    def middleware(request):
        token = _seen.set([] if request.method in ("GET", "HEAD") else None)
        try:
            return get_response(request)
        finally:
            _seen.reset(token)

    return middleware


def _revision() -> str:
    seen = _seen.get()
    if seen is None:
        return events.revision()
    if not seen:
        seen.append(events.revision())
    return seen[0]


def remember(name: str, compute: Callable[[], T], *, hold: bool = False) -> T:
    """What `compute` gives, from memory when nothing was written since; `name` says what it is and whose.

    Numbers that take long to count may be a minute old, or every write in a busy office would make everybody wait.
    `hold` spares reading it from the cache each time: for few names, and for values that nobody changes.
    """
    what = f"{name}|{clock.today()}"
    key, slow = _key(f"{what}|{_revision()}"), _key(what)
    if hold and (has := held.get(name)) and has[0] == key and time.monotonic() < has[2]:
        return has[1]
    found = cache.get(key)
    if found is None and (old := cache.get(slow)) is not None:
        return old
    if found is None:
        start = time.monotonic()
        found = compute()
        cache.set(key, found, SECONDS)
        if time.monotonic() - start > settings.SLOW_SECONDS:
            cache.set(slow, found, MAY_BE_OLD)
    if hold:
        held[name] = key, found, time.monotonic() + SECONDS
    return found


def _key(text: str) -> str:
    # What an earlier version has kept may have another shape.
    return f"remembered-{hashlib.sha256(f'{settings.VERSION}|{text}'.encode()).hexdigest()}"
