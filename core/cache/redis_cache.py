"""Redis as a memory that may be missed: away, hanging or full, it costs a little time and no page.

What is only remembered is then computed anew. `add`, where it serves as a lock, answers as if nobody held it: away
means "not known", not "taken". What must be counted all the same (rates of the sign-in, codes that were used) goes
into a table of the database meanwhile.
"""

import logging
import pickle
import threading
import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import DatabaseError, transaction
from redis.exceptions import RedisError

UNREADABLE = (pickle.PickleError, AttributeError, ImportError, EOFError, IndexError)
log = logging.getLogger(__name__)
# How long a process leaves Redis alone after it has not answered, and the longest wait for an answer.
PAUSE_SECONDS, TIMEOUT_SECONDS = 5, 0.2
COUNTED = "allauth"
COUNTED_SECONDS = 600
MOST_OWED = 1000
WRITES = {"add", "set", "touch", "delete", "incr", "set_many", "delete_many"}


class Breaker:
    """Whether a process asks Redis, or has just seen that it does not answer."""

    def __init__(self) -> None:
        self.closed_until = float("-inf")
        self.counted_elsewhere_until = float("-inf")
        self.lock = threading.Lock()
        # Keys whose change did not arrive: forgotten there first, when it answers again.
        self.owed: set[str] = set()

    def is_open(self) -> bool:
        return time.monotonic() >= self.closed_until

    def trip(self) -> None:
        with self.lock:
            if self.is_open():
                log.warning("the cache does not answer: left alone for %s seconds", PAUSE_SECONDS, exc_info=True)
            self.closed_until = time.monotonic() + PAUSE_SECONDS

    def counts_elsewhere(self) -> bool:
        return time.monotonic() < self.counted_elsewhere_until

    def count_elsewhere(self) -> None:
        """What was counted in the database goes on there for a while: Redis does not know of it."""
        self.counted_elsewhere_until = time.monotonic() + COUNTED_SECONDS


BREAKER = Breaker()


class MemoryCache(RedisCache):
    """Every method that asks Redis goes through `_ask`; the others of BaseCache are made of these."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._counted = DatabaseCache("fallback_cache", {"TIMEOUT": params.get("TIMEOUT", 300)})

    def _ask(self, method: str, keys: list[str], missed: Any, *given: Any) -> Any:
        is_counted = bool(keys) and all(str(key).startswith(COUNTED) for key in keys)
        if BREAKER.is_open() and not (is_counted and BREAKER.counts_elsewhere()):
            try:
                self._pay()
                return getattr(super(), method)(*given)
            except (RedisError, OSError) as error:
                # A full one answers, but takes nothing in: what it holds can still be read.
                if not str(error).startswith("OOM"):
                    BREAKER.trip()
            except UNREADABLE:
                # Written by another version of the portal, or damaged: worth nothing, and no page's end.
                log.warning("what the cache holds under %s cannot be read", keys, exc_info=True)
                super().delete_many(keys)
                return missed
        if is_counted:
            BREAKER.count_elsewhere()
            try:
                with transaction.atomic():
                    return getattr(self._counted, method)(*given)
            except DatabaseError:
                log.exception("neither the cache nor the database counts")
        elif method in WRITES and len(BREAKER.owed) < MOST_OWED:
            BREAKER.owed.update(keys)
        return missed

    def _pay(self) -> None:
        """Forget what was changed while Redis was away: it holds the old values."""
        if not BREAKER.owed:
            return
        keys = list(BREAKER.owed)
        super().delete_many(keys)
        BREAKER.owed.difference_update(keys)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("add", [key], True, key, value, timeout, version)

    def get(self, key, default=None, version=None):
        return self._ask("get", [key], default, key, default, version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("set", [key], None, key, value, timeout, version)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("touch", [key], False, key, timeout, version)

    def delete(self, key, version=None):
        return self._ask("delete", [key], False, key, version)

    def get_many(self, keys, version=None):
        return self._ask("get_many", found := list(keys), {}, found, version)

    def has_key(self, key, version=None):
        return self._ask("has_key", [key], False, key, version)

    def incr(self, key, delta=1, version=None):
        """As Django's: raises ValueError for a key that is not there, and so for one that cannot be asked for."""
        if (found := self._ask("incr", [key], None, key, delta, version)) is None:
            raise ValueError(f"Key '{key}' not found")
        return found

    def set_many(self, data, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("set_many", list(data), list(data), data, timeout, version)

    def delete_many(self, keys, version=None):
        return self._ask("delete_many", found := list(keys), None, found, version)

    def clear(self):
        return self._ask("clear", [], False)


def is_away() -> bool:
    """Whether this process has just seen that the cache does not answer: nothing follows from what is not there."""
    return not BREAKER.is_open()
