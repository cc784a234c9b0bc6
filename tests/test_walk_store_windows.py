"""The store on a phone where two windows are open, a browser keeps nothing, a session is closed, or a key has changed."""

import json

import pytest
from django.conf import settings as installed
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import PHONE
from tests.test_walk_store import PASSWORD, at_the_door, door, mark, sign_out, status, stored, until_stored, waiting
from tests.test_walk_store_drafts import STATE, at_the_form, cell, owed, typed
from training.choices import SessionState
from training.models import Attendance, Session

__all__ = ["door", "owed"]
pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.usefixtures("committed")]
KEEPS_NOTHING = "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }"
SLOW_SEAL = """
  const { encrypt } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.encrypt = async function (...all) {
    if (window.slow) await new Promise((resolve) => setTimeout(resolve, window.slow));
    return encrypt.apply(this, all);
  };
"""


@pytest.fixture
def board(owed, visit):
    return at_the_form(visit(PHONE, workers=False), owed)


def cut(page) -> None:
    """This window alone cannot send."""
    page.route("**/form/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())


def amounts(page) -> list[str]:
    return [cell(page, key).input_value() for key in ("A1.01", "A1.02")]


def test_one_window_of_a_form_takes_nothing_away_that_another_has_kept(board):
    one, form = board.page, board.page.url
    other = board.context.new_page()
    other.goto(form)
    cut(other)
    cell(other, "A1.02").fill("222")
    expect(other.locator(STATE)).to_contain_text("Tidak ada sambungan")
    cell(one, "A1.01").fill("111")
    expect(one.locator(STATE)).to_have_text("Tersimpan")
    assert [entry["state"] for entry in stored(one)["entries"]] == ["kept"]
    other.close()
    # Both figures come together: the portal merges them.
    one.reload()
    expect(cell(one, "A1.02")).to_have_value("222")
    expect(one.locator(STATE)).to_contain_text("Tersimpan")
    assert typed() == {"A1.01": 111, "A1.02": 222}
    until_stored(one, 0)


def test_a_window_that_goes_on_with_what_another_has_kept_takes_nothing_newer_away(board):
    one, form = board.page, board.page.url
    cut(one)
    cell(one, "A1.01").fill("111")
    expect(one.locator(STATE)).to_contain_text("Tidak ada sambungan")
    other = board.context.new_page()
    cut(other)
    other.goto(form)
    expect(cell(other, "A1.01")).to_have_value("111")
    expect(other.locator(STATE)).to_contain_text("Tidak ada sambungan")
    # Its own copy stands in the place of the one that it has read.
    assert len(stored(other)["entries"]) == 1
    cell(one, "A1.02").fill("222")
    until_stored(one, 2)
    other.unroute("**/form/**")
    expect(other.locator(STATE)).to_have_text("Tersimpan", timeout=15_000)
    one.close()
    other.reload()
    expect(cell(other, "A1.02")).to_have_value("222")
    expect(other.locator(STATE)).to_have_text("Tersimpan")
    assert typed() == {"A1.01": 111, "A1.02": 222}


def test_two_kept_openings_of_one_form_are_read_one_after_the_other(board):
    one, form = board.page, board.page.url
    other = board.context.new_page()
    other.goto(form)
    cut(one)
    cut(other)
    cell(one, "A1.01").fill("111")
    expect(one.locator(STATE)).to_contain_text("Tidak ada sambungan")
    cell(other, "A1.02").fill("222")
    expect(other.locator(STATE)).to_contain_text("Tidak ada sambungan")
    one.close()
    other.close()
    page = board.page = board.context.new_page()
    for n_left in (1, 0):
        board.go(form.removeprefix(board.address))
        expect(page.locator(STATE)).to_contain_text("Tersimpan")
        until_stored(page, n_left)
    assert amounts(page) == ["111", "222"]
    assert typed() == {"A1.01": 111, "A1.02": 222}


def test_a_form_in_a_browser_that_keeps_nothing_says_so_and_stays_open(board):
    page, form = board.page, board.page.url
    board.context.add_init_script(KEEPS_NOTHING)
    page.goto(form)
    board.context.set_offline(True)
    cell(page, "A1.01").fill("111")
    texts = page.evaluate("({...document.querySelector('template[data-words]').dataset})")
    expect(page.locator(STATE)).to_have_text(texts["offlineFleeting"])
    board.context.clear_cookies(name=installed.SESSION_COOKIE_NAME)
    board.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text(texts["endedFleeting"])
    # The button leads nowhere while all that was typed would be lost there.
    page.click("button[value=leave]")
    page.wait_for_timeout(500)
    expect(cell(page, "A1.01")).to_have_value("111")
    tab, board.page = page, board.context.new_page()
    board.sign_in("pengurus@solokop.test", PASSWORD)
    tab.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(tab.locator(STATE)).to_have_text("Tersimpan")
    assert typed() == {"A1.01": 111}


def test_what_a_session_that_was_closed_meanwhile_refuses_can_be_read_on_its_page(door, visit):
    session, people, _officers = door
    visitor = visit(PHONE)
    page = at_the_door(visitor, session)
    visitor.context.set_offline(True)
    mark(page, people[0].code)
    expect(waiting(page)).to_have_text("1")
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
    page.goto("about:blank")
    visitor.context.set_offline(False)
    visitor.go(reverse("attendance", args=[session.pk]))
    expect(page.locator("[data-typed]")).to_have_count(0)
    expect(page.locator("[data-refused] li")).to_have_count(1)
    visitor.go(reverse("phone"))
    assert visitor.overflow() == 0
    page.click("[data-phone] li a:visible")
    expect(page.locator("[data-refused] li")).to_contain_text(people[0].name)
    page.click("[data-refused] button")
    expect(page.locator("[data-refused]")).to_be_hidden()
    assert stored(page)["entries"] == []
    assert Attendance.objects.count() == 0


def test_an_entry_that_is_sent_while_it_is_being_sealed_does_not_come_back(door, visit):
    session, people, _officers = door
    visitor = visit(PHONE)
    visitor.context.add_init_script(SLOW_SEAL)
    page = at_the_door(visitor, session)
    page.evaluate("window.slow = 2000")
    mark(page, people[0].code)
    page.wait_for_timeout(300)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("[data-state=there]")).to_have_count(1)
    page.wait_for_timeout(2500)
    assert stored(page)["entries"] == []
    expect(page.locator("[data-waiting]")).to_be_hidden()


