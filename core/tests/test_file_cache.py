"""The cache in files: how full its folder may be, and what a write costs when it is full."""

import itertools

import pytest

from core.cache.file_cache import LOOK_EVERY, FileCache

MOST = 50


class Counted(FileCache):
    _writes = itertools.count()
    looks = 0

    def _list_cache_files(self):
        type(self).looks += 1
        return super()._list_cache_files()


@pytest.fixture
def cache(tmp_path):
    Counted.looks, Counted._writes = 0, itertools.count()
    return Counted(str(tmp_path), {"OPTIONS": {"MAX_ENTRIES": MOST}})


def test_the_folder_is_looked_at_once_in_a_hundred_writes(cache):
    for n in range(2 * LOOK_EVERY):
        cache.set(f"key-{n}", n)
    assert Counted.looks == 2


def test_the_folder_stays_bounded_and_the_newest_is_there(cache, tmp_path):
    for n in range(10 * LOOK_EVERY):
        cache.set(f"key-{n}", n)
        assert cache.get(f"key-{n}") == n
    # What may be in it, and what comes between two looks; a look throws a third away.
    assert len([*tmp_path.glob("*.djcache")]) <= 4 * LOOK_EVERY
