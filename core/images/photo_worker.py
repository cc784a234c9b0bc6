"""The process that makes a photo small: `python -m core.images.photo_worker`, one for each. JSON in, JSON out.

Bounded in time and memory; may be killed by its bounds at any moment. Imports nothing of the portal but these bounds.
What comes out is a JPEG of the picture alone, upright, without place, time, device or remark.
"""

import io
import json
import sys
from pathlib import Path
from typing import Any

from core.workbooks.worker import bound, run

# Part of the longest side, and quality: tried one after the other until the photo is small enough.
TRIES = ((1.0, 82), (1.0, 70), (0.8, 70), (0.64, 65), (0.5, 55), (0.4, 45))
FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}


def small(image, side: int, most_bytes: int) -> tuple[bytes, int, int]:
    """The photo as JPEG of at most so many bytes, its longest side at most `side`; its width and height."""
    from PIL import Image, ImageOps

    ImageOps.exif_transpose(image, in_place=True)
    # What is transparent stands on white, as it does on paper.
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    image = image.convert("RGB")
    for share, quality in TRIES:
        image.thumbnail((round(side * share), round(side * share)))
        stream = io.BytesIO()
        # A picture of its own: of the old one nothing but its dots.
        plain = Image.frombytes("RGB", image.size, image.tobytes())
        plain.save(stream, format="JPEG", quality=quality, optimize=True, progressive=True)
        if stream.tell() <= most_bytes:
            break
    return stream.getvalue(), *image.size


def look_at(source: Path, target: Path, kind: str, max_pixels: int, side: int, most_bytes: int) -> dict[str, Any]:
    from PIL import Image

    if kind == "heic":
        from pi_heif import register_heif_opener

        register_heif_opener()
    # The size is judged here, from the head of the file and before anything is unpacked.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(source, formats=[FORMATS[kind]]) as image:
        width, height = image.size
        if width * height > max_pixels:
            return {"problems": [{"code": "too_many_pixels", "width": width, "height": height}]}
        # A large JPEG is unpacked at a half, a quarter or an eighth of its size.
        image.draft("RGB", (side, side))
        image.load()
        content, width, height = small(image, side, most_bytes)
    target.write_bytes(content)
    return {"problems": [], "width": width, "height": height}


def main() -> None:
    request = json.load(sys.stdin)
    bound(request["cpu_seconds"], request["memory_bytes"])
    source, target = Path(request["source"]), Path(request["target"])
    limits = {name: request[name] for name in ("max_pixels", "side", "most_bytes")}
    answer = look_at(source, target, request["kind"], **limits)
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    run(main)
