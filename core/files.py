"""Private files on their way in: copied, hashed, stored; they leave by core/downloads.py alone."""

import hashlib
import logging
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import File
from django.utils.translation import gettext as _

from core.errors import DomainError

log = logging.getLogger(__name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sha256(stream) -> str:
    """The SHA-256 of a file object, in hex; the stream is left at its start."""
    digest = hashlib.sha256()
    for chunk in iter(lambda: stream.read(65536), b""):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()


@contextmanager
def as_path(chunks: Iterable[bytes], name: str) -> Iterator[Path]:
    """The bytes of an upload as a temporary file with its ending, for the guards and the reader."""
    with tempfile.TemporaryDirectory(prefix="solokop-") as folder:
        path = Path(folder) / f"upload{Path(name).suffix.lower()[:8]}"
        with path.open("wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
        yield path


def short_name(name: str, limit: int, default: str = "") -> str:
    """What somebody calls a file, without folders, cut to `limit` characters with its ending kept."""
    path = Path(Path(name.replace("\\", "/")).name)
    ending = path.suffix[:10]
    return f"{path.name.removesuffix(path.suffix)[: limit - len(ending)]}{ending}" or default


class NotStoredError(DomainError):
    """A file could not be written: the disk or the storage elsewhere is full or away."""


def store(field, name: str, stream) -> None:
    """Write a file into the private store, before its row is saved. Raises NotStoredError, whatever the storage."""
    try:
        field.save(name, File(stream), save=False)
    except Exception as error:
        log.exception("a file could not be stored")
        raise NotStoredError(
            _("The portal could not store the file just now. Nothing has changed. Try again later, or tell the office.")
        ) from error


def content(field) -> bytes:
    """All of a private file. Raises NotStoredError when the disk or the storage elsewhere is away."""
    try:
        with field.open("rb") as stream:
            return stream.read()
    except Exception as error:
        log.exception("a file could not be read")
        raise NotStoredError(
            _("The portal cannot read the file “{name}” just now. Try again later, or tell the office.").format(
                name=Path(field.name).name
            )
        ) from error


def type_of(name: str) -> str:
    """The content type of a file that the portal has made itself."""
    return {".xlsx": XLSX, ".pdf": "application/pdf", ".csv": "text/csv"}.get(
        Path(name).suffix, "application/octet-stream"
    )
