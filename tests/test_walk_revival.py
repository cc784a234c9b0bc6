"""Coaching in a real Chromium: an officer picks, opens, plans and hands over; a board asks on a phone."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cooperatives.people import memberships
from core.models import Notice
from revival.models import Case, TeamMember
from tests.browser import DESKTOP, PHONE
from tests.factories import district, make_cooperative, make_user

PASSWORD = "kunci-rahasia-sekali"
pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.usefixtures("committed")]


@pytest.fixture
def office():
    officer = make_user("officer", "petugas@solokop.test", password=PASSWORD, name="Ibu Petugas")
    adviser = make_user("adviser", "penyuluh@solokop.test", password=PASSWORD, name="Bu Penyuluh")
    TeamMember.objects.create(district=district("Laweyan"), user=adviser, leads=True)
    return officer, adviser


def test_an_officer_picks_opens_plans_and_hands_over(office, visit):
    officer, adviser = office
    for n in range(6):
        make_cooperative(f"KSP Tidur {n}", status="passive", phone="+6281" if n % 2 else "", last_rat_year=2015)
    desk = visit(DESKTOP)
    page = desk.page
    desk.sign_in("petugas@solokop.test", PASSWORD)
    page.click("nav >> text=Pembinaan")
    page.click("main >> text=Siapa dulu?")
    for n in (1, 3):
        page.check(f"[aria-label='Pilih KSP Tidur {n}']")
    page.click("#bulk button[value=open]")
    expect(page.locator("h1")).to_have_text(re.compile("Buka 2 pembinaan"))
    page.fill("#id_reason", "Pengurus masih bisa dihubungi.")
    page.click("main form .form-actions button")
    expect(page.locator(".alert-success")).to_contain_text("2 pembinaan dibuka")
    assert {case.adviser for case in Case.objects.all()} == {adviser}

    page.click("text=KSP Tidur 1")
    page.click("summary >> text=Tetapkan penyebab")
    page.check("text=Pembukuan tidak tertib")
    page.click("#causes form button")
    page.click("summary >> text=Catat yang disampaikan pengurus")
    page.check("text=Ingin melanjutkan")
    page.fill("[name=said_by]", "Bapak Ketua")
    page.click("#decision form button")
    page.click("#plan >> text=Kursus pembukuan")
    expect(page.locator("#plan .plan li")).to_have_count(1)
    page.click("summary >> text=Pindah ke tahap lain")
    page.select_option("select[name=to]", "plan")
    page.click("#next form[action$='/move/'] button")
    expect(page.locator(".stages .now")).to_have_text("Rencana disusun")
    page.click("summary >> text=Tunda")
    page.click("#next form[action$='/hold/'] button")
    # Nothing was filled in: the form stays open and says so.
    expect(page.locator("#next form[action$='/hold/'] .invalid-feedback").first).to_be_visible()

    page.goto(desk.address + reverse("revival"))
    page.check("[aria-label='Pilih KSP Tidur 3']")
    page.click("#bulk button[value=hand_over]")
    page.select_option("#id_adviser", str(officer.pk))
    page.click("main form .form-actions button")
    expect(page.locator(".alert-success")).to_contain_text("penanggung jawab Ibu Petugas")
    assert Case.objects.get(cooperative__name="KSP Tidur 3").adviser == officer
    assert desk.complaints == []


def test_a_board_asks_for_coaching_on_a_phone(office, visit):
    officer, adviser = office
    own = make_cooperative("KSP Tidur", status="passive", last_rat_year=2015)
    board = make_user("manager", "pengurus@solokop.test", password=PASSWORD, name="Pak Ketua")
    memberships.link(board, own, actor=officer)
    phone = visit(PHONE)
    page = phone.page
    phone.sign_in("pengurus@solokop.test", PASSWORD)
    phone.go(reverse("cooperative_detail", args=[own.pk]))
    page.click("text=Jalan kembali menjadi aktif")
    expect(page.locator("main")).to_contain_text("RAT belum diadakan")
    assert phone.overflow() == 0
    page.fill("#ask-words", "Buku kas hilang.")
    page.click("text=Minta pendampingan")
    expect(page.locator(".alert-success")).to_contain_text("menerima permintaan pendampingan")
    notice = Notice.objects.get()
    assert (notice.user, notice.text) == (adviser, "Buku kas hilang.")
    assert phone.complaints == []
