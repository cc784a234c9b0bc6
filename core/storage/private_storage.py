"""The folder of private files: a file is there whole or not at all, and what no row names is swept."""

import logging
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage, storages

from core.database import database_copy

HALF = ".half"
# A file is stored before its row: no request and no job takes so long to write it.
LEFT_BEHIND, FORGOTTEN = timedelta(days=7), timedelta(days=90)
SET_ASIDE = "swept"
# So many files without a row are what accidents leave; more are a database that is not theirs.
MOST, MOST_SHARE = 20, 0.05
log = logging.getLogger(__name__)


class PrivateFiles(FileSystemStorage):
    """Django's own, which leaves the part that it has written when the disk is full or the process dies."""

    def _save(self, name: str, content) -> str:
        aside = Path(self.path(f"{uuid.uuid4()}{HALF}"))
        aside.parent.mkdir(parents=True, exist_ok=True)
        try:
            with aside.open("xb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            return self._publish(aside, name)
        finally:
            aside.unlink(missing_ok=True)

    def _publish(self, aside: Path, name: str) -> str:
        """Give a whole file its name, or another one where that was taken meanwhile."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            return self._publish(aside, self.get_available_name(name))
        os.replace(aside, path)
        return name.replace("\\", "/")


def stored(folder: str = "") -> Iterator[str]:
    """The names of all private files that are whole, of a folder on disk as of a bucket."""
    folders, files = _listed(folder)
    for name in files:
        if not name.endswith(HALF):
            yield f"{folder}/{name}" if folder else name
    for name in folders:
        if name and (folder, name) != ("", SET_ASIDE):
            yield from stored(f"{folder}/{name}" if folder else name)


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def sweep() -> int:
    """Set aside half files and those that no row names, after a week. Returns how many. Safe to run twice at once.

    Such are left by a process that dies between a file and its row. They are deleted after 90 days more. Where many
    would go, the database is another one than that of these files, and all stay. What lies in a bucket is left alone.
    """
    if not isinstance(storages["default"], PrivateFiles):
        return 0
    root, count = Path(storages["default"].location), 0
    _forget_old(root / SET_ASIDE)
    named, whole = database_copy.files_named("default"), list(stored())
    unnamed = [name for name in whole if name not in named and _is_older(root / name, LEFT_BEHIND)]
    if len(unnamed) > max(MOST, len(whole) * MOST_SHARE):
        log.error("%s of %s private files have no row: is this their database? None is swept", len(unnamed), len(whole))
        unnamed = []
    halves = [path.name for path in root.glob(f"*{HALF}") if _is_older(path, LEFT_BEHIND)]
    for name in [*halves, *unnamed]:
        target = root / SET_ASIDE / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            os.replace(root / name, target)
            os.utime(target)
            count += 1
    return count


def _forget_old(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and _is_older(path, FORGOTTEN):
            path.unlink(missing_ok=True)


def _is_older(path: Path, age: timedelta) -> bool:
    try:
        return path.stat().st_mtime < time.time() - age.total_seconds()
    except FileNotFoundError:
        return False
