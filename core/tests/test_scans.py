"""What is taken in a paper's place, and what is refused in which words."""

import hashlib
import io
import json
import struct
import zlib
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from core.operations import bounded_child
from core.papers import scans, typesetting
from core.papers.head import head
from core.papers.scans import RefusedScanError, Scan
from core.storage import virus_scan
from core.tests.test_papers import letter
from tests.signed_pdf import blank, content, sign

pytestmark = pytest.mark.one_database


def read(data: bytes, name: str = "surat.pdf") -> Scan:
    return scans.read(SimpleUploadedFile(name, data))


def refusal(data: bytes, name: str = "surat.pdf") -> RefusedScanError:
    with pytest.raises(RefusedScanError) as caught:
        read(data, name)
    return caught.value


def picture(kind: str, size: tuple[int, int] = (300, 200), **options) -> bytes:
    stream = io.BytesIO()
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    image.save(stream, format=kind, **options)
    return stream.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))


def test_a_paper_of_the_press_is_taken_as_it_came_and_so_is_a_signed_one(db):
    paper = typesetting.pdf("letter", {"title": "Surat", "head": head(), "letters": [letter()]})
    scan = read(paper.content)
    assert (scan.kind, scan.signatures) == ("pdf", [])
    assert scan.content == paper.content
    assert scan.sha256 == hashlib.sha256(paper.content).hexdigest()
    signed = read(sign(paper.content))
    assert [(state["is_intact"], state["covers_whole"]) for state in signed.signatures] == [(True, True)]
    assert json.loads(json.dumps(signed.signatures)) == signed.signatures


def test_an_empty_file_is_refused():
    assert refusal(b"").codes == ["empty"]


def test_a_large_file_is_refused_with_both_sizes():
    found = refusal(b"%PDF-" + bytes(scans.MAX_BYTES))
    assert found.codes == ["too_large"]
    with translation.override("en"):
        assert "10.1 MB" in str(refusal(b"%PDF-" + bytes(scans.MAX_BYTES)))
    assert "10 MB" in str(found)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04" + bytes(50), "Word"),
        (b"\0\0\0\x18ftypheic" + bytes(50), "HEIC"),
        (b"RIFF\0\0\0\0WEBP", "WebP"),
        (b"II*\0" + bytes(20), "TIFF"),
        (b"<html>%PDF-1.7", "not known"),
        (b"Yth. Kepala Dinas", "not known"),
    ],
)
def test_what_is_no_paper_is_named(data, words):
    with translation.override("en"):
        found = refusal(data, "surat.pdf")
    assert found.codes == ["other_kind"]
    assert words in str(found)
    assert "a PDF, JPEG or PNG is expected" in str(found)


def test_the_content_says_the_kind_and_not_the_name():
    scan = read(picture("JPEG"), "surat.pdf")
    assert (scan.kind, scan.name) == ("jpeg", "surat.pdf.jpg")


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
@pytest.mark.parametrize("password", ["", "rahasia"])
def test_a_locked_pdf_is_refused(algorithm, password):
    writer = blank()
    writer.encrypt(user_password=password, owner_password="pemilik", algorithm=algorithm)
    assert refusal(content(writer)).codes == ["locked"]


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(range(256)) * 50])
def test_a_damaged_pdf_is_refused(data):
    assert refusal(data).codes == ["damaged"]


def test_a_pdf_that_was_cut_off_is_refused_or_read_and_never_a_crash():
    whole = content(blank(3))
    for length in range(10, len(whole), len(whole) // 6):
        with suppress(RefusedScanError):
            assert read(whole[:length]).kind == "pdf"


def test_blanks_before_a_pdf_do_no_harm():
    assert read(b"\xef\xbb\xbf\r\n" + content(blank(2))).kind == "pdf"


def test_too_many_pages_are_told_with_their_number():
    assert read(content(blank(50))).kind == "pdf"
    found = refusal(content(blank(60)))
    assert found.codes == ["too_many_pages"]
    assert "60" in str(found)
    assert "50" in str(found)


def test_all_that_is_wrong_is_told_at_once():
    writer = blank(60)
    writer._root_object[NameObject("/OpenAction")] = action("/JavaScript")
    writer.add_attachment("a.exe", b"MZ")
    found = refusal(content(writer))
    assert found.codes == ["attachment", "script", "too_many_pages"]
    with translation.override("en"):
        text = str(refusal(content(writer)))
    assert all(words in text for words in ("JavaScript", "other files", "60 pages"))


def action(kind: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("cmd.exe")})


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("/JavaScript", "script"),
        ("/Launch", "launch"),
        ("/SubmitForm", "launch"),
        ("/GoToE", "launch"),
        ("/GoToR", "launch"),
        ("/SetOCGState", "layers"),
        ("/Hide", "layers"),
    ],
)
def test_what_a_pdf_could_do_is_refused_wherever_it_stands(kind, code):
    writer = blank()
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action(kind)})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    assert refusal(content(writer)).codes == [code]


@pytest.mark.parametrize(
    ("holds", "code"),
    [
        ({"/S": NameObject("/URI"), "/URI": TextStringObject(" JavaScript:app.alert(1)")}, "script"),
        ({"/Type": NameObject("/OCG"), "/Usage": DictionaryObject()}, "layers"),
        ({"/Subtype": NameObject("/3D")}, "attachment"),
    ],
)
def test_what_hides_or_plays_is_refused(holds, code):
    writer = blank()
    part = DictionaryObject({NameObject(key): value for key, value in holds.items()})
    writer._root_object[NameObject("/Odd")] = writer._add_object(part)
    assert refusal(content(writer)).codes == [code]


