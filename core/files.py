"""Private files: streamed after the caller has checked who asks, never reachable by a URL of their own."""

import hashlib
import logging
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.core.files.base import File
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
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


def attach(content: bytes, name: str, *, content_type: str = XLSX, inline: bool = False) -> HttpResponse:
    """Something made for this request that no cache keeps, as an attachment, or to be shown; `name` is plain ASCII."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def type_of(name: str) -> str:
    """The content type of a file that the portal has made itself."""
    return {".xlsx": XLSX, ".pdf": "application/pdf", ".csv": "text/csv"}.get(
        Path(name).suffix, "application/octet-stream"
    )


def download(file: File, name: str, *, content_type: str = "application/octet-stream") -> HttpResponseBase:
    """An attachment that the browser saves and never shows."""
    try:
        response = FileResponse(file.open("rb"), content_type=content_type)
    except FileNotFoundError:
        raise Http404 from None
    ascii_name = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in Path(name).name)
    response["Content-Disposition"] = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
