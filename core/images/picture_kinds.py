"""Pictures as they come: which kind a file is by its first bytes, and how large, before anything decodes it."""

import struct
from typing import NamedTuple

PNG_START, JPEG_START = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
# Markers of a JPEG: those of a frame say the size, a few stand alone without a length.
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
ALONE = {0x01, *range(0xD0, 0xD8)}


class Picture(NamedTuple):
    """The kind, `png` or `jpeg`, and the size in pixels."""

    kind: str
    width: int
    height: int

    @property
    def content_type(self) -> str:
        return f"image/{self.kind}"


def look_at(content: bytes) -> Picture | None:
    """What a picture says of itself; None for what is neither PNG nor JPEG, or is cut off before its size."""
    if content.startswith(PNG_START) and content[12:16] == b"IHDR" and len(content) >= 24:
        return Picture("png", *struct.unpack(">II", content[16:24]))
    if content.startswith(JPEG_START):
        return _jpeg(content)
    return None


def _jpeg(content: bytes) -> Picture | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return Picture("jpeg", width, height)
        if marker == 0xFF:
            at += 1
        elif marker in ALONE:
            at += 2
        else:
            at += 2 + max(2, struct.unpack(">H", content[at + 2 : at + 4])[0])
    return None