def test_a_page_left_open_brings_no_key_back_after_signing_out_elsewhere(door, visit):
    session, people, (officer, _other) = door
    visitor = visit(PHONE)
    old = at_the_door(visitor, session)
    visitor.page = visitor.context.new_page()
    visitor.go("/")
    sign_out(visitor)
    visitor.sign_in("rekan@solokop.test", PASSWORD)
    mark(old, people[0].code)
    expect(waiting(old)).to_have_text("1")
    expect(status(old)).to_contain_text("keluar")
    found = stored(old)
    assert (found["keys"], [entry["user"] for entry in found["entries"]]) == ([], [str(officer.pk)])
    visitor.go(reverse("attendance", args=[session.pk]))
    expect(visitor.page.locator("[data-waiting]")).to_be_hidden()
    assert Attendance.objects.count() == 0


def test_marks_of_an_earlier_version_are_sent_by_nobody_who_has_not_made_them(door, visit):
    session, people, (_officer, other) = door
    visitor = visit(PHONE)
    visitor.go("/")
    day = session.days.order_by("date").first().pk
    old = [{"id": "a", "code": people[0].code, "day": day, "at": "2026-11-26T08:00:00Z", "how": "scan"}]
    kept = [f"solokop-marks-{session.pk}", json.dumps(old)]
    visitor.page.evaluate("([name, text]) => localStorage.setItem(name, text)", kept)
    page = at_the_door(visitor, session, "rekan")
    expect(page.locator("[data-earlier] [data-n]")).to_have_text("1")
    page.wait_for_load_state("networkidle")
    assert Attendance.objects.count() == 0
    assert visitor.overflow() == 0
    page.reload()
    page.click("[data-earlier] [data-mine]")
    expect(page.locator("[data-state=there]")).to_have_count(1)
    expect(page.locator("[data-earlier]")).to_be_hidden()
    assert Attendance.objects.get().by == other
    assert page.evaluate("Object.keys(localStorage)") == []


def test_what_was_locked_under_another_key_of_the_portal_is_told_as_such(door, visit, settings):
    session, people, _officers = door
    visitor = visit(PHONE)
    page = at_the_door(visitor, session)
    visitor.context.set_offline(True)
    mark(page, people[0].code)
    expect(waiting(page)).to_have_text("1")
    until_stored(page, 1)
    page.goto("about:blank")
    visitor.context.set_offline(False)
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10
    visitor.sign_in("petugas@solokop.test", PASSWORD)
    visitor.go(reverse("phone"))
    line = page.locator("[data-phone] li [data-state]")
    locked = page.locator("[data-phone]").get_attribute("data-locked")
    expect(line).to_have_text(locked)
    assert visitor.overflow() == 0
    # The key of before is back: it opens again.
    settings.SECRET_KEY = before
    visitor.sign_in("petugas@solokop.test", PASSWORD)
    visitor.go(reverse("phone"))
    # A list that is not drawn yet is empty too: what the store holds decides.
    until_stored(page, 0)
    expect(page.locator("[data-phone] li")).to_have_count(0)
    assert Attendance.objects.count() == 1
