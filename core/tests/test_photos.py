import io
import zlib

import pytest
from PIL import Image

from core.images import photos
from core.images.photos import RefusedPhotoError
from tests.heic import GREY


def picture(kind: str = "JPEG", size: tuple[int, int] = (3000, 2000), **more) -> bytes:
    stream = io.BytesIO()
    # Noise does not shrink: the worst that a camera can give.
    image = Image.effect_noise(size, 90).convert("RGB")
    image.save(stream, format=kind, **more)
    return stream.getvalue()


def read(content: bytes, name: str = "foto.jpg") -> photos.Small:
    return photos.read([content], len(content), name)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_as_a_small_jpeg_whatever_it_was(kind):
    small = read(picture(kind, (2400, 1200)))
    assert len(small.content) <= photos.SEEN.most_bytes
    with Image.open(io.BytesIO(small.content)) as image:
        assert (image.format, image.size) == ("JPEG", (small.width, small.height))
        assert image.size[0] == 2 * image.size[1]


def test_position_device_and_remarks_are_gone_and_the_photo_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010F] = "Merek HP"
    exif.get_ifd(0x8825).update({1: "S", 2: (7.0, 33.0, 59.0), 3: "E", 4: (110.0, 49.0, 1.0)})
    stream = io.BytesIO()
    Image.new("RGB", (400, 200), "red").save(stream, format="JPEG", exif=exif, comment=b"rumah ketua")
    assert b"Merek HP" in stream.getvalue()
    small = read(stream.getvalue())
    with Image.open(io.BytesIO(small.content)) as image:
        assert (dict(image.getexif()), image.size) == ({}, (200, 400))
    assert b"Merek HP" not in small.content
    assert b"rumah ketua" not in small.content


def test_a_photo_of_an_iphone_is_read():
    small = read(GREY, "IMG_0001.HEIC")
    assert (small.width, small.height) == (64, 64)


def test_what_is_clear_stands_on_white():
    stream = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(stream, format="PNG")
    with Image.open(io.BytesIO(read(stream.getvalue()).content)) as image:
        assert image.getpixel((10, 10)) == (255, 255, 255)


def bomb() -> bytes:
    """A PNG of a hundred million dots in a few hundred bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")

    head = (10_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 named like a photo", "other_kind"),
        (b"GIF89a", "other_kind"),
        (b"\xff\xd8\xff\xe0 cut off", "damaged"),
        (bomb(), "too_many_pixels"),
    ],
)
def test_what_is_no_photo_is_refused_with_its_name(content, code):
    with pytest.raises(RefusedPhotoError) as caught:
        read(content, "rumah.jpg")
    assert caught.value.code == code
    assert "rumah.jpg" in str(caught.value)


def test_one_that_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(RefusedPhotoError) as caught:
        photos.read(iter(()), 20 * 1024 * 1024, "besar.jpg")
    assert (caught.value.code, "20,0" in str(caught.value)) == ("too_large", True)
