"""The disks that the portal writes to: which are nearly full, and whether an error says that one takes nothing."""

import errno
import logging
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

log = logging.getLogger(__name__)
# A share of the whole. Below it the office is told, so that it does not come to the end.
FREE = 0.05
TAKES_NOTHING = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
# PostgreSQL's states `disk_full` and `read_only_sql_transaction`, and what SQLite says.
POSTGRESQL = {"53100", "25006"}
SQLITE = re.compile("database or disk is full|attempt to write a readonly database|disk I/O error")


@dataclass(frozen=True, slots=True)
class Disk:
    """Where something of the portal is written; `free` is a share from 0 to 1."""

    name: str
    path: Path
    free: float

    @property
    def is_full(self) -> bool:
        return self.free < FREE


def all_disks() -> list[Disk]:
    """Those that can be seen from here, each once, under the name of the first thing that is on it.

    Where PostgreSQL keeps its rows is seen when it stands on this machine and is named in SOLOKOP_WATCHED_FOLDERS.
    """
    places = {
        "data": settings.DATA_DIR,
        "private": settings.PRIVATE_ROOT,
        "temporary": tempfile.gettempdir(),
    }
    if (cache := settings.CACHES["default"])["BACKEND"].endswith("FileCache"):
        places["cache"] = cache["LOCATION"]
    places |= {f"watched-{n}": folder for n, folder in enumerate(settings.WATCHED_FOLDERS, start=1)}
    found: dict[int, Disk] = {}
    for name, place in places.items():
        try:
            path = _existing(Path(place))
            usage, device = shutil.disk_usage(path), os.stat(path).st_dev
        except OSError as error:
            log.error("the disk of %s cannot be looked at: %s", place, error)
            continue
        found.setdefault(device, Disk(name, Path(place), usage.free / (usage.total or 1)))
    return list(found.values())


def _existing(path: Path) -> Path:
    """A folder that has not been made yet lies on the disk of the one above."""
    return next(folder for folder in (path, *path.absolute().parents) if folder.exists())


def takes_nothing(error: BaseException | None) -> bool:
    """Whether an error, or what has caused it, says that nothing can be written: a full disk, or one to be read alone.

    Of files as of the database.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in TAKES_NOTHING:
            return True
        if isinstance(error, DatabaseError) and SQLITE.search(str(error)):
            return True
        if getattr(error, "pgcode", None) in POSTGRESQL:
            return True
        error = error.__cause__ or error.__context__
    return False
