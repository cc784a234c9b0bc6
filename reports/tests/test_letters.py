from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from cooperatives.models import Contact
from core import clock, office
from core.errors import DomainError
from core.models import Event
from core.office_papers import signers
from reports.escalation import ladder, letter_pdf, letters, reminders
from reports.models import Letter, Obligation, Step
from tests.factories import make_signer
from tests.letters import DAY, prepare
from tests.neighbours import text_of_pdf
from tests.reporting import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_the_day():
    with time_machine.travel(DAY, tick=True):
        yield


def test_a_batch_gets_numbers_without_a_gap_in_the_order_of_names(on_the_day, officer):
    waiting = prepare(3)
    issued = letters.issue([letter.pk for letter in reversed(waiting)], actor=officer)
    assert [(letter.cooperative.name, letter.number) for letter in issued] == [
        ("KSP 00", "518/001/TEGUR-I/VIII/2026"),
        ("KSP 01", "518/002/TEGUR-I/VIII/2026"),
        ("KSP 02", "518/003/TEGUR-I/VIII/2026"),
    ]
    assert Event.objects.filter(verb="letter.issued").count() == 3


def test_numbers_begin_anew_with_the_year(officer):
    with time_machine.travel(DAY):
        (first,) = prepare()
        letters.issue([first.pk], actor=officer)
    with time_machine.travel(date(2027, 1, 4)):
        ladder.climb(date(2027, 1, 4))
        reminders.tell(date(2027, 1, 4))
        (second,) = letters.issue(Letter.objects.filter(state="prepared").values_list("pk", flat=True), actor=officer)
    assert (second.number, second.level) == ("518/001/TEGUR-II/I/2027", 2)


def test_a_letter_is_not_issued_twice(on_the_day, officer):
    (letter,) = prepare()
    letters.issue([letter.pk], actor=officer)
    assert letters.issue([letter.pk], actor=officer) == []
    assert Contact.objects.filter(channel="letter").count() == 1


def test_letters_take_the_numbers_that_the_agenda_has_reserved(on_the_day, as_user, officer):
    first, *others, last = prepare(4)
    letters.issue([first.pk], actor=officer, first=120)
    client = as_user(officer)

    def press(number: str) -> list[str]:
        form = {"row": [one.pk for one in others], "action": "issue", "text-issue": number}
        answer = client.post(reverse("letters"), form, follow=True)
        return [str(message) for message in answer.context["messages"]]

    assert press("119") == [
        "Nomor tahun 2026 yang sudah terpakai: 120. Isikan nomor pertama dari 2 nomor berurutan yang masih kosong."
    ]
    for wrong in ("seratus", "-1", "0", "1e3", "9" * 10):
        assert press(wrong) == [f"“{wrong}” bukan nomor agenda: tulis angka saja, misalnya 118."]
    assert Letter.objects.filter(state="prepared").count() == 3
    press("118")
    issued = Letter.objects.filter(state="issued").order_by("sequence")
    assert [one.number[:7] for one in issued] == ["518/118", "518/119", "518/120"]
    assert [one.sequence for one in letters.issue([last.pk], actor=officer)] == [121]


def test_a_letter_whose_reason_has_gone_is_called_back_and_leaves_no_gap(on_the_day, officer):
    first, second = prepare(2)
    Obligation.objects.filter(cooperative=first.cooperative).update(late_after=date(2026, 12, 31))
    issued = letters.issue([first.pk, second.pk], actor=officer)
    assert [(letter.pk, letter.sequence) for letter in issued] == [(second.pk, 1)]
    first.refresh_from_db()
    assert first.state == "cancelled"


def test_an_issued_letter_keeps_its_words_signer_and_quarters(on_the_day, officer):
    (letter,) = prepare()
    make_signer("Drs. Sukarno")
    (letter,) = letters.issue([letter.pk], actor=officer)
    make_signer("Orang Lain", since=date(2021, 1, 1))
    submitted(Obligation.objects.get(), officer)
    letter.refresh_from_db()
    assert (letter.state, letter.signer_name, letter.missing) == ("issued", "Drs. Sukarno", [["2026-2", "2026-07-20"]])


def test_a_letter_is_printed_for_ever_with_what_stood_around_its_text(on_the_day, officer, administrator):
    (letter,) = prepare()
    signer = make_signer(
        "Drs. Sukarno",
        capacity="plt",
        rank="Pembina (IV/a)",
        nip="197001011995031001",
        on_behalf="a.n. Wali Kota Surakarta",
    )
    around = {
        "letter_basis": "Undang-Undang Nomor 25 Tahun 1992\n\n Perda Nomor 14 Tahun 2016 ",
        "letter_copies": "Wali Kota Surakarta",
    }
    office.change(around, actor=administrator)
    (letter,) = letters.issue([letter.pk], actor=officer)
    office.change(dict.fromkeys(around, "Lain"), actor=administrator)
    signers.change(signer.pk, dict.fromkeys(("name", "position", "rank", "nip", "on_behalf"), "Lain"), actor=None)
    letter.refresh_from_db()
    page = text_of_pdf(letter_pdf.pdf([letter]).content)
    for words in (
        "Drs. Sukarno",
        "Pembina (IV/a)",
        "NIP 19700101 199503 1 001",
        "a.n. Wali Kota Surakarta",
        "Plt. Kepala Dinas,",
        "Undang-Undang Nomor 25 Tahun 1992",
        "Perda Nomor 14 Tahun 2016",
        "Dengan hormat,",
        "Tembusan",
    ):
        assert words in page
    assert "Lain" not in page


