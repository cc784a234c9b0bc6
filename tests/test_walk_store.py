"""The store on a phone in a real Chromium: cut, closed, opened, signed out and in, two users, sent twice."""

import json

import pytest
from django.conf import settings
from django.db import OperationalError
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import PHONE, Visitor, until
from tests.factories import make_cooperative, make_user
from tests.training import begin, enrol, make_session
from training.attendance import presence
from training.models import Attendance

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.usefixtures("committed")]
PASSWORD = "rahasia-sekali-1"
RAW = """async () => {
  const opened = await new Promise((resolve) => {
    const asked = indexedDB.open("solokop");
    asked.onsuccess = () => resolve(asked.result);
  });
  if (!opened.objectStoreNames.length) { opened.close(); return { keys: [], entries: [] }; }
  const all = (name) => new Promise((resolve) => {
    const asked = opened.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => resolve(asked.result);
  });
  const [keys, entries] = [await all("keys"), await all("entries")];
  opened.close();
  return {
    keys: keys.map(({ user }) => user),
    entries: entries.map((row) => ({ ...row, iv: 0, sealed: new TextDecoder("latin1").decode(row.sealed) })),
  };
}"""


@pytest.fixture
def door(committed):
    """A session that has begun, with four people who hold seats, and two officers."""
    officers = [
        make_user("officer", f"{name}@solokop.test", password=PASSWORD, name=name) for name in ("petugas", "rekan")
    ]
    session = make_session(actor=officers[0], quota=4)
    people = [enrol(session, make_cooperative(), f"Peserta {n}", actor=officers[0]) for n in "ABCD"]
    begin(session)
    return session, people, officers


def at_the_door(visitor, session, who="petugas"):
    visitor.sign_in(f"{who}@solokop.test", PASSWORD)
    visitor.go(reverse("attendance", args=[session.pk]))
    return visitor.page


def mark(page, code: str) -> None:
    page.fill("#code", code)
    page.press("#code", "Enter")


def status(page):
    return page.locator(".scan-status")


def waiting(page):
    return page.locator("[data-waiting] [data-n]")


def stored(page) -> dict:
    return page.evaluate(RAW)


def until_stored(page, n: int) -> None:
    """What waits stands on the page before it lies on the phone."""
    until(page, f"async () => (await ({RAW})()).entries.length === {n}")


def sign_out(visitor):
    visitor.open_menu()
    with visitor.page.expect_navigation(url=visitor.address + "/"):
        visitor.page.click("form[data-sign-out] button")


def test_what_waits_is_sealed_and_its_key_lies_nowhere(door, visit):
    session, people, _officers = door
    visitor = visit(PHONE)
    page = at_the_door(visitor, session)
    visitor.context.set_offline(True)
    mark(page, people[0].code)
    expect(waiting(page)).to_have_text("1")
    found = stored(page)
    assert found["keys"] == []
    assert [entry["state"] for entry in found["entries"]] == ["waiting"]
    assert people[0].code not in json.dumps(found)
    assert page.locator("[data-store]").get_attribute("data-store") == ""
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_mark_that_arrived_without_an_answer_is_sent_again_and_counts_once(door, visit, monkeypatch):
    session, people, (officer, _other) = door
    visitor = visit(PHONE)
    page = at_the_door(visitor, session)
    take = presence.take

    def take_and_fall(*args, **kwargs):
        take(*args, **kwargs)
        monkeypatch.setattr("training.attendance.presence.take", take)
        presence.take_back(people[0], session.days.order_by("date").first(), actor=officer)
        raise OperationalError("the answer is lost")

    monkeypatch.setattr("training.attendance.presence.take", take_and_fall)
    mark(page, people[0].code)
    expect(status(page)).to_contain_text("Portal")
    expect(waiting(page)).to_have_text("1")
    # Sent again, while an officer has taken it back at the desk: it counts once, and the device is told so.
    expect(page.locator("[data-waiting]")).to_be_hidden(timeout=10_000)
    assert Attendance.objects.count() == 0
    expect(page.locator("[data-refused] li")).to_have_count(1)
    expect(page.locator("[data-state=there]")).to_have_count(0)


def test_each_state_is_told_as_what_it_is(door, visit, monkeypatch):
    session, people, _officers = door
    visitor = visit(PHONE)
    page = at_the_door(visitor, session)
    texts = page.evaluate("({...document.querySelector('[data-attendance]').dataset})")
    visitor.context.set_offline(True)
    mark(page, people[0].code)
    expect(status(page)).to_have_text(texts["textOffline"])
    visitor.context.set_offline(False)
    expect(page.locator("[data-waiting]")).to_be_hidden()
    with monkeypatch.context() as broken:
        broken.setattr("training.attendance.presence.take", lambda *args, **kwargs: 1 / 0)
        mark(page, people[1].code)
        expect(status(page)).to_have_text(texts["textUnwell"])
    expect(page.locator("[data-waiting]")).to_be_hidden(timeout=10_000)
    # A café's Wi-Fi that answers in the portal's place is no portal.
    with monkeypatch.context() as cafe:
        cafe.setattr("training.views.attendance.answer", lambda *args, **kwargs: _page_of_a_cafe())
        mark(page, people[2].code)
        expect(status(page)).to_have_text(texts["textOffline"])
    expect(page.locator("[data-waiting]")).to_be_hidden(timeout=10_000)
    mark(page, "ZZZZZZZZ")
    expect(page.locator("[data-refused] li")).to_have_count(1)
    visitor.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    mark(page, people[3].code)
    expect(status(page)).to_have_text(texts["textSignIn"])
    # The same user signs in in another window; the page goes on by itself with the token of the new session.
    elsewhere = Visitor.__new__(Visitor)
    elsewhere.address, elsewhere.page = visitor.address, visitor.context.new_page()
    elsewhere.sign_in("petugas@solokop.test", PASSWORD)
    elsewhere.page.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("[data-state=there]")).to_have_count(4)
    assert Attendance.objects.count() == 4
    # What was refused stays until somebody has seen it.
    page.reload()
    expect(page.locator("[data-refused] li")).to_have_count(1)
    page.click("[data-refused] button")
    expect(page.locator("[data-refused]")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-state=there]")).to_have_count(4)
    expect(page.locator("[data-refused]")).to_be_hidden()


