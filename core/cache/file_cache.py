"""Django's cache in files, for an installation without Redis: what is remembered there may be missed, never needed.

Its `add` is won by one of many at once: rates are counted under such a lock.
"""

import contextlib
import fcntl
import itertools
import logging
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache

from core.cache.redis_cache import UNREADABLE

log = logging.getLogger(__name__)
LOOK_EVERY = 100


class FileCache(FileBasedCache):
    # Of all caches of this process.
    _writes = itertools.count()

    def _cull(self) -> None:
        """Make room, at the first write of a process and then at one of a hundred.

        Django lists the whole folder before each write: of ten thousand files, which it may hold, twenty milliseconds.
        """
        if next(self._writes) % LOOK_EVERY == 0:
            super()._cull()

    def _createdir(self) -> None:
        """Called when it is opened and before each write, which then says by itself what is wrong with the disk."""
        with contextlib.suppress(OSError):
            super()._createdir()

    def _ask(self, key: str, missed: Any, ask: Callable[[], Any]) -> Any:
        """What the files say; a full or broken disk and a file of another version count as nothing."""
        try:
            return ask()
        except OSError:
            log.warning("the disk of the cache cannot be used", exc_info=True)
        except (*UNREADABLE, zlib.error):
            log.warning("what the cache holds under %s cannot be read", key, exc_info=True)
            Path(self._key_to_file(key)).unlink(missing_ok=True)
        return missed

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        # Away means "not known", not "taken".
        return self._ask(key, True, lambda: self._add_alone(key, value, timeout, version))

    def _add_alone(self, key, value, timeout, version) -> bool:
        self._createdir()
        with (Path(self._dir) / "add.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # As Django's own, but for what goes wrong on the way.
            if super().has_key(key, version):
                return False
            super().set(key, value, timeout, version)
            return True

    def get(self, key, default=None, version=None):
        return self._ask(key, default, lambda: super(FileCache, self).get(key, default, version))

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask(key, None, lambda: super(FileCache, self).set(key, value, timeout, version))

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        return self._ask(key, False, lambda: super(FileCache, self).touch(key, timeout, version))

    def delete(self, key, version=None) -> bool:
        return self._ask(key, False, lambda: super(FileCache, self).delete(key, version))

    def has_key(self, key, version=None) -> bool:
        return self._ask(key, False, lambda: super(FileCache, self).has_key(key, version))
