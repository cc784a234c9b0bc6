"""A paper of somebody else as it comes: photos, or a PDF. Taken in whole, and each page of it as a picture."""

from dataclasses import asdict, dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.images import photos
from core.operations import bounded_child
from core.operations.bounded_child import ChildError
from core.papers import scans
from core.storage import files, scratch

# A full report of the largest profile, its notes and a record of the meeting.
MOST_PAGES = 40
REFUSALS = {
    "workbook": gettext_lazy(
        "“{name}” is a workbook or a document, not a photo or a PDF. An Excel template is sent under “Upload and "
        "check”; of anything else send photos."
    ),
    "other_kind": gettext_lazy(
        "“{name}” is neither a photo (JPEG, PNG, WebP, HEIC) nor a PDF. Take photos of the pages, and send those."
    ),
    "too_many_pages": gettext_lazy("“{name}” has more than {most} pages. Send the pages of the report alone."),
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
        super().__init__(str(REFUSALS[code]).format(name=name, most=MOST_PAGES))
        self.code = code


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as JPEG (photos.READ)."""

    content: bytes = field(repr=False)
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class IncomingPaper:
    """One file of a paper. `sha256` is that of the file as it came, in hex; `original` is a PDF as it came, b"" for a
    photo, of which only its picture is kept: without place, time and device.
    """

    name: str
    sha256: str
    size: int
    original: bytes = field(repr=False)
    pages: list[PageImage]


def read(upload: UploadedFile) -> IncomingPaper:
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
        return IncomingPaper(scan.name, scan.sha256, size, scan.content, _pages_of(scan.content, scan.name))
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise RefusedPagesError("workbook", name)
    sha256 = files.sha256(upload)
    upload.seek(0)
    try:
        small = photos.read(upload.chunks(), size, name, fineness=photos.READ)
    except photos.RefusedPhotoError as refusal:
        # Here a PDF would do as well.
        raise RefusedPagesError("other_kind", name) if refusal.code == "other_kind" else refusal from None
    return IncomingPaper(name, sha256, size, b"", [PageImage(small.content, small.width, small.height)])


def _pages_of(content: bytes, name: str) -> list[PageImage]:
    with scratch.folder() as folder:
        source = folder / "paper.pdf"
        source.write_bytes(content)
        request = {"source": str(source), "folder": str(folder), "most_pages": MOST_PAGES + 1, **asdict(photos.READ)}
        try:
            answer = bounded_child.ask("core.papers.page_child", request)
        except ChildError as error:
            raise RefusedPagesError(error.code, name) from None
        if len(answer["pages"]) > MOST_PAGES:
            raise RefusedPagesError("too_many_pages", name)
        return [
            PageImage((folder / f"{number}.jpg").read_bytes(), page["width"], page["height"])
            for number, page in enumerate(answer["pages"], start=1)
        ]
