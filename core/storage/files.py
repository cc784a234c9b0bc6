"""Private files on their way in: copied, hashed, stored; they leave by core/storage/downloads.py alone."""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.core.files.base import File
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.storage import scratch

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
    """The bytes of an upload as a temporary file with its ending, for the guards and the reader.

    Raises NotStoredError when there is no room for it.
    """
    with ExitStack() as stack:
        try:
            path = stack.enter_context(scratch.folder()) / f"upload{Path(name).suffix.lower()[:8]}"
            with path.open("wb") as stream:
                for chunk in chunks:
                    stream.write(chunk)
        except OSError as error:
            raise NotStoredError(_not_stored()) from error
        yield path


def short_name(name: str, limit: int, default: str = "") -> str:
    """What somebody calls a file, without folders, cut to `limit` characters with its ending kept."""
    path = Path(Path(name.replace("\\", "/")).name)
    ending = path.suffix[:10]
    return f"{path.name.removesuffix(path.suffix)[: limit - len(ending)]}{ending}" or default


class NotStoredError(DomainError):
    """A file could not be written: the disk or the storage elsewhere is full or away."""


def _not_stored() -> str:
    return _("The portal could not store the file just now. Nothing has changed. Try again later, or tell the office.")


def store(field, name: str, stream) -> None:
    """Write a file into the private store, before its row is saved. Raises NotStoredError, whatever the storage."""
    try:
        field.save(name, File(stream), save=False)
    except Exception as error:
        log.exception("a file could not be stored")
        raise NotStoredError(_not_stored()) from error


def content(field) -> bytes:
    """All of a private file. Raises NotStoredError when the disk or the storage elsewhere is away."""
    try:
        with field.open("rb") as stream:
            return stream.read()
    except Exception as error:
        log.exception("a file could not be read")
        raise NotStoredError(unreadable(field)) from error


def unreadable(field) -> str:
    """What is said of a private file that the disk or the storage elsewhere does not give."""
    text = _("The portal cannot read the file “{name}” just now. Try again later, or tell the office.")
    return text.format(name=Path(field.name).name)


def type_of(name: str) -> str:
    """The content type of a file that the portal has made itself."""
    return {".xlsx": XLSX, ".pdf": "application/pdf", ".csv": "text/csv"}.get(
        Path(name).suffix, "application/octet-stream"
    )
