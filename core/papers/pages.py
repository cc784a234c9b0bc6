"""A paper of somebody else as it comes: photos, or a PDF. Taken in whole, and each page of it as a picture."""

from dataclasses import asdict, dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from core import bounded_child, files, photos, scratch
from core.bounded_child import ChildError
from core.errors import DomainError
from core.papers import scans

REFUSALS = {
    "busy": gettext_lazy("The portal is looking at other files just now: “{name}” was not taken. Send it again."),
    "damaged": gettext_lazy(
        "“{name}” is damaged: its pages cannot be drawn. Take photos of the pages, and send those."
    ),
    "too_costly": gettext_lazy(
        "“{name}” is too complicated to be drawn safely. Take photos of its pages, and send those."
    ),
}


class RefusedPagesError(DomainError):
    """A PDF whose pages cannot be shown; `code` is a key of REFUSALS."""

    def __init__(self, code: str, name: str):
        super().__init__(str(REFUSALS[code]).format(name=name))
        self.code = code


@dataclass(frozen=True, slots=True)
class Page:
    """A page as JPEG (photos.READ)."""

    content: bytes = field(repr=False)
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of a paper. `sha256` is that of the file as it came, in hex; `original` is a PDF as it came, b"" for a
    photo, of which only its picture is kept: without place, time and device.
    """

    name: str
    sha256: str
    size: int
    original: bytes = field(repr=False)
    pages: list[Page]


def read(upload: UploadedFile) -> Paper:
    """Look at a photo (JPEG, PNG, WebP, HEIC) or a PDF, in a process of its own.

    Raises RefusedPagesError, photos.RefusedPhotoError, scans.RefusedScanError, virus_scan.InfectedError and
    files.NotStoredError; each is a DomainError.
    """
    size, name = upload.size or 0, files.short_name(upload.name or "", 120, "laporan")
    upload.seek(0)
    start = upload.read(1024)
    upload.seek(0)
    if start.lstrip(scans.BLANKS).startswith(b"%PDF-"):
        scan = scans.read(upload)
        return Paper(scan.name, scan.sha256, size, scan.content, _pages_of(scan.content, scan.name))
    sha256 = files.sha256(upload)
    upload.seek(0)
    small = photos.read(upload.chunks(), size, name, fineness=photos.READ)
    return Paper(name, sha256, size, b"", [Page(small.content, small.width, small.height)])


def _pages_of(content: bytes, name: str) -> list[Page]:
    with scratch.folder() as folder:
        source = folder / "paper.pdf"
        source.write_bytes(content)
        request = {"source": str(source), "folder": str(folder), **asdict(photos.READ)}
        try:
            answer = bounded_child.ask("core.papers.page_child", request)
        except ChildError as error:
            raise RefusedPagesError(error.code, name) from None
        return [
            Page((folder / f"{number}.jpg").read_bytes(), page["width"], page["height"])
            for number, page in enumerate(answer["pages"], start=1)
        ]
