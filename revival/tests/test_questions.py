"""“Masih ingin berjalan?”: asked by a code, answered without an account, kept and told."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cooperatives.correspondence import delivery
from cooperatives.models import Contact, Cooperative
from core import clock
from core.errors import DomainError
from core.models import Event, Notice
from core.text import tokens
from revival import signs
from revival.models import Answer, Question, QuestionLetter
from revival.question import answers, letters, questions
from tests.coaching import make_case
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db
YES = {"answered": "1", "willing": "yes", "causes": ["books", "no_business"], "visit": "Sabtu pagi"}


@pytest.fixture
def own() -> Cooperative:
    return make_cooperative(
        "KSP Sepi", status="passive", phone="+628123456789", chair="Bu Rahasia", address="Jl. Rahasia"
    )


@pytest.fixture
def question(own, officer) -> Question:
    questions.ask([own.pk], actor=officer)
    return Question.objects.get()


def url_of(question: Question) -> str:
    return reverse("answer", args=[question.code_in_groups])


def test_a_code_is_forty_random_bits_in_letters_that_are_read_out(question):
    assert re.fullmatch(f"[{tokens.ALPHABET}]{{8}}", question.code)
    assert len(tokens.ALPHABET) ** len(question.code) == 2**40


def test_a_board_answers_without_an_account_and_whoever_is_in_charge_is_told(client, question, own, officer, adviser):
    case = make_case(own, officer, adviser=adviser)
    Notice.objects.all().delete()
    asked = client.get(url_of(question))
    assert asked.status_code == 200
    assert "KSP Sepi" in asked.content.decode()
    assert client.post(url_of(question)).status_code == 200
    thanks = client.post(url_of(question), YES | {"name": "Bu Sri", "phone": "0812-3456 7890", "may_call": "on"})
    assert "Terima kasih" in thanks.content.decode()
    answer = Answer.objects.get()
    assert (answer.willing, answer.causes, answer.phone, answer.how, answer.actor) == (
        "yes",
        ["books", "no_business"],
        "+6281234567890",
        "code",
        None,
    )
    notice, contact = Notice.objects.get(), Contact.objects.get()
    assert (notice.user, notice.url) == (adviser, reverse("revival_case", args=[case.pk]))
    assert (
        notice.text == contact.text == "Ya, kami ingin melanjutkan; Pembukuan tidak tertib; Tidak ada usaha; Sabtu pagi"
    )
    assert Event.objects.get(verb="revival.answered").after == {"willing": "yes", "how": "code"}
    assert "willing" in {one.sign.key for one in signs.of([own.pk], clock.today())[own.pk]}


def test_nothing_of_an_answer_and_nothing_that_is_not_public_is_shown_by_the_link(client, question):
    client.post(
        url_of(question), YES | {"name": "Pak Tertutup", "phone": "081299998888", "may_call": "on", "words": "Malu"}
    )
    for page in (client.get(url_of(question)), client.post(url_of(question)), client.post(url_of(question), YES)):
        told = page.content.decode()
        assert page.status_code == 200
        assert [text for text in ("Tertutup", "99998888", "Malu", "Rahasia", "8123456789") if text in told] == []
        assert "no-store" in page["Cache-Control"]


def test_a_fetched_preview_opens_nothing_and_a_pressed_button_does(client, question):
    client.get(url_of(question))
    client.head(url_of(question))
    question.refresh_from_db()
    assert question.opened_at is None
    client.post(url_of(question))
    question.refresh_from_db()
    first = question.opened_at
    assert first is not None
    client.post(url_of(question))
    question.refresh_from_db()
    assert question.opened_at == first


def test_wrong_ended_and_withdrawn_codes_are_told_in_the_same_words(client, question, own, officer):
    wrong = client.get(reverse("answer", args=["0000-0000"]))
    Question.objects.update(expires_on=clock.today() - timedelta(days=1))
    ended = client.get(url_of(question))
    Question.objects.update(expires_on=clock.today())
    questions.withdraw(question, actor=officer)
    withdrawn = client.post(url_of(question), YES)
    pages = [
        re.sub(r'[0-9A-Z]{4}-[0-9A-Z]{4}|value="[^"]*"|nonce-\S+', "", page.content.decode()) for page in (wrong, ended)
    ]
    assert pages[0] == pages[1]
    assert [page.status_code for page in (wrong, ended, withdrawn)] == [404, 404, 404]
    assert not Answer.objects.exists()


def test_a_code_counts_as_it_is_typed(client, question):
    typed = f" {question.code[:4].lower()} {question.code[4:]} "
    there = client.get(reverse("answer_code"), {"code": typed}, follow=True)
    assert there.redirect_chain == [(url_of(question), 302)]
    assert there.status_code == 200
    assert client.get(reverse("answer_code")).status_code == 200


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"willing": ""}, "Pilih satu dari tiga jawaban."),
        ({"willing": "maybe"}, "maybe"),
        ({"willing": "yes", "name": "Bu Sri"}, "kosongkan keduanya"),
        ({"willing": "yes", "causes": ["unheard"]}, "unheard"),
        ({"willing": "yes", "words": "x" * 501}, "500"),
    ],
)
def test_a_faulty_answer_says_what_is_wrong_and_keeps_what_was_typed(client, question, typed, where):
    page = client.post(url_of(question), {"answered": "1", "visit": "Minggu sore"} | typed)
    told = page.content.decode()
    assert page.status_code == 200
    assert where in told
    assert "Minggu sore" in told
    assert not Answer.objects.exists()


def test_sent_twice_it_is_kept_once_and_thanked_twice(client, question):
    sent = YES | {"once": "6f6f4a6e-0000-4000-8000-000000000001"}
    assert [client.post(url_of(question), sent).status_code for _n in range(2)] == [200, 200]
    assert Answer.objects.count() == 1


def test_answers_that_contradict_each_other_stand_beside_each_other(client, question, own, as_user, officer):
    client.post(url_of(question), YES)
    client.post(url_of(question), {"answered": "1", "willing": "no"})
    assert [one.willing for one in Answer.objects.all()] == ["no", "yes"]
    assert {"willing", "unwilling"} <= {one.sign.key for one in signs.of([own.pk], clock.today())[own.pk]}
    told = as_user(officer).get(reverse("revival_question", args=[own.pk])).content.decode()
    assert "Ya, kami ingin melanjutkan" in told and "Tidak, kami tidak ingin melanjutkan" in told
    own.refresh_from_db()
    assert own.status == "passive"


def test_asked_again_the_code_stays_and_its_day_moves_on_and_after_a_withdrawal_it_is_new(question, own, officer):
    Question.objects.update(expires_on=clock.today() - timedelta(days=9))
    asked = questions.ask([own.pk], actor=officer)
    again = Question.objects.get()
    assert (asked.new, asked.renewed, again.code) == (0, 1, question.code)
    assert again.expires_on == clock.today() + timedelta(days=90)
    questions.withdraw(again, actor=officer)
    with pytest.raises(DomainError):
        questions.withdraw(again, actor=officer)
    assert questions.ask([own.pk], actor=officer).new == 1
    assert Question.objects.in_force().get().code != question.code


def test_asking_many_costs_the_same_number_of_statements(officer, django_assert_num_queries):
    questions.last_day()
    few = [make_cooperative(f"KSP {n}").pk for n in range(2)]
    many = [make_cooperative(f"KSU {n}").pk for n in range(30)]
    with django_assert_num_queries(7):
        questions.ask(few, actor=officer)
    with django_assert_num_queries(7):
        questions.ask(many, actor=officer)


def test_what_is_told_by_another_way_an_officer_types_in(own, as_user, officer, adviser, head):
    url = reverse("revival_type_answer", args=[own.pk])
    typed = {"how": "call", "willing": "unsure", "words": "Menunggu rapat"}
    assert as_user(head).post(url, typed).status_code == 403
    assert as_user(adviser).post(url, typed | {"how": "code"}).status_code == 200
    assert as_user(adviser).post(url, typed).status_code == 302
    answer, contact = Answer.objects.get(), Contact.objects.get()
    assert (answer.willing, answer.how, answer.actor, answer.words) == ("unsure", "call", adviser, "Menunggu rapat")
    assert (contact.channel, contact.by, contact.result) == ("call", adviser, "reached")
    # An answer of an ended question still counts when the office types it in.
    Question.objects.update(expires_on=clock.today() - timedelta(days=1))
    assert as_user(officer).post(url, typed).status_code == 302
    assert Answer.objects.count() == 2


def test_the_list_tells_apart_what_was_answered_opened_sent_and_returned(client, as_user, officer):
    names = ("yes", "no", "unsure", "opened", "silent", "back", "unsent")
    rows = {name: make_cooperative(f"KSP {name}", status="passive") for name in names}
    questions.ask([row.pk for row in rows.values()], actor=officer)
    sent = Question.objects.filter(cooperative__in=[rows["silent"], rows["back"]])
    letters.write(sent.values_list("pk", flat=True), actor=officer)
    came_back = QuestionLetter.objects.filter(question__cooperative=rows["back"])
    delivery.note_results(came_back, result="came_back", on=clock.today(), receiver="", actor=officer)
    for name in ("yes", "no", "unsure"):
        client.post(url_of(Question.objects.get(cooperative=rows[name])), {"answered": "1", "willing": name})
    client.post(url_of(Question.objects.get(cooperative=rows["opened"])))
    for name in rows:
        page = as_user(officer).get(reverse("revival_asked"), {"said": name})
        assert [row.cooperative.name for row in page.context["listing"].rows] == [f"KSP {name}"]


def test_ticked_ones_are_asked_from_the_list_of_whom_first(as_user, officer):
    rows = [make_cooperative(f"KSP {n}", status="passive") for n in range(3)]
    page = as_user(officer).post(
        reverse("revival_candidates"), {"action": "ask", "row": [rows[0].pk, rows[2].pk]}, follow=True
    )
    assert "2 koperasi ditanyai" in page.content.decode()
    assert set(Question.objects.values_list("cooperative_id", flat=True)) == {rows[0].pk, rows[2].pk}


def test_who_may_not_coach_sees_no_answers(client, question, own, manager, as_user):
    for name in ("revival_question", "revival_asked"):
        args = [own.pk] if name == "revival_question" else []
        assert as_user(manager).get(reverse(name, args=args)).status_code in (403, 404)
        assert Client().get(reverse(name, args=args)).status_code == 302


def test_an_answer_without_consent_leaves_no_name(question):
    kept = answers.give(question, Answer(willing="yes", name="Bu Sri", position="Ketua", phone="0812"))
    assert (kept.name, kept.position, kept.phone) == ("", "", "")


def test_a_correction_from_the_same_form_is_kept_beside_the_first_answer(client, question):
    form = {"answered": "1", "once": "abc"}
    for willing in ("yes", "yes", "no"):
        assert "Terima kasih" in client.post(url_of(question), form | {"willing": willing}).content.decode()
    assert list(Answer.objects.order_by("pk").values_list("willing", flat=True)) == ["yes", "no"]


@pytest.mark.parametrize("charset", ["utf-7", "rot13", "idna", "unicode_escape", "utf-16"])
def test_an_answer_in_a_charset_that_nobody_writes_is_no_error_of_the_portal(question, charset):
    lines = ["--B", 'Content-Disposition: form-data; name="answered"', "", "1", "--B"]
    lines += ['Content-Disposition: form-data; name="willing"', "", "yes", "--B"]
    lines += ['Content-Disposition: form-data; name="words"', "", "+2AA- \\ud800 x", "--B--", ""]
    kind = f"multipart/form-data; boundary=B; charset={charset}"
    answer = Client().generic("POST", url_of(question), "\r\n".join(lines).encode(), content_type=kind)
    assert answer.status_code == 200
    assert Answer.objects.get().words == "+2AA- \\ud800 x"


def test_a_code_is_found_as_it_is_printed(as_user, officer, question):
    page = as_user(officer).get(reverse("revival_asked"), {"q": question.code_in_groups.lower()})
    assert len(page.context["listing"].rows) == 1
    assert 'id="f-q"' in page.content.decode()


def test_an_answer_in_another_language_reaches_the_office_in_its_own(client, question, own, officer):
    client.cookies["django_language"] = "en"
    client.post(url_of(question), YES)
    assert "Ya, kami ingin melanjutkan" in Notice.objects.get(user=officer).title
    assert "Ya, kami ingin melanjutkan" in Contact.objects.get().text


def test_a_short_code_says_how_long_a_code_is(client):
    for typed in ("", "halo"):
        assert "delapan huruf dan angka" in client.get(reverse("answer_code"), {"code": typed}).content.decode()
