"""Letters that ask: numbered in a batch, printed with the way to answer, and passed on to the lurahs."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cooperatives.contacts import contact_log
from cooperatives.models import Contact
from core import clock, office
from core.errors import DomainError
from core.models import Event
from revival.models import Answer, Question
from revival.question import answers, letter_pdf, letter_trail, letters, lurah_answers, question_messages, questions
from revival.question.lurah_answers import LurahAnswer
from tests.factories import make_cooperative, make_signer
from tests.neighbours import text_of_pdf

pytestmark = pytest.mark.django_db


def asked(officer, *names: str, **fields) -> list[Question]:
    rows = [
        make_cooperative(f"KSP {name}", status="passive", **({"address": f"Jl. {name} 1"} | fields)) for name in names
    ]
    questions.ask([row.pk for row in rows], actor=officer)
    return list(Question.objects.select_related("cooperative").order_by("cooperative__name_key"))


def keys(found: list[Question]) -> list[int]:
    return [one.pk for one in found]


def test_a_batch_gets_numbers_without_a_gap_in_the_order_of_names(officer):
    found = asked(officer, "Satu", "Dua", "Tiga")
    written = letters.write(keys(found), actor=officer, first=40)
    assert written.left_out == 0
    assert [(one.sequence, one.question.cooperative.name) for one in written.letters] == [
        (40, "KSP Dua"),
        (41, "KSP Satu"),
        (42, "KSP Tiga"),
    ]
    assert Event.objects.filter(verb="revival.letter_issued").count() == 3
    assert set(Contact.objects.values_list("channel", "state", "about")) == {
        ("letter", "sent", letters.about(one)) for one in written.letters
    }


def test_a_letter_shows_the_window_the_code_and_the_page_where_it_is_typed(officer):
    make_signer("Bapak Kepala")
    (question,) = asked(officer, "Sepi")
    text = text_of_pdf(letter_pdf.pdf(letters.write([question.pk], actor=officer).letters).content)
    for part in ("Yth. Pengurus KSP Sepi", "Jl. Sepi 1", "di Surakarta", "Bapak Kepala"):
        assert part in text
    # Set wide: between some letters of a code a reader of the PDF sees a space.
    assert question.code_in_groups in text.replace(" ", "")
    assert "/kembali" in text
    assert "Periksa keaslian" not in text


def test_the_page_of_the_code_names_the_letter_that_leads_to_it(officer):
    (question,) = asked(officer, "Sepi")
    (letter,) = letters.write([question.pk], actor=officer).letters
    page = Client().get(reverse("answer", args=[question.code_in_groups])).content.decode()
    assert letter.number in page


def test_the_silent_are_reminded_once_after_the_days_to_wait(officer):
    found = asked(officer, "Satu", "Dua")
    letters.write(keys(found), actor=officer)
    with pytest.raises(DomainError, match="sudah punya surat"):
        letters.write(keys(found), actor=officer)
    with pytest.raises(DomainError, match="perlu diingatkan"):
        letters.remind(keys(found), actor=officer)
    answers.give(found[0], Answer(willing="yes"))
    with time_machine.travel(clock.now() + timedelta(days=15)):
        again = letters.remind(keys(found), actor=officer)
        assert [(one.question, one.is_reminder) for one in again.letters] == [(found[1], True)]
        assert again.left_out == 1
        assert Question.objects.get(pk=found[1].pk).reminded_at is not None
        with pytest.raises(DomainError, match="perlu diingatkan"):
            letters.remind(keys(found), actor=officer)


def test_a_void_letter_may_be_written_anew_and_then_stays_void(officer):
    (question,) = asked(officer, "Sepi")
    (first,) = letters.write([question.pk], actor=officer).letters
    letter_trail.void(first, reason="Alamat salah.", actor=officer)
    assert Contact.objects.get().state == "cancelled"
    letter_trail.restore(first, actor=officer)
    assert Contact.objects.get().state == "sent"
    letter_trail.void(first, reason="Alamat salah.", actor=officer)
    (second,) = letters.write([question.pk], actor=officer).letters
    assert (second.is_reminder, second.sequence) == (False, first.sequence + 1)
    with pytest.raises(DomainError, match="tetap batal"):
        letter_trail.restore(first, actor=officer)


def test_a_void_reminder_leaves_the_one_reminder_to_give(officer):
    (question,) = asked(officer, "Sepi", phone="+628111")
    letters.write([question.pk], actor=officer)
    with time_machine.travel(clock.now() + timedelta(days=15)):
        (reminder,) = letters.remind([question.pk], actor=officer).letters
        letter_trail.void(reminder, reason="x", actor=officer)
        assert Question.objects.get().reminded_at is None
        letter_trail.restore(reminder, actor=officer)
        assert Question.objects.get().reminded_at is not None
        letter_trail.void(reminder, reason="x", actor=officer)
        question_messages.remind([question.pk], actor=officer)
        contact_log.mark_sent(Contact.objects.to_send().get(), actor=officer)
        with pytest.raises(DomainError, match="tetap batal"):
            letter_trail.restore(reminder, actor=officer)


def test_a_letter_whose_code_counts_no_more_stays_void(officer):
    (question,) = asked(officer, "Sepi")
    (letter,) = letters.write([question.pk], actor=officer).letters
    letter_trail.void(letter, reason="x", actor=officer)
    questions.withdraw(question, actor=officer)
    with pytest.raises(DomainError, match="tidak berlaku lagi"):
        letter_trail.restore(letter, actor=officer)


def test_a_void_letter_to_a_lurah_stays_void_once_its_cooperatives_are_passed_on_anew(officer):
    found = asked(officer, "Satu", "Dua")
    (first,) = letters.pass_on(keys(found), actor=officer).letters
    letter_trail.void(first, reason="x", actor=officer)
    letters.pass_on(keys(found[:1]), actor=officer)
    with pytest.raises(DomainError, match="tetap batal"):
        letter_trail.restore(first, actor=officer)
    with pytest.raises(DomainError, match="batal"):
        lurah_answers.keep(first, {found[1].pk: LurahAnswer("no")}, actor=officer)


def test_what_became_of_a_letter_is_noted_on_its_page_alone(officer, as_user):
    (question,) = asked(officer, "Sepi")
    (letter,) = letters.write([question.pk], actor=officer).letters
    client, url = as_user(officer), reverse("revival_letter_act", args=[letter.pk])
    client.post(url, {"act": "sign", "signed_on": clock.today().isoformat()})
    client.post(
        url,
        {"act": "note_result", "result": "delivered", "delivered_on": clock.today().isoformat(), "receiver": "Bu Sri"},
    )
    letter.refresh_from_db()
    assert (letter.signed_on, letter.delivered_on, letter.receiver) == (clock.today(), clock.today(), "Bu Sri")
    assert Contact.objects.get().result == "delivered"
    with pytest.raises(DomainError):
        contact_log.set_result(Contact.objects.get(), result="reached", actor=officer)


def test_one_letter_goes_to_the_lurah_of_each_kelurahan_with_a_table(officer):
    asked(officer, "Satu", "Dua")
    asked(officer, "Entah", place=None)
    found = asked(officer, "Tiga", place="Tipes")
    written = letters.pass_on(keys(found), actor=officer)
    assert written.left_out == 1
    assert [(one.addressee, [name for name, _address in one.listed]) for one in written.letters] == [
        ("Lurah Jajar", ["KSP Dua", "KSP Satu"]),
        ("Lurah Tipes", ["KSP Tiga"]),
    ]
    text = text_of_pdf(letter_pdf.pdf(written.letters[:1]).content)
    assert "Yth. Lurah Jajar" in text
    assert "KSP Dua" in text
    assert all(one.code not in text.replace("-", "") for one in found)
    with pytest.raises(DomainError, match="Tidak satu pun dapat diteruskan"):
        letters.pass_on(keys(found), actor=officer)


def test_what_the_lurah_has_written_is_typed_back_row_by_row(officer, adviser, head, as_user):
    found = asked(officer, "Satu", "Dua")
    (letter,) = letters.pass_on(keys(found), actor=officer).letters
    url = reverse("revival_lurah", args=[letter.pk])
    first, second = (f"q{one.pk}" for one in found)
    assert as_user(head).post(url, {f"{first}-willing": "no"}).status_code == 403
    client = as_user(adviser)
    client.post(
        url,
        {
            f"{first}-willing": "no",
            f"{first}-words": "Pak Budi",
            f"{first}-more": "Sudah tutup",
            f"{second}-words": "Bu RT",
        },
    )
    one, other = Answer.objects.order_by("question")
    assert (one.question, one.willing, one.how, one.actor) == (found[0], "no", "lurah", adviser)
    assert (one.words, one.more) == ("Pak Budi", "Sudah tutup")
    # A remark without an answer: the lurah does not know.
    assert (other.willing, other.words) == ("unsure", "Bu RT")


def test_a_table_costs_as_many_statements_as_a_row(officer):
    counts = []
    for names in (("Awal",), ("Satu",), tuple(f"Nomor {n}" for n in range(9))):
        known = set(Question.objects.values_list("pk", flat=True))
        found = [one for one in asked(officer, *names) if one.pk not in known]
        (letter,) = letters.pass_on(keys(found), actor=officer).letters
        with CaptureQueriesContext(connection) as seen:
            lurah_answers.keep(letter, {one.pk: LurahAnswer("no") for one in found}, actor=officer)
        counts.append(len(seen))
    assert counts[1] == counts[2]


def test_answers_of_a_lurah_are_kept_all_or_none(officer):
    found = asked(officer, "Satu", "Dua")
    (letter,) = letters.pass_on(keys(found), actor=officer).letters
    questions.withdraw(found[1], actor=officer)
    with pytest.raises(DomainError):
        lurah_answers.keep(letter, {one.pk: LurahAnswer("no") for one in found}, actor=officer)
    assert not Answer.objects.exists()


def test_many_letters_take_as_many_statements_as_one(officer):
    counts = []
    # The first one warms what is remembered.
    for names in (("Awal",), ("Satu",), tuple(f"Nomor {n}" for n in range(30))):
        known = set(Question.objects.values_list("pk", flat=True))
        found = [one for one in asked(officer, *names) if one.pk not in known]
        with CaptureQueriesContext(connection) as seen:
            assert len(letters.write(keys(found), actor=officer).letters) == len(names)
        counts.append(len(seen))
    assert counts[1] == counts[2]


def test_the_list_is_printed_as_one_pdf(officer, as_user):
    found = asked(officer, "Satu", "Dua")
    letters.write(keys(found), actor=officer)
    answer = as_user(officer).get(reverse("revival_letters_pdf"))
    text = text_of_pdf(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    assert "KSP Satu" in text
    assert "KSP Dua" in text


def test_the_words_are_the_offices_and_must_lead_to_the_answer(administrator, officer, as_user):
    client, url = as_user(administrator), reverse("revival_texts")
    kept = {key: office.value(key) for key in office.SETTINGS if key.startswith("question_")}
    wrong = client.post(url, kept | {"question_message": "Halo {koperasi}", "question_letter": "Halo {siapa}"})
    page = wrong.content.decode()
    assert "{tautan}" in page
    assert "siapa" in page
    assert client.post(url, kept | {"question_letter": "Halo {koperasi}."}).status_code == 302
    (question,) = asked(officer, "Sepi")
    assert letters.write([question.pk], actor=officer).letters[0].text == "Halo KSP Sepi."
    shown = client.post(url, kept | {"question_letter": "Contoh saja.", "preview": "1"})
    assert shown["Content-Type"] == "application/pdf"
    assert office.value("question_letter") == "Halo {koperasi}."


@pytest.mark.parametrize("of", ["questions", "warnings", "assignments"])
def test_the_words_of_each_kind_of_letter_are_looked_at_before_they_are_saved(administrator, as_user, of):
    client, url = as_user(administrator), reverse("revival_texts", args=[of])
    kept = {key: office.value(key) for key in client.get(url).context["form"].fields}
    shown = client.post(url, kept | {"preview": "1"})
    assert (shown.status_code, shown["Content-Type"]) == (200, "application/pdf")
    assert "Contoh" in text_of_pdf(b"".join(shown.streaming_content) if shown.streaming else shown.content)
    assert client.get(reverse("revival_texts", args=["others"])).status_code == 404


@pytest.mark.parametrize(("of", "key"), [("warnings", "coaching_warning_text"), ("assignments", "assignment_text")])
def test_a_word_in_braces_that_nothing_fills_in_is_refused(administrator, as_user, of, key):
    client, url = as_user(administrator), reverse("revival_texts", args=[of])
    kept = {name: office.value(name) for name in client.get(url).context["form"].fields}
    answer = client.post(url, kept | {key: "Kepada {koprasi}."})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [key])
