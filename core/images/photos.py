"""Photos that people take with a phone: made small, upright, and rid of where and with what they were taken."""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.operations import bounded_child
from core.operations.bounded_child import ChildError
from core.storage import files, virus_scan

MEGABYTE = 1024 * 1024
MAX_BYTES = 15 * MEGABYTE
# What cameras of phones give at most, with some room.
MAX_PIXELS = 64_000_000
# After “ftyp” of HEIC and its brothers
HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")

REFUSALS = {
    "empty": gettext_lazy("“{name}” is empty. Take the photo again, or choose another."),
    "too_large": gettext_lazy(
        "“{name}” has {size} MB; up to {limit} MB are taken. Take it smaller, or send a screenshot of it."
    ),
    "other_kind": gettext_lazy(
        "“{name}” is {found}; a photo is expected (JPEG, PNG, WebP or HEIC). Choose the photo itself."
    ),
    "busy": gettext_lazy("The portal is looking at other pictures just now: “{name}” was not taken. Send it again."),
    "damaged": gettext_lazy("“{name}” is damaged or incomplete and cannot be read. Take the photo again."),
    "too_costly": gettext_lazy("“{name}” is too complicated to be looked at safely. Send a screenshot of it."),
    "too_many_pixels": gettext_lazy(
        "“{name}” has {width} × {height} dots, {found} megapixels; up to {limit} are taken. Take it smaller."
    ),
}


@dataclass(frozen=True, slots=True)
class Fineness:
    """How much is kept of a photo: the longest side in dots, and the bytes."""

    side: int
    most_bytes: int


# What a place or a person looks like; and a paper, whose small print must be read.
SEEN = Fineness(1600, 400 * 1024)
READ = Fineness(2200, 900 * 1024)


class RefusedPhotoError(DomainError):
    """A picture that is not taken; `code` is a key of REFUSALS."""

    def __init__(self, code: str, **told: Any):
        super().__init__(str(REFUSALS[code]).format(**told))
        self.code = code


@dataclass(frozen=True, slots=True)
class Small:
    """What is kept of a photo: a JPEG as fine as was asked for; `sha256` is that of `content`, in hex."""

    content: bytes = field(repr=False)
    width: int
    height: int
    sha256: str


def read(chunks: Iterable[bytes], size: int, name: str, *, fineness: Fineness = SEEN) -> Small:
    """Make a photo small, in a process of its own. JPEG, PNG, WebP or HEIC by its content, up to MAX_BYTES.

    Raises RefusedPhotoError, virus_scan.InfectedError and files.NotStoredError; each is a DomainError.
    """
    shown = files.short_name(name, 60, str(_("The photo")))
    if size > MAX_BYTES:
        told = number_format(math.ceil(size / MEGABYTE * 10) / 10, 1)
        raise RefusedPhotoError("too_large", name=shown, size=told, limit=MAX_BYTES // MEGABYTE)
    with files.as_path(chunks, "") as path:
        with path.open("rb") as stream:
            start = stream.read(1024)
        if not start:
            raise RefusedPhotoError("empty", name=shown)
        kind = _kind(start)
        if not kind:
            found = _("a PDF") if start.lstrip().startswith(b"%PDF-") else _("of a kind that is not known")
            raise RefusedPhotoError("other_kind", name=shown, found=found)
        virus_scan.refuse_infected(path)
        target = path.with_name("small")
        request = {"source": str(path), "target": str(target), "kind": kind}
        limits = {"max_pixels": MAX_PIXELS, **asdict(fineness)}
        try:
            answer = bounded_child.ask("core.images.photo_worker", request | limits)
        except ChildError as error:
            raise RefusedPhotoError(error.code, name=shown) from None
        for problem in answer["problems"]:
            raise RefusedPhotoError(name=shown, **_with_limits(problem))
        content = target.read_bytes()
    return Small(content, answer["width"], answer["height"], hashlib.sha256(content).hexdigest())


def _kind(start: bytes) -> str:
    """What a file is by its first bytes, whatever its name says; "" for what is no photo."""
    if start.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "webp"
    return "heic" if start[4:8] == b"ftyp" and start[8:12] in HEIC else ""


def _with_limits(problem: dict[str, Any]) -> dict[str, Any]:
    found = number_format(math.ceil(problem["width"] * problem["height"] / 10**6))
    return problem | {"found": found, "limit": MAX_PIXELS // 10**6}
