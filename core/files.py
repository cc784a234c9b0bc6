"""Private files: streamed after the caller has checked who asks, never reachable by a URL of their own."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.core.files.base import File
from django.http import FileResponse, Http404, HttpResponseBase

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
