"""A paper of somebody else: photos and PDF become pictures of pages that can be read, and nothing else is kept."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from core.images.photos import READ, RefusedPhotoError
from core.papers import pages
from core.papers.pages import IncomingPaper, RefusedPagesError
from core.papers.scans import RefusedScanError
from core.storage import files
from core.tests.test_photos import picture
from tests.heic import GREY
from tests.reporting import blank_pdf


def read(content: bytes, name: str) -> IncomingPaper:
    return pages.read(SimpleUploadedFile(name, content))


def size_of(content: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(content)) as image:
        assert image.format == "JPEG"
        return image.size


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_of_a_paper_is_kept_fine_enough_to_be_read(kind):
    sent = picture(kind, (2000, 2700))
    paper = read(sent, "neraca.jpg")
    (page,) = paper.pages
    assert (paper.name, paper.size, paper.original) == ("neraca.jpg", len(sent), b"")
    assert paper.sha256 == files.sha256(io.BytesIO(sent))
    assert size_of(page.content) == (page.width, page.height)
    assert len(page.content) <= READ.most_bytes
    # Noise does not shrink; a paper keeps all of its 2,200 dots.
    assert max(page.width, page.height) >= 800
    clean = read(_plain((3000, 4000)), "bersih.jpg").pages[0]
    assert max(clean.width, clean.height) == READ.side


def _plain(size: tuple[int, int]) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "white").save(stream, format="JPEG")
    return stream.getvalue()


def test_a_photo_of_an_iphone_is_read_too():
    assert len(read(GREY, "IMG_1.HEIC").pages) == 1


def test_each_page_of_a_pdf_is_drawn_and_the_pdf_is_kept_as_it_came():
    sent = blank_pdf(3)
    paper = read(sent, "laporan.pdf")
    assert (paper.original, len(paper.pages)) == (sent, 3)
    assert [size_of(page.content) for page in paper.pages] == [(page.width, page.height) for page in paper.pages]
    assert max(paper.pages[0].height, paper.pages[0].width) == READ.side


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "kosong.jpg", RefusedPhotoError),
        (b"PK\x03\x04" + bytes(40), "laporan.xlsx", RefusedPagesError),
        (b"catatan", "catatan.txt", RefusedPagesError),
        (b"\xff\xd8\xff" + bytes(40), "rusak.jpg", RefusedPhotoError),
        (b"%PDF-1.7\n" + bytes(40), "rusak.pdf", RefusedScanError),
    ],
)
def test_what_is_no_paper_is_refused_in_words(content, name, refusal):
    with pytest.raises(refusal):
        read(content, name)


def test_a_pdf_whose_pages_cannot_be_drawn_says_what_to_send_instead():
    with pytest.raises(RefusedPagesError, match="foto"):
        pages._pages_of(b"%PDF-1.7\nno pages", "x.pdf")


def with_field() -> bytes:
    """A PDF whose only content stands in a field of a form, as a visible signature does."""
    writer, stream = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(600, 800)
    ink = StreamObject()
    ink._data = b"0 0 0 rg 0 0 300 300 re f"
    box = ArrayObject([FloatObject(n) for n in (0, 0, 300, 300)])
    ink.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
    ink[NameObject("/BBox")] = box
    field = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget")})
    field[NameObject("/FT")], field[NameObject("/T")] = NameObject("/Tx"), TextStringObject("x")
    field[NameObject("/F")] = NumberObject(4)
    field[NameObject("/Rect")] = ArrayObject([FloatObject(n) for n in (100, 100, 400, 400)])
    field[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(ink)})
    own = writer._add_object(field)
    page[NameObject("/Annots")] = ArrayObject([own])
    writer._root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject([own])})
    writer.write(stream)
    return stream.getvalue()


def test_what_stands_in_the_fields_of_a_pdf_is_drawn_too():
    (page,) = read(with_field(), "isian.pdf").pages
    with Image.open(io.BytesIO(page.content)) as image:
        assert image.convert("L").getextrema()[0] < 50


def test_more_pages_than_a_report_has_are_refused():
    with pytest.raises(RefusedPagesError, match=str(pages.MOST_PAGES)):
        read(blank_pdf(pages.MOST_PAGES + 1), "buku.pdf")
