"""The page of one warning letter, its public check, and how its texts look before they are saved."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import office
from core.models import Event
from core.papers import trail, verification
from core.papers.scans import Scan
from reports.escalation import ladder, letter_pdf, letter_trail, letters, reminders
from reports.models import Letter, Step
from reports.obligations.opening import open_period
from tests.factories import make_cooperative, make_user
from tests.neighbours import text_of_pdf
from tests.reporting import QUARTER

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 19)


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(DAY, tick=True):
        yield


@pytest.fixture
def letter(officer) -> Letter:
    make_cooperative("KSP Mawar", phone="+62811", address="Jl. Mawar 1")
    open_period(QUARTER)
    ladder.climb(DAY)
    reminders.tell(DAY)
    return Letter.objects.get()


@pytest.fixture
def issued(letter, officer) -> Letter:
    (issued,) = letters.issue([letter.pk], actor=officer)
    return issued


def test_a_whole_address_does_as_well_as_the_code(issued, client):
    for typed in (verification.address_of(issued), "a/b", "..", "/", "ä/"):
        answer = client.get(reverse("paper_check_form"), {"code": typed}, follow=True)
        assert answer.status_code in (200, 404)
    typed = {"code": verification.address_of(issued)}
    assert issued.number in client.get(reverse("paper_check_form"), typed, follow=True).content.decode()


def act(client, letter, name: str, **data) -> str:
    """The page that follows, in one line."""
    where = "letter_result" if name == "note_result" else "letter_act"
    answer = client.post(reverse(where, args=[letter.pk]), {"act": name, **data}, follow=True)
    return " ".join(answer.content.decode().split())


def test_the_way_of_a_letter_is_walked_on_its_page(letter, as_user, officer):
    client = as_user(officer)
    assert officer.display_name in act(client, letter, "initial", seen=letters.seen(letter))
    letters.issue([letter.pk], actor=officer)
    assert "19 Agustus 2026" in act(client, letter, "sign", signed_on="2026-08-19")
    page = act(client, letter, "note_result", result="delivered", delivered_on="2026-08-19", receiver="Bu Sri")
    assert "Bu Sri" in page
    letter.refresh_from_db()
    assert (letter.stage, letter.receiver) == ("delivered", "Bu Sri")


def test_the_page_offers_new_initials_when_the_words_have_changed_since(letter, as_user, officer, administrator):
    client = as_user(officer)
    act(client, letter, "initial", seen=letters.seen(letter))
    page = client.get(reverse("letter", args=[letter.pk])).content.decode()
    assert ('value="initial"' in page, 'value="take_initials_back"' in page) == (False, True)
    Step.objects.filter(letter_level=1).update(text="Lain sama sekali.")
    page = client.get(reverse("letter", args=[letter.pk])).content.decode()
    assert ('value="initial"' in page, 'value="take_initials_back"' in page) == (True, True)
    letter.refresh_from_db()
    other = as_user(administrator)
    assert administrator.display_name in act(other, letter, "initial", seen=letters.seen(letter))


def test_initials_from_the_page_are_for_the_words_that_it_had(letter, as_user, officer):
    client, url = as_user(officer), reverse("letter", args=[letter.pk])
    seen = client.get(url).context["seen"]
    Step.objects.filter(letter_level=1).update(text="Lain sama sekali.")
    page = act(client, letter, "initial", seen=seen)
    assert ("alert-danger" in page, "KSP Mawar" in page) == (True, True)
    assert Letter.objects.get().initialled_at is None
    act(client, letter, "initial", seen=client.get(url).context["seen"])
    assert Letter.objects.get().initialled_at


@pytest.mark.parametrize("name", ["initial", "take_initials_back", "unsign", "note_result"])
def test_an_act_on_a_letter_that_somebody_has_moved_meanwhile_says_so(letter, as_user, officer, name):
    data = {"seen": letters.seen(letter), "result": "delivered", "delivered_on": "2026-08-19"}
    letters.issue([letter.pk], actor=officer)
    if name == "note_result":
        letter_trail.void(Letter.objects.get(), reason="Keliru", again=False, actor=officer)
    page = act(as_user(officer), letter, name, **data)
    assert "alert-danger" in page
    assert "alert-success" not in page


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("sign", {"signed_on": "kemarin"}),
        ("sign", {"signed_on": "2027-01-01"}),
        ("void", {"reason": " "}),
        ("keep_scan", {}),
        ("note_result", {"result": "delivered", "delivered_on": ""}),
        ("note_result", {"result": "reachedd", "delivered_on": "2026-08-19", "receiver": "Pak Joko"}),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(issued, as_user, officer, name, data):
    before = Letter.objects.values().get()
    where = "letter_result" if name == "note_result" else "letter_act"
    answer = as_user(officer).post(reverse(where, args=[issued.pk]), {"act": name, **data})
    assert answer.status_code == 400
    assert "alert-danger" in answer.content.decode()
    for typed in ("Pak Joko",):
        assert typed not in data.values() or typed in answer.content.decode()
    assert Letter.objects.values().get() == before


def test_an_act_that_is_none_is_not_there(issued, as_user, officer):
    assert as_user(officer).post(reverse("letter_act", args=[issued.pk]), {"act": "burn"}).status_code == 404
    # Nor one of another form: it asks for another right.
    assert as_user(officer).post(reverse("letter_act", args=[issued.pk]), {"act": "note_result"}).status_code == 404


def test_a_form_sent_twice_is_done_once(issued, as_user, officer):
    client, data = as_user(officer), {"reason": "Salah", "again": "1", "once": "a" * 20}
    act(client, issued, "void", **data)
    act(client, issued, "void", **data)
    assert Letter.objects.count() == 2
    assert Event.objects.filter(verb="paper.voided").count() == 1


def test_a_void_letter_says_which_stands_in_its_place(issued, as_user, officer):
    client = as_user(officer)
    act(client, issued, "void", reason="Salah tanggal", again="1")
    page = client.get(reverse("letter", args=[issued.pk])).content.decode()
    new = Letter.objects.get(replaces=issued)
    assert reverse("letter", args=[new.pk]) in page
    assert "Salah tanggal" in page
    book = client.get(reverse("letter_book")).content.decode()
    assert issued.number in book
    assert issued.number not in client.get(reverse("letter_book"), {"stage": "issued"}).content.decode()


def test_a_draft_and_a_void_letter_are_marked_on_paper(letter, officer):
    draft = text_of_pdf(letter_pdf.pdf([letters.preview(Letter.objects.get())]).content)
    letters.issue([letter.pk], actor=officer)
    valid = text_of_pdf(letter_pdf.pdf([Letter.objects.get()]).content)
    letter_trail.void(letter, reason="x", again=False, actor=officer)
    void = text_of_pdf(letter_pdf.pdf([Letter.objects.get()]).content)
    assert ["KONSEP" in draft, "KONSEP" in valid, "BATAL" in valid, "BATAL" in void] == [True, False, False, True]
    assert verification.in_groups(Letter.objects.get().code) in valid


def test_a_signed_pdf_stands_in_the_place_of_the_print(issued, as_user, officer):
    client, paper = as_user(officer), letter_pdf.pdf([issued]).content
    act(client, issued, "keep_scan", scan=SimpleUploadedFile("Surat 1.pdf", paper, "application/pdf"))
    answer = client.get(reverse("letter_scan_file", args=[issued.pk]))
    assert b"".join(answer.streaming_content) == paper
    assert Event.objects.filter(verb="letters.scan_opened").count() == 1
    # Whoever asks for the letter gets what was signed.
    assert client.get(reverse("letter_pdf", args=[issued.pk])).url == reverse("letter_scan_file", args=[issued.pk])
    act(client, issued, "drop_scan")
    assert client.get(reverse("letter_scan_file", args=[issued.pk])).status_code == 404
    assert client.get(reverse("letter_pdf", args=[issued.pk])).status_code == 200


def test_of_the_scan_of_a_void_letter_it_is_not_said_that_others_get_it(issued, as_user, officer):
    client, paper = as_user(officer), letter_pdf.pdf([issued]).content
    instead = "bukan cetakan portal"
    assert instead in act(client, issued, "keep_scan", scan=SimpleUploadedFile("1.pdf", paper, "application/pdf"))
    letter_trail.void(issued, reason="Keliru", again=False, actor=officer)
    page = act(client, issued, "keep_scan", scan=SimpleUploadedFile("2.pdf", paper, "application/pdf"))
    assert ("alert-success" in page, "2.pdf" in page, instead in page) == (True, True, False)
    assert client.get(reverse("letter_pdf", args=[issued.pk])).status_code == 200


def test_the_check_of_a_paper_tells_what_stands_on_it_and_nothing_else(issued, client):
    page = client.get(verification.address_of(issued).partition("//")[2].partition("/")[2].join(["/", ""]))
    text = page.content.decode()
    assert [value in text for value in (issued.number, "KSP Mawar", "19 Agustus 2026")] == [True] * 3
    assert [secret in text for secret in ("Jl. Mawar 1", "+62811", issued.text[:40])] == [False] * 3
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Cache-Control"] == "private, no-store"


def test_the_check_is_found_by_a_code_typed_in_any_way_and_by_no_other(issued, client):
    typed = verification.in_groups(issued.code).lower().replace("-", " ")
    assert issued.number in client.get(reverse("paper_check_form"), {"code": typed}, follow=True).content.decode()
    for wrong in (issued.code[:-1], issued.code[:-1] + "*", "x", "1" * 16, "ä" * 16):
        assert client.get(reverse("paper_check", args=[wrong])).status_code == 404


def test_the_check_of_a_number_without_a_noted_signature_says_so_with_a_scan_as_well(issued, client, officer):
    address = reverse("paper_check", args=[issued.code])
    assert "alert-warning" in client.get(address).content.decode()
    # A picture of it that is not signed makes it no more genuine.
    trail.keep_scan(Letter.objects.all(), Scan(b"%PDF", "a.pdf", "pdf", "0" * 64, []), actor=officer)
    assert "alert-warning" in client.get(address).content.decode()
    trail.sign(Letter.objects.all(), on=DAY, actor=officer)
    assert "alert-success" in client.get(address).content.decode()


def test_the_check_says_that_a_paper_is_void_and_what_stands_in_its_place(issued, client, officer):
    new = letter_trail.void(issued, reason="Rahasia kantor", again=True, actor=officer)
    letters.issue([new.pk], actor=officer)
    text = client.get(reverse("paper_check", args=[issued.code])).content.decode()
    assert Letter.objects.get(pk=new.pk).number in text
    assert "Rahasia kantor" not in text
    # A draft has no code, and a number says nothing here.
    assert client.get(reverse("paper_check", args=[issued.number.replace("/", "-")])).status_code == 404


def test_texts_of_letters_are_looked_at_before_they_are_saved(as_user, administrator):
    client = as_user(administrator)
    kept = {key: value for key, value in office.values().items() if not office.SETTINGS[key].has_own_page}
    form = {key: value for key, value in kept.items() if value is not False} | {"letter_closing": "Salam hormat kami."}
    paper = client.post(reverse("letter_preview"), form)
    assert "Salam hormat kami." in text_of_pdf(paper.content)
    assert "Salam" not in office.value("letter_closing")
    assert client.post(reverse("letter_preview"), form | {"letter_number": "{nomer}"}).status_code == 400


def test_the_words_of_a_step_are_looked_at_before_they_are_saved(as_user, administrator):
    client = as_user(administrator)
    page = client.get(reverse("step_edit", args=["T2"]))
    fields = page.context["form"]
    form = {name: fields[name].value() for name in fields.fields if fields[name].value() not in (None, False)}
    paper = client.post(reverse("step_preview", args=["T2"]), form | {"text": "Halo {koperasi}, mohon lapor."})
    assert "Halo KSP Contoh Sejahtera, mohon lapor." in text_of_pdf(paper.content)
    assert "Halo" not in client.get(reverse("step_edit", args=["T2"])).content.decode()
    assert client.post(reverse("step_preview", args=["T2"]), form | {"text": "{apa}"}).status_code == 400


def test_an_adviser_reads_a_letter_and_moves_nothing(issued, as_user):
    adviser = make_user("adviser")
    client = as_user(adviser)
    page = client.get(reverse("letter", args=[issued.pk]))
    assert page.status_code == 200
    assert 'value="void"' not in page.content.decode()
    assert client.post(reverse("letter_act", args=[issued.pk]), {"act": "void", "reason": "x"}).status_code == 403


def test_a_batch_is_signed_on_the_day_that_was_chosen_and_a_wrong_one_keeps_what_was_typed(issued, as_user, officer):
    client, book = as_user(officer), reverse("letter_book")
    data = {"action": "arrived", "row": str(issued.pk), "choice-arrived": "delivered", "text-arrived": "Pak Joko"}
    page = client.post(book, data | {"day-arrived": "31 Februari"}).content.decode()
    assert "31 Februari" in page
    assert "Pak Joko" in page
    client.post(book, {"action": "sign", "row": str(issued.pk), "day-sign": "2026-08-19"})
    client.post(book, data | {"day-arrived": "2026-08-19"})
    issued.refresh_from_db()
    assert (issued.signed_on, issued.delivered_on, issued.receiver) == (DAY, DAY, "Pak Joko")
