"""Figures of a report in the store of a phone: signed out and in, sent by somebody else, a portal that cannot just now."""

import json

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from cooperatives.people import memberships
from reports.filing import drafts
from reports.models import Report
from tests.browser import PHONE
from tests.factories import make_cooperative, make_user
from tests.reporting import make_obligation, submitted
from tests.test_walk_store import RAW, sign_out, until_stored

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
PASSWORD = "rahasia-sekali-1"
STATE = "[data-autosave-state]"


@pytest.fixture
def owed(committed):
    officer = make_user("officer", "petugas@solokop.test", password=PASSWORD, name="Ibu Petugas")
    cooperative = make_cooperative("KSP Ngudi Rahayu")
    manager = make_user("manager", "pengurus@solokop.test", password=PASSWORD, name="Pak Budi")
    memberships.link(manager, cooperative, actor=officer)
    return make_obligation(cooperative=cooperative)


def at_the_form(visitor, owed):
    visitor.sign_in("pengurus@solokop.test", PASSWORD)
    visitor.go(reverse("report_form", args=[owed.pk, "balance"]))
    return visitor


@pytest.fixture
def board(owed, visit):
    return at_the_form(visit(PHONE), owed)


def cell(page, key: str):
    return page.locator(f"[data-key='{key}']")


def typed() -> dict[str, int]:
    return drafts.typed_of(Report.objects.get())


def cannot(*args, **kwargs):
    raise ZeroDivisionError


def test_what_was_typed_and_not_saved_is_locked_by_signing_out_and_opens_after_signing_in(board, monkeypatch):
    page, form = board.page, board.page.url
    with monkeypatch.context() as broken:
        broken.setattr("reports.filing.drafts.save_figures", cannot)
        cell(page, "A1.01").fill("7654321")
        expect(page.locator(STATE)).to_contain_text("Portal sedang tidak dapat menyimpan")
        found = page.evaluate(RAW)
        assert [entry["state"] for entry in found["entries"]] == ["kept"]
        assert "7654321" not in json.dumps(found)
        assert found["keys"] == []
        sign_out(board)
    board.sign_in("pengurus@solokop.test", PASSWORD)
    expect(page.locator("[data-store-note] [data-n]")).to_have_text("1")
    page.click("[data-store-note] a")
    page.click("[data-phone] li a")
    page.wait_for_url(form)
    expect(cell(page, "A1.01")).to_have_value("7.654.321")
    expect(page.locator(STATE)).to_have_text("Tersimpan")
    assert typed() == {"A1.01": 7654321}
    board.go("/")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-store-note]")).to_be_hidden()


def test_a_page_left_in_the_middle_of_a_save_leaves_nothing_behind(board, monkeypatch):
    page = board.page
    with monkeypatch.context() as broken:
        broken.setattr("reports.views.form._told", cannot)
        cell(page, "A1.01").fill("7654321")
        expect(page.locator(STATE)).to_contain_text("Portal sedang tidak dapat menyimpan")
        assert typed() == {"A1.01": 7654321}
        assert [entry["state"] for entry in page.evaluate(RAW)["entries"]] == ["kept"]
        board.go("/")
        until_stored(page, 0)
    expect(page.locator("[data-store-note]")).to_be_hidden()


def test_a_portal_that_cannot_just_now_is_tried_again_without_a_new_letter(board, monkeypatch):
    page = board.page
    with monkeypatch.context() as broken:
        broken.setattr("reports.filing.drafts.save_figures", cannot)
        cell(page, "A1.01").fill("5")
        expect(page.locator(STATE)).to_contain_text("Portal sedang tidak dapat menyimpan")
    expect(page.locator(STATE)).to_have_text("Tersimpan", timeout=15_000)
    assert typed() == {"A1.01": 5}


def test_a_report_that_somebody_else_has_sent_meanwhile_is_refused_in_its_own_words(board, owed):
    page = board.page
    board.context.set_offline(True)
    cell(page, "A1.01").fill("5")
    expect(page.locator(STATE)).to_contain_text("Tidak ada sambungan")
    submitted(owed, User.objects.get(email="pengurus@solokop.test"))
    before = typed()
    board.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text("sudah terkirim")
    expect(cell(page, "A1.01")).to_have_value("5")
    assert typed() == before
    # Its form takes it no more: it stays on the phone until somebody deletes it.
    board.go(reverse("phone"))
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("[data-phone] li button")
    expect(page.locator("[data-phone] li")).to_have_count(0)


def test_a_session_that_ended_while_the_connection_was_away_is_told_as_such(board):
    page = board.page
    board.context.set_offline(True)
    cell(page, "A1.01").fill("1000")
    expect(page.locator(STATE)).to_contain_text("Tidak ada sambungan")
    board.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    board.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text("Sesi Anda berakhir")
    # Signed in again in another window, by the same user: this one goes on by itself.
    form, board.page = page, board.context.new_page()
    board.sign_in("pengurus@solokop.test", PASSWORD)
    board.page.close()
    form.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(form.locator(STATE)).to_have_text("Tersimpan")
    assert typed() == {"A1.01": 1000}