def _page_of_a_cafe():
    from django.http import HttpResponse

    return HttpResponse("<h1>Wi-Fi</h1>")


def test_signing_out_locks_what_waits_and_signing_in_sends_it(door, visit, monkeypatch):
    session, people, (officer, _other) = door
    visitor = visit(PHONE)
    page = at_the_door(visitor, session)
    with monkeypatch.context() as broken:
        broken.setattr("training.attendance.presence.take", lambda *args, **kwargs: 1 / 0)
        mark(page, people[0].code)
        expect(waiting(page)).to_have_text("1")
        sign_out(visitor)
    found = stored(page)
    assert found["keys"] == []
    assert len(found["entries"]) == 1
    visitor.sign_in("petugas@solokop.test", PASSWORD)
    # Any page sends it.
    expect(page.locator("[data-store-note]")).to_be_hidden()
    until(page, "async () => (await indexedDB.databases()).length")
    _until(lambda: Attendance.objects.count() == 1, page)
    assert Attendance.objects.get().by == officer


def _until(true, page) -> None:
    for _n in range(50):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come to be")


def test_another_user_of_the_same_phone_reads_and_sends_nothing(door, visit):
    session, people, (officer, _other) = door
    visitor = visit(PHONE)
    page = at_the_door(visitor, session)
    visitor.context.set_offline(True)
    mark(page, people[0].code)
    expect(waiting(page)).to_have_text("1")
    visitor.context.clear_cookies()
    visitor.context.set_offline(False)
    page = at_the_door(visitor, session, "rekan")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    mark(page, people[1].code)
    expect(page.locator("[data-state=there]")).to_have_count(1)
    found = stored(page)
    assert found["keys"] == []
    assert [entry["user"] for entry in found["entries"]] == [str(officer.pk)]
    assert Attendance.objects.get().enrolment == people[1]
    visitor.go(reverse("phone"))
    expect(page.locator("[data-phone] li")).to_have_count(1)
    expect(page.locator("[data-phone] li [data-other]")).to_be_visible()
    sign_out(visitor)
    page = at_the_door(visitor, session)
    expect(page.locator("[data-state=there]")).to_have_count(2)
    assert Attendance.objects.get(enrolment=people[0]).by == officer


def test_what_is_on_the_phone_is_deleted_by_a_button(door, visit):
    session, people, _officers = door
    visitor = visit(PHONE)
    page = at_the_door(visitor, session)
    visitor.context.clear_cookies()
    mark(page, people[0].code)
    expect(waiting(page)).to_have_text("1")
    visitor.go(reverse("phone"))
    expect(page.locator("[data-phone] li")).to_have_count(1)
    assert visitor.overflow() == 0
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.click("[data-phone-delete]")
    expect(page.locator("[data-phone] li")).to_have_count(1)
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("[data-phone-delete]")
    expect(page.locator("[data-phone] li")).to_have_count(0)
    found = stored(page)
    assert (found["keys"], found["entries"]) == ([], [])
    assert page.evaluate("async () => [await caches.keys(), await navigator.serviceWorker.getRegistrations()]") == [
        [],
        [],
    ]


def test_without_a_connection_a_page_of_our_own_words_stands_there_and_no_private_one(door, visit):
    session, people, (officer, _other) = door
    visitor = visit(PHONE)
    page = at_the_door(visitor, session)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    for path in ("/", "/inbox/", reverse("attendance", args=[session.pk])):
        visitor.go(path)
    kept = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
          return found;
        }"""
    )
    assert {path for path in kept if not path.startswith("/static/")} == {"/offline/", reverse("revival_phone")}
    visitor.context.set_offline(True)
    mark(page, people[0].code)
    expect(waiting(page)).to_have_text("1")
    until_stored(page, 1)
    page.close()
    page = visitor.page = visitor.context.new_page()
    visitor.go(reverse("attendance", args=[session.pk]))
    expect(page.locator("[data-phone] li")).to_have_count(1)
    assert page.evaluate("getComputedStyle(document.querySelector('.btn-primary')).borderRadius") != "0px"
    assert visitor.overflow() == 0
    assert officer.name not in page.content()
    assert people[0].name not in page.content()
    # The connection is back: the page that was asked for loads by itself, and what waited is sent.
    visitor.context.set_offline(False)
    expect(page.locator("[data-state=there]")).to_have_count(1)
    assert Attendance.objects.count() == 1


def test_a_browser_that_keeps_nothing_says_so_and_sends_what_it_has(door, chromium, live_server):
    session, people, _officers = door
    visitor = Visitor(chromium, live_server.url, PHONE, "light")
    visitor.context.add_init_script(
        "delete window.indexedDB; Object.defineProperty(window, 'indexedDB', { value: undefined })"
    )
    page = at_the_door(visitor, session)
    visitor.context.set_offline(True)
    mark(page, people[0].code)
    expect(waiting(page)).to_have_text("1")
    expect(page.locator("[data-fleeting]")).to_be_visible()
    visitor.context.set_offline(False)
    expect(page.locator("[data-state=there]")).to_have_count(1)
    visitor.context.close()
    assert Attendance.objects.count() == 1