def test_rank_nip_and_on_behalf_are_not_printed_under_another_name(on_the_day, officer):
    (letter,) = prepare()
    make_signer("Drs. Sukarno", rank="Pembina (IV/a)", nip="197001011995031001", on_behalf="a.n. Wali Kota Surakarta")
    Step.objects.exclude(letter_level=0).update(signer_name="Orang Lain", signer_position="Sekretaris")
    (letter,) = letters.issue([letter.pk], actor=officer)
    assert (letter.signer_name, letter.signer_position) == ("Orang Lain", "Sekretaris")
    assert (letter.frame["rank"], letter.frame["nip"], letter.frame["on_behalf"]) == ("", "", "")


def test_another_name_without_a_position_stands_under_that_of_the_office_without_plt(on_the_day, officer):
    (letter,) = prepare()
    make_signer("Drs. Sukarno", capacity="plt")
    Step.objects.exclude(letter_level=0).update(signer_name="Orang Lain", signer_position="")
    (letter,) = letters.issue([letter.pk], actor=officer)
    assert (letter.signer_name, letter.signer_position) == ("Orang Lain", "Kepala Dinas")


def test_a_letter_without_a_signer_has_dots_to_be_signed_on(on_the_day, officer):
    (letter,) = prepare()
    make_signer("Ibu Pelatihan", papers="certificate")
    (letter,) = letters.issue([letter.pk], actor=officer)
    assert (letter.signer_name, letter.signer_position) == ("", "Kepala Dinas Koperasi, UKM dan Perindustrian")
    assert "." * 40 in text_of_pdf(letter_pdf.pdf([letter]).content)


def test_a_letter_is_signed_by_whoever_stands_in_on_the_day_of_its_issue(on_the_day, officer):
    (letter,) = prepare()
    make_signer("Drs. Sukarno")
    make_signer("Ibu Sekretaris", capacity="plh", since=clock.today(), until=clock.today())
    assert letters.preview(letter).signer_position == "Plh. Kepala Dinas"
    (letter,) = letters.issue([letter.pk], actor=officer)
    assert (letter.signer_name, letter.signer_position) == ("Ibu Sekretaris", "Plh. Kepala Dinas")


@pytest.mark.parametrize("number", [1, 4])
def test_the_words_of_many_letters_take_as_many_statements_as_those_of_one(
    on_the_day, officer, number, django_assert_num_queries
):
    prepare(number)
    make_signer("Drs. Sukarno")
    office.values()
    found = list(Letter.objects.select_related("cooperative__village"))
    with django_assert_num_queries(5):
        assert len(letters.digests_of(found)) == number


def test_a_letter_from_before_is_printed_as_it_was(on_the_day, officer):
    (letter,) = prepare()
    (letter,) = letters.issue([letter.pk], actor=officer)
    Letter.objects.update(frame={})
    letter.refresh_from_db()
    page = text_of_pdf(letter_pdf.pdf([letter]).content)
    assert letter.number in page
    assert "Dasar" not in page
    assert "Dengan hormat" not in page


def test_a_letter_set_aside_needs_a_reason_and_comes_again_after_the_days_to_answer(on_the_day, officer):
    (letter,) = prepare()
    with pytest.raises(DomainError):
        letters.set_aside(letter, reason=" ", actor=officer)
    letters.set_aside(letter, reason="Ketua sedang sakit.", actor=officer)
    for later, states in ((0, ["cancelled"]), (29, ["cancelled"]), (30, ["cancelled", "prepared"])):
        ladder.climb(DAY + timedelta(days=later))
        reminders.tell(DAY + timedelta(days=later))
        assert list(Letter.objects.order_by("pk").values_list("state", flat=True)) == states
    assert set(Letter.objects.values_list("level", flat=True)) == {1}


def test_the_officer_issues_prints_and_notes_the_delivery_in_the_browser(on_the_day, as_user, officer):
    prepare(3)
    client = as_user(officer)
    assert client.get(reverse("letters")).content.decode().count("Pratinjau") == 3
    assert client.get(reverse("letter_pdf", args=[Letter.objects.first().pk])).content.startswith(b"%PDF")
    assert Letter.objects.filter(state="prepared").count() == 3
    every = client.get(reverse("letters")).context["listing"].stamp
    response = client.post(reverse("letters"), {"all": every, "action": "issue"}, follow=True)
    assert "518/003/TEGUR-I/VIII/2026" in response.content.decode()
    assert client.get(reverse("letters_pdf") + f"?on={DAY}").content.startswith(b"%PDF")
    letter = Letter.objects.first()
    contact, data = letter.contact, {"act": "note_result", "result": "came_back", "delivered_on": DAY.isoformat()}
    client.post(reverse("letter_result", args=[letter.pk]), data)
    contact.refresh_from_db()
    assert contact.result == "came_back"
    sheet = load_workbook(BytesIO(client.get(reverse("letter_book") + "?format=xlsx").content)).worksheets[1]
    assert sheet.max_row == 4


def test_letters_that_have_lost_their_reason_are_called_back_by_issuing_them(on_the_day, as_user, officer):
    prepare(1)
    letter = Letter.objects.get()
    Obligation.objects.update(late_after=DAY + timedelta(days=90), due_on=DAY + timedelta(days=90))
    page = as_user(officer).post(reverse("letters"), {"row": [letter.pk], "action": "issue"}, follow=True)
    assert "Surat-surat ini tidak diperlukan lagi" in page.content.decode()
    letter.refresh_from_db()
    assert letter.state == "cancelled"


def test_issuing_nothing_says_so(as_user, officer):
    page = as_user(officer).post(
        reverse("letters"), {"row": ["x", "9999999999999999999999"], "action": "issue"}, follow=True
    )
    assert "alert" in page.content.decode()
