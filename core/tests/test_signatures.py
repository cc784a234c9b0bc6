"""The state of signatures in a PDF, and what is said of them."""

import re

import pytest
from django.utils import translation
from pyhanko.pdf_utils import generic
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from core.papers import signature_check, signatures
from core.papers.signature_check import masked, states
from core.tests.test_scans import picture, read
from tests.signed_pdf import blank, content, sign, update

pytestmark = pytest.mark.one_database


@pytest.fixture
def plain() -> bytes:
    return content(blank(2))


@pytest.fixture
def signed(plain) -> bytes:
    return sign(plain)


def told(data: bytes) -> list[str]:
    with translation.override("en"):
        return signatures.told(states(data))


def add_page_text(writer) -> None:
    """Another content on the first page."""
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 500 500 re f"))
    writer.mark_update(page.container_ref)


def test_an_unchanged_signature_is_told_with_name_and_day(signed):
    scan = read(signed)
    (state,) = scan.signatures
    assert (state["name"], state["issuer"]) == ("Budi Santoso", "Penerbit Uji")
    assert (state["is_intact"], state["covers_whole"], state["trust"]) == (True, True, "unknown")
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", state["signed_at"])
    assert scan.content == signed
    (text,) = told(signed)
    assert text.startswith("Signed by Budi Santoso on ")
    assert text.endswith("; unchanged since. Who issued the certificate was not checked.")
    assert "valid" not in text


def test_a_scan_that_was_signed_is_judged_although_it_is_not_written_strictly():
    scanned = picture("PDF")
    assert states(sign(scanned))[0] | {"signed_at": ""} == {
        "name": "Budi Santoso",
        "issuer": "Penerbit Uji",
        "signed_at": "",
        "is_intact": True,
        "covers_whole": True,
        "trust": "unknown",
    }
    # What was added to such a file is not looked into: it is told, even where it is another signature.
    first, second = states(sign(sign(scanned), "Sri Rahayu", field="Signature2"))
    assert (first["is_intact"], first["covers_whole"]) == (True, False)
    assert (second["is_intact"], second["covers_whole"]) == (True, True)


def test_the_day_is_that_of_the_office():
    state = {"name": "A", "issuer": "", "is_intact": True, "covers_whole": True, "trust": "unknown"}
    with translation.override("en"):
        (late,) = signatures.told([state | {"signed_at": "2026-12-30T18:00:00+00:00"}])
        (bare,) = signatures.told([state | {"signed_at": "2026-12-30T18:00:00"}])
        (unsaid,) = signatures.told([state | {"signed_at": ""}])
    assert "31 December 2026" in late
    assert "30 December 2026" in bare
    assert "a day that is not said" in unsaid


def test_without_a_signature_it_is_a_scan(plain):
    assert told(plain) == ["No digital signature: a scan."]


def test_one_changed_byte_is_told(signed):
    place = signed.index(b"842")
    (state,) = states(signed[:place] + b"843" + signed[place + 3 :])
    assert state["is_intact"] is False
    assert told(signed[:place] + b"843" + signed[place + 3 :]) == ["Changed after Budi Santoso signed it."]


def test_an_update_that_changes_a_page_is_told(signed):
    changed = update(signed, add_page_text)
    (state,) = states(changed)
    assert (state["is_intact"], state["covers_whole"]) == (True, False)
    assert told(changed)[0].startswith("Something was added to the file after Budi Santoso signed it on ")


def test_bytes_after_the_end_are_told(signed):
    (state,) = states(signed + b"\n% more\n")
    assert (state["is_intact"], state["covers_whole"]) == (True, False)


def test_a_second_signature_leaves_the_first_whole(signed):
    first, second = states(sign(signed, "Sri Rahayu", field="Signature2"))
    assert (first["name"], second["name"]) == ("Budi Santoso", "Sri Rahayu")
    assert all(state["is_intact"] and state["covers_whole"] for state in (first, second))


def test_an_amount_filled_in_after_the_signature_is_told():
    writer = blank()
    field = DictionaryObject(
        {
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject("amount"),
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (10, 10, 90, 30)]),
        }
    )
    placed = writer._add_object(field)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([placed])
    writer._root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject([placed])})
    signed = sign(content(writer))
    assert states(signed)[0]["covers_whole"]

    def fill(writer) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0]
        field["/V"] = generic.pdf_string("Rp 900.000.000")
        writer.mark_update(field.container_ref)

    (state,) = states(update(signed, fill))
    assert (state["is_intact"], state["covers_whole"]) == (True, False)


def test_a_gap_that_holds_more_than_the_signature_is_told(signed):
    """The same bytes of the signature written in another, shorter way leave room for what nobody has signed."""
    first, second = (int(n) for n in re.search(rb"/ByteRange ?\[ ?0 (\d+) (\d+)", signed).groups())
    packed = re.sub(rb"([\\()\r])", rb"\\\1", bytes.fromhex(signed[first + 1 : second - 1].decode()))
    packed = packed.replace(b"\\\r", b"\\r")
    forged = signed[:first] + (b"(" + packed + b") /Hidden (x)").ljust(second - first) + signed[second:]
    assert len(forged) == len(signed)
    (state,) = states(forged)
    assert (state["is_intact"], state["covers_whole"]) == (True, False)


def test_a_weak_digest_and_an_unknown_form_are_not_judged(plain, signed):
    for data in (sign(plain, digest="sha1"), signed.replace(b"/adbe.pkcs7.detached", b"/adbe.pkcs7.detachex")):
        (state,) = states(data)
        assert (state["name"], state["is_intact"]) == ("Budi Santoso", None)
        assert told(data) == ["A digital signature by Budi Santoso that the portal cannot check."]


def test_a_signature_that_is_no_signature_is_not_judged(signed):
    first = int(re.search(rb"/ByteRange ?\[ ?0 (\d+)", signed)[1])
    (state,) = states(signed[: first + 1] + b"00" * 200 + signed[first + 401 :])
    assert (state["name"], state["is_intact"], state["covers_whole"]) == ("", None, False)
    assert states(b"%PDF-1.7 /ByteRange")[0]["is_intact"] is None


def test_no_ktp_number_is_kept(plain):
    scan = read(
        sign(plain, "SRI RAHAYU 3372015501700001", SERIAL_NUMBER="3372015501700001", USER_ID="3372015501700001")
    )
    (state,) = scan.signatures
    assert state["name"] == "SRI RAHAYU ****************"
    assert "3372" not in repr(scan.signatures)


def test_only_long_numbers_are_masked():
    assert masked("a 3372.0155.0170.0001 b") == "a ****.****.****.**** b"
    assert masked("3372-015501-700001") == "****-******-******"
    assert masked("Surat 518/001/XI/2026, 26-11-2026, 0271 123456") == "Surat 518/001/XI/2026, 26-11-2026, 0271 123456"


def test_nothing_is_fetched(signed, monkeypatch):
    """A certificate may name addresses of its issuer; none is asked."""
    monkeypatch.setattr("socket.socket.connect", lambda *_address: pytest.fail("the network was asked"))
    assert signature_check.states(signed)[0]["is_intact"]
