"""Files that are needed for a moment. Nothing is left of work that fails; what a killed process leaves is swept."""

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path

PREFIX = "solokop-scratch-"
# The second are parts of workbooks.
SWEPT = (f"{PREFIX}*", "openpyxl.*")
# Longer than any work takes.
LEFT_BEHIND_SECONDS = 24 * 3600


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of one's own, gone at the end."""
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        yield Path(name)


@contextmanager
def result(suffix: str) -> Iterator[Path]:
    """A file for what a job makes: kept when it comes to its end, for `jobs.Result`, and gone when it fails."""
    place = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        yield place / f"result{suffix}"
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def remove(result_file: Path) -> None:
    """Take away what a job has made, with its folder where that is one of `result`."""
    if result_file.parent.name.startswith(PREFIX):
        shutil.rmtree(result_file.parent, ignore_errors=True)
    result_file.unlink(missing_ok=True)


def _take_away(place: Path, *, is_folder: bool) -> None:
    """Remove something that somebody else may be removing as well."""
    if is_folder:
        shutil.rmtree(place, ignore_errors=True)
    else:
        with suppress(OSError):
            place.unlink()


def sweep() -> int:
    """Remove what killed processes have left for a day. Returns how many. Safe to run twice at once."""
    old, count = time.time() - LEFT_BEHIND_SECONDS, 0
    for place in chain.from_iterable(Path(tempfile.gettempdir()).glob(pattern) for pattern in SWEPT):
        try:
            found = place.lstat()
        except OSError:
            # Its work has come to an end just now.
            continue
        if found.st_mtime < old and found.st_uid == os.getuid():
            _take_away(place, is_folder=stat.S_ISDIR(found.st_mode))
            count += 1
    return count
