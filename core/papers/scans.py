"""A scan or a signed PDF that is uploaded in a paper's place: taken in whole, or refused in words."""

import hashlib
import math
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.operations import bounded_child
from core.operations.bounded_child import ChildError
from core.papers.signature_check import Signature, masked
from core.storage import files, virus_scan

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
MAX_PAGES = 50
MAX_PIXELS = 40_000_000
NAME_LENGTH = 120

# By their first bytes; a PDF may have blanks before them.
KINDS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"))
BLANKS = b"\xef\xbb\xbf\0\t\n\f\r "
ENDINGS = {"pdf": (".pdf",), "jpeg": (".jpg", ".jpeg"), "png": (".png",)}

REFUSALS = {
    "empty": gettext_lazy("The file is empty. Choose the scan or the signed PDF again."),
    "too_large": gettext_lazy(
        "The file has {size} MB; up to {limit} MB are taken. Scan the paper again in grey with 200 dpi, or take a "
        "smaller picture."
    ),
    "other_kind": gettext_lazy(
        "The file is {found}; a PDF, JPEG or PNG is expected. Scan the paper again, or save it as PDF, and send that."
    ),
    "busy": gettext_lazy("The portal is looking at other files just now. Send the file again in a minute."),
    "locked": gettext_lazy(
        "The PDF is locked with a password or against changes, so that it cannot be looked at. Save it without "
        "protection and send that."
    ),
    "damaged": gettext_lazy(
        "The file is damaged or incomplete and cannot be read. Open it yourself: when it does not open, scan the paper "
        "again."
    ),
    "too_costly": gettext_lazy(
        "The file is too complicated to be looked at safely. Print the paper, scan it as a PDF and send that."
    ),
    "too_many_pages": gettext_lazy("The PDF has {pages} pages; up to {limit} are taken. Send the signed paper alone."),
    "too_many_pixels": gettext_lazy(
        "The picture has {width} × {height} dots, {found} megapixels; up to {limit} are taken. Scan the paper again "
        "with 200 dpi, or take a smaller picture."
    ),
    "script": gettext_lazy(
        "The PDF holds a script (JavaScript), by which it can show another text later. Save the paper as a plain PDF, "
        "have that signed and send it."
    ),
    "launch": gettext_lazy(
        "The PDF can start a program or send data. Save the paper as a plain PDF, have that signed and send it."
    ),
    "attachment": gettext_lazy(
        "The PDF has other files packed in it. Save it without attachments, have that signed and send it."
    ),
    "layers": gettext_lazy(
        "The PDF has layers, by which it can show one text on the screen and another on paper. Print it as a plain "
        "PDF, have that signed and send it."
    ),
    "form": gettext_lazy(
        "The PDF is a form (XFA) that each program shows in another way. Print it as a plain PDF, have that signed and "
        "send it."
    ),
}

# What people send instead, by its first bytes.
OTHER_KINDS = (
    (0, b"PK\x03\x04", gettext_lazy("a Word or Excel document or a ZIP archive")),
    (0, b"\xd0\xcf\x11\xe0", gettext_lazy("an old Word or Excel document")),
    (0, b"{\\rtf", gettext_lazy("a text document (RTF)")),
    (4, b"ftyp", gettext_lazy("a photo or a video of a phone (such as HEIC)")),
    (8, b"WEBP", gettext_lazy("a picture of the kind WebP")),
    (0, b"GIF8", gettext_lazy("a picture of the kind GIF")),
    (0, b"II*\0", gettext_lazy("a picture of the kind TIFF")),
    (0, b"MM\0*", gettext_lazy("a picture of the kind TIFF")),
)


class RefusedScanError(DomainError):
    """A file that is not taken in a paper's place. `codes` are keys of REFUSALS, one for each sentence."""

    def __init__(self, *problems: dict[str, Any]):
        super().__init__(" ".join(str(REFUSALS[one["code"]]).format(**one) for one in problems))
        self.codes = [one["code"] for one in problems]


@dataclass(frozen=True, slots=True)
class Scan:
    """What is kept of an upload: a PDF as it came, a picture upright and without the place where it was taken.

    `kind` is "pdf", "jpeg" or "png", `sha256` that of `content`, in hex. `signatures` can be kept as JSON; in words by
    core.papers.signatures.told.
    """

    content: bytes = field(repr=False)
    name: str
    kind: str
    sha256: str
    signatures: list[Signature]


def read(upload: UploadedFile) -> Scan:
    """Look at an upload, in a process of its own. Up to MAX_BYTES, MAX_PAGES pages or MAX_PIXELS dots.

    Raises RefusedScanError with all that was found, virus_scan.InfectedError (also when a scanner is set and away) and
    files.NotStoredError; each is a DomainError.
    """
    size = upload.size or 0
    if size > MAX_BYTES:
        # Rounded up, so that the size is never told as the very limit.
        shown = number_format(math.ceil(size / MEGABYTE * 10) / 10, 1)
        raise RefusedScanError({"code": "too_large", "size": shown, "limit": MAX_BYTES // MEGABYTE})
    with files.as_path(upload.chunks(), "") as path:
        content = path.read_bytes()
        if not content:
            raise RefusedScanError({"code": "empty"})
        virus_scan.refuse_infected(path)
        kind = _kind(content)
        target = path.with_name("plain")
        answer = _ask(path, target, kind)
        if answer["problems"]:
            raise RefusedScanError(*(_with_limits(one) for one in answer["problems"]))
        if kind != "pdf":
            content = target.read_bytes()
    return Scan(
        content=content,
        name=_name(upload.name or "", kind),
        kind=kind,
        sha256=hashlib.sha256(content).hexdigest(),
        signatures=answer["signatures"],
    )


def _kind(content: bytes) -> str:
    """What a file is by its content, whatever its name says. Raises RefusedScanError."""
    for opening, kind in KINDS:
        if (content[:1024].lstrip(BLANKS) if kind == "pdf" else content).startswith(opening):
            return kind
    named = (name for place, opening, name in OTHER_KINDS if content[place:].startswith(opening))
    raise RefusedScanError({"code": "other_kind", "found": next(named, None) or _("of a kind that is not known")})


def _ask(source: Path, target: Path, kind: str) -> dict[str, Any]:
    """What the child has found: signatures, problems. Raises RefusedScanError when it has failed."""
    request = {"source": str(source), "target": str(target), "kind": kind}
    limits = {"max_pages": MAX_PAGES, "max_pixels": MAX_PIXELS}
    try:
        return bounded_child.ask("core.papers.scan_child", request | limits)
    except ChildError as error:
        raise RefusedScanError({"code": error.code}) from None


def _with_limits(problem: dict[str, Any]) -> dict[str, Any]:
    if problem["code"] == "too_many_pages":
        return problem | {"limit": MAX_PAGES}
    if problem["code"] == "too_many_pixels":
        found = number_format(math.ceil(problem["width"] * problem["height"] / 10**6))
        return problem | {"found": found, "limit": MAX_PIXELS // 10**6}
    return problem


def _name(name: str, kind: str) -> str:
    """What a file is called: one line, without what turns the writing, an ending that is true, no KTP number."""
    visible = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in unicodedata.normalize("NFC", name))
    ending = ENDINGS[kind][0]
    # A file system counts bytes, up to 255, and the store adds a few of its own.
    widest = max((len(c.encode()) for c in visible), default=1)
    length = min(NAME_LENGTH, 200 // widest) - len(ending)
    path = Path(files.short_name(masked(" ".join(visible.split())), length, "scan"))
    return str(path) if path.suffix.lower() in ENDINGS[kind] else f"{path}{ending}"
