"""The process that looks at a scan: `python -m core.papers.scan_child`, one for each. JSON in, JSON out.

Bounded in time and memory; may be killed by its bounds at any moment. Imports nothing of the portal but these bounds
and what checks signatures. A PDF stays as it is; a picture is written anew without what a phone has put beside it.
"""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.papers.signature_check import states
from core.workbooks.worker import bound, run

PROGRAMS = frozenset({"/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR"})
# What shows and hides parts of a page.
HIDING = frozenset({"/SetOCGState", "/Hide"})
# Notes on a page that play something.
PLAYERS = frozenset({"/RichMedia", "/3D", "/Movie", "/Sound"})
# What a PNG shows; all else, such as texts, places and times, is left out.
PNG_CHUNKS = frozenset(b"IHDR PLTE tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs IDAT IEND".split())


def look_at_pdf(content: bytes, max_pages: int) -> dict[str, Any]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content), strict=False)
    if "/Encrypt" in reader.trailer:
        return {"problems": [{"code": "locked"}]}
    pages = len(reader.pages)
    problems: list[dict[str, Any]] = [{"code": code} for code in sorted(active_content(reader))]
    if not pages:
        problems.append({"code": "damaged"})
    if pages > max_pages:
        problems.append({"code": "too_many_pages", "pages": pages})
    return {"signatures": states(content) if not problems else [], "problems": problems}


def active_content(reader) -> set[str]:
    """Which kinds of content do something or hide something: refused, since nobody signs a paper for it.

    A script or a filled form can show another text on another day or in another reader, so that a signature would
    stand under words that nobody has read; what is launched or packed within reaches a reader's machine past the
    scanner. Links to addresses are let be: seals and QR codes of signing services have them.
    """
    found = set()
    for part in parts(reader):
        action = value(part, "/S")
        address = str(value(part, "/URI") or "").strip().lower()
        if action == "/JavaScript" or ("/JS" in part and action is not None) or address.startswith("javascript:"):
            found.add("script")
        if action in PROGRAMS:
            found.add("launch")
        if value(part, "/EF") or value(part, "/Type") == "/EmbeddedFile" or value(part, "/Subtype") in PLAYERS:
            found.add("attachment")
        # A layer with a use of its own: one text on the screen, another on paper.
        if action in HIDING or (value(part, "/Type") == "/OCG" and "/Usage" in part):
            found.add("layers")
        if "/XFA" in part:
            found.add("form")
    return found


def value(part, key: str):
    """What stands in a dictionary, also by an address; None where nothing can be found."""
    from pypdf.errors import PyPdfError

    try:
        return part[key]
    except (KeyError, PyPdfError):
        return None


def parts(reader) -> Iterator[dict]:
    """Every dictionary that a reader can come to, each once; an address that leads nowhere is passed over."""
    from pypdf.errors import PyPdfError
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        part = waiting.pop()
        if isinstance(part, IndirectObject):
            key = (part.idnum, part.generation)
            if key in seen:
                continue
            seen.add(key)
            try:
                part = reader.get_object(part)
            except PyPdfError:
                continue
        if isinstance(part, DictionaryObject):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, ArrayObject):
            waiting.extend(part)


def look_at_picture(source: Path, target: Path, kind: str, max_pixels: int) -> dict[str, Any]:
    from PIL import Image

    # The size is judged here, from the head of the file and before anything is unpacked.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(source, formats=[kind.upper()]) as image:
        width, height = image.size
        if width * height > max_pixels:
            return {"problems": [{"code": "too_many_pixels", "width": width, "height": height}]}
        image.load()
        if kind == "png":
            target.write_bytes(plain_png(source.read_bytes()))
        else:
            write_plain_jpeg(image, target)
    return {"signatures": [], "problems": []}


def write_plain_jpeg(image, target: Path) -> None:
    """The picture upright, by the tables of the original, so that nothing more is lost; no EXIF, XMP or remark."""
    from PIL import ImageOps
    from PIL.JpegImagePlugin import get_sampling

    tables, sampling = image.quantization, get_sampling(image)
    ImageOps.exif_transpose(image, in_place=True)
    image.info = {name: value for name, value in image.info.items() if name in ("icc_profile", "dpi")}
    image.save(target, format="JPEG", qtables=tables, subsampling=sampling, **image.info)


def plain_png(content: bytes) -> bytes:
    """The chunks that draw the picture, byte for byte."""
    kept, place = [content[:8]], 8
    while place + 12 <= len(content):
        end = place + 12 + int.from_bytes(content[place : place + 4], "big")
        kind = content[place + 4 : place + 8]
        if kind in PNG_CHUNKS:
            kept.append(content[place:end])
        if kind == b"IEND":
            break
        place = end
    return b"".join(kept)


def main() -> None:
    request = json.load(sys.stdin)
    bound(request["cpu_seconds"], request["memory_bytes"])
    source, kind = Path(request["source"]), request["kind"]
    if kind == "pdf":
        answer = look_at_pdf(source.read_bytes(), request["max_pages"])
    else:
        answer = look_at_picture(source, Path(request["target"]), kind, request["max_pixels"])
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    run(main)
