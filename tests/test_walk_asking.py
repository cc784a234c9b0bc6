"""“Masih ingin berjalan?” in a real Chromium: asked by letter and WhatsApp, answered on a phone without an account."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cooperatives.models import Contact
from revival.models import Answer, Question, QuestionLetter
from revival.question import questions
from tests.browser import DESKTOP, PHONE
from tests.factories import make_cooperative, make_user

PASSWORD = "kunci-rahasia-sekali"
pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.usefixtures("committed")]


@pytest.fixture
def officer():
    return make_user("officer", "petugas@solokop.test", password=PASSWORD, name="Ibu Petugas")


def test_boards_are_asked_by_letter_and_one_answers_on_a_phone(officer, visit):
    for n in range(3):
        make_cooperative(f"KSP Tidur {n}", status="passive", address=f"Jl. Mawar {n}")
    desk = visit(DESKTOP)
    page = desk.page
    desk.sign_in("petugas@solokop.test", PASSWORD)
    desk.go(reverse("revival_candidates"))
    for n in (0, 2):
        page.check(f"[aria-label='Pilih KSP Tidur {n}']")
    page.click("#bulk button[value=ask]")
    expect(page.locator(".alert-success")).to_contain_text("2 koperasi ditanyai")
    for n in (0, 2):
        page.check(f"[aria-label='Pilih KSP Tidur {n}']")
    page.click("#bulk summary >> text=Buat surat")
    page.fill("#bulk-write-text", "118")
    page.click("#bulk details[open] button[value=write]")
    expect(page.locator(".alert-success")).to_contain_text("2 surat sudah bernomor")
    assert sorted(QuestionLetter.objects.values_list("sequence", flat=True)) == [118, 119]
    # A double click, or a second officer, makes no second letter.
    desk.go(reverse("revival_asked"))
    page.check("[aria-label='Pilih KSP Tidur 0']")
    page.click("#bulk summary >> text=Buat surat")
    page.click("#bulk details[open] button[value=write]")
    expect(page.locator(".alert-danger")).to_contain_text("sudah punya surat")

    asked = Question.objects.get(cooperative__name="KSP Tidur 2")
    phone = visit(PHONE, scripts=False)
    phone.go(reverse("answer_code"))
    phone.page.fill("#id_code", asked.code.lower())
    phone.page.click("main form button")
    letter = QuestionLetter.objects.get(question=asked)
    assert letter.number in phone.page.locator("main").inner_text()
    assert phone.overflow() == 0
    phone.page.click("main form button")
    phone.page.check("[name=willing][value=yes]")
    phone.page.fill("[name=name]", "Bu Sri")
    phone.page.fill("[name=phone]", "0812-3456-7890")
    phone.page.click("main form button.btn-primary")
    assert "belum terkirim" in phone.page.locator(".error-summary").inner_text()
    assert phone.page.input_value("[name=name]") == "Bu Sri"
    phone.page.check("[name=may_call]")
    phone.page.click("main form button.btn-primary")
    assert "Terima kasih" in phone.page.locator("main").inner_text()
    assert phone.overflow() == 0
    assert Answer.objects.get().phone == "+6281234567890"

    desk.go(reverse("revival_asked") + "?said=yes")
    page.click("text=KSP Tidur 2")
    expect(page.locator(".answer")).to_contain_text("Bu Sri")
    # The summary of errors takes the focus by a script; without scripts nothing is said to the console either.
    assert desk.complaints == []


def test_messages_are_sent_with_one_tap_each(officer, visit):
    rows = [make_cooperative(f"KSP {n}", status="passive", phone=f"+62812000{n}") for n in range(3)]
    questions.ask([row.pk for row in rows], actor=officer)
    desk = visit(PHONE, workers=False)
    page = desk.page
    desk.context.route("https://wa.me/**", lambda route: route.fulfill(body="WhatsApp"))
    desk.sign_in("petugas@solokop.test", PASSWORD)
    desk.go(reverse("revival_asked"))
    for n in range(3):
        page.check(f"[aria-label='Pilih KSP {n}']")
    page.click("#bulk button[value=message]")
    expect(page.locator(".alert-success")).to_contain_text("3 pesan WhatsApp menunggu dikirim")
    for n in range(2):
        expect(page.locator("section h2")).to_have_text(f"KSP {n}")
        with desk.context.expect_page() as opened, page.expect_navigation():
            page.click("[data-sends]")
        assert opened.value.url.startswith("https://wa.me/62812000")
        opened.value.close()
    expect(page.locator("section h2")).to_have_text("KSP 2")
    assert Contact.objects.filter(state="sent").count() == 2
    page.click("text=Batal, belum dikirim")
    expect(page.locator(".alert-success")).to_contain_text("KSP 1: pesan menunggu lagi")
    assert Contact.objects.filter(state="sent").count() == 1
    assert set(Question.objects.filter(sent_at=None).values_list("cooperative__name", flat=True)) == {"KSP 1", "KSP 2"}
    assert desk.overflow() == 0
    assert desk.complaints == []
