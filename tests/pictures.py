"""Small pictures, made byte by byte."""

import struct
import zlib

# A JPEG of 2 × 3 grey pixels.
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300140e0f120f0d14121012171514181e32211e1c1c1e3d2c2e243249404c4b4740"
    "4645505a736250556d5645466488656d777b8182814e608d978c7d96737e817cffc0000b080003000201011100ffc400140001000000000000"
    "00000000000000000002ffc40014100100000000000000000000000000000000ffda0008010100003f000fffd9"
)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *, rows: bytes | None = None, padding: int = 0) -> bytes:
    """A PNG of a brown ground; other compressed rows may be given, and bytes of text that nobody sees."""
    whole = (b"\0" + b"\x5b\x34\x13" * width) * height
    data = zlib.compress(whole) if rows is None else rows
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    text = _chunk(b"tEXt", b"Comment\0" + b"x" * padding) if padding else b""
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + text + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