def test_an_action_is_found_behind_an_address():
    writer = blank()
    hidden = action("/JavaScript")
    hidden[NameObject("/S")] = writer._add_object(NameObject("/JavaScript"))
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(hidden)
    assert refusal(content(writer)).codes == ["script"]


def test_a_form_of_many_faces_is_refused_and_a_link_is_not():
    writer = blank()
    form = DictionaryObject({NameObject("/XFA"): TextStringObject("<x/>"), NameObject("/Fields"): ArrayObject()})
    writer._root_object[NameObject("/AcroForm")] = form
    assert refusal(content(writer)).codes == ["form"]
    writer = blank()
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action("/URI")})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([note])
    assert read(content(writer)).kind == "pdf"


def test_a_file_that_costs_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(bounded_child, "CPU_SECONDS", 0.02)
    assert refusal(content(blank())).codes == ["too_costly"]
    monkeypatch.setattr(bounded_child, "CPU_SECONDS", 15)
    monkeypatch.setattr(bounded_child, "WALL_SECONDS", 0.01)
    assert refusal(content(blank())).codes == ["too_costly"]
    monkeypatch.setattr(bounded_child, "WALL_SECONDS", 40)
    monkeypatch.setattr(bounded_child, "MEMORY_BYTES", 120 * 1024**2)
    assert refusal(picture("JPEG", (6000, 6000)), "a.jpg").codes == ["too_costly"]


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "foto.jpg"), ("PNG", "foto.png")])
def test_a_picture_looks_the_same(kind, name):
    scan = read(picture(kind, dpi=(200, 200)), name)
    assert (scan.kind, scan.name, scan.signatures) == (kind.lower(), name, [])
    assert scan.sha256 == hashlib.sha256(scan.content).hexdigest()
    with Image.open(io.BytesIO(scan.content)) as kept, Image.open(io.BytesIO(picture(kind))) as sent:
        assert kept.size == sent.size
        assert all(round(number) == 200 for number in kept.info["dpi"])
        assert all(abs(a - b) < 4 for a, b in zip(kept.getpixel((20, 20)), sent.getpixel((20, 20)), strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_where_a_picture_was_taken_is_not_kept(kind):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "Rumah Bu Sri"
    exif.get_ifd(0x8825)[2] = (7.0, 33.0, 20.5)
    options = {"comment": b"Rumah Bu Sri", "xmp": b"<x:xmpmeta>Rumah Bu Sri</x:xmpmeta>"}
    if kind == "PNG":
        texts = PngInfo()
        texts.add_text("Location", "Rumah Bu Sri")
        texts.add_itxt("XML:com.adobe.xmp", "Rumah Bu Sri")
        options = {"pnginfo": texts}
    sent = picture(kind, exif=exif, **options) + b"Rumah Bu Sri"
    assert sent.count(b"Rumah Bu Sri") >= 3
    scan = read(sent, "foto")
    assert b"Rumah" not in scan.content
    with Image.open(io.BytesIO(scan.content)) as kept:
        assert not kept.getexif().get_ifd(0x8825)
        assert not dict(kept.getexif())
        if kind == "JPEG":
            # What the EXIF says of upright is done: the red corner is where it was shown.
            assert kept.size == (200, 300)
            assert kept.getpixel((150, 50))[0] > 200
            assert kept.getpixel((150, 50))[1] < 90


def test_a_picture_of_unusual_size_is_refused_before_it_is_unpacked():
    head = struct.pack("!IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b"")
    )
    with translation.override("en"):
        found = refusal(bomb, "foto.png")
    assert found.codes == ["too_many_pixels"]
    assert "60000 × 60000" in str(found)
    assert "40" in str(found)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_damaged_picture_is_refused(kind):
    whole = picture(kind)
    assert refusal(whole[: len(whole) // 2]).codes == ["damaged"]
    assert refusal(whole[:12]).codes == ["damaged"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Surat\\RAT 2026.PDF", "RAT 2026.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("surat\u202efdp.exe", "surat fdp.exe.pdf"),
        ("baris\r\nkedua.pdf", "baris kedua.pdf"),
        ("KTP 3372010101010001.pdf", "KTP ****************.pdf"),
        ("", "scan.pdf"),
    ],
)
def test_a_name_is_cleaned(name, kept):
    upload = SimpleUploadedFile("x", content(blank()))
    upload._name = name
    assert scans.read(upload).name == kept


def test_a_long_name_is_cut_and_keeps_its_ending():
    upload = SimpleUploadedFile("x", content(blank()))
    upload._name = "é" * 300 + ".pdf"
    name = scans.read(upload).name
    assert len(name) <= 120
    assert name.endswith(".pdf")


def test_the_scanner_is_asked_first_and_closes_the_door_when_it_is_away(settings, tmp_path, monkeypatch):
    settings.CLAMAV = str(tmp_path / "no-socket")
    with pytest.raises(virus_scan.InfectedError):
        read(content(blank()))
    monkeypatch.setattr(virus_scan, "_ask", lambda path: "Win.Test FOUND")
    with pytest.raises(virus_scan.InfectedError, match=r"Win\.Test"):
        read(content(blank()))
    monkeypatch.setattr(virus_scan, "_ask", lambda path: "OK")
    assert read(content(blank())).kind == "pdf"
