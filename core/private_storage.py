"""The folder of private files: a file is there whole or not at all, and what no row names is swept."""

import os
import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from core import copying

HALF = ".half"
# A file is stored before its row: no request and no job takes so long to write it.
LEFT_BEHIND = timedelta(days=7)


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
        if name:
            yield from stored(f"{folder}/{name}" if folder else name)


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def sweep() -> int:
    """Delete half files and those that no row names, after a week. Returns how many. Safe to run twice at once.

    Such are left by a process that dies between a file and its row.
    """
    until, named, count = timezone.now() - LEFT_BEHIND, None, 0
    for name in chain((half for half in _listed("")[1] if half.endswith(HALF)), stored()):
        try:
            is_old = default_storage.get_modified_time(name) < until
        except FileNotFoundError:
            continue
        if is_old:
            named = copying.files_named("default") if named is None else named
            if name not in named:
                default_storage.delete(name)
                count += 1
    return count
