"""A day of visits in a real Chromium: planned, taken along, recorded without a connection, sent once."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from core import clock
from revival.models import Photo, Visit, VisitDay
from revival.visits import days
from tests.browser import PHONE, until
from tests.coaching import make_case
from tests.factories import make_cooperative, make_user
from tests.test_walk_store import sign_out, stored
from tests.visiting import jpeg, make_day, make_visit

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.usefixtures("committed")]
PASSWORD = "rahasia-sekali-1"
READY = "async () => { await navigator.serviceWorker.ready; return Boolean(navigator.serviceWorker.controller); }"


@pytest.fixture
def day(committed):
    """Two cooperatives to visit today, and whoever drives."""
    adviser = make_user("adviser", "penyuluh@solokop.test", password=PASSWORD, name="Pak Penyuluh")
    officer = make_user("officer", "petugas@solokop.test", password=PASSWORD)
    places = ("Kampungbaru", "Kadipiro")
    cases = [
        make_case(make_cooperative(f"KSP Tidur {n}", place=place, status="passive"), officer, adviser=adviser)
        for n, place in enumerate(places)
    ]
    return make_day(cases, adviser)


def taken_along(visitor, day: VisitDay):
    """The adviser opens the day where there is a connection, and goes."""
    visitor.sign_in("penyuluh@solokop.test", PASSWORD)
    visitor.go(reverse("revival_day", args=[day.pk]))
    expect(visitor.page.locator("[data-taken]")).to_be_visible()
    visitor.page.evaluate(READY)
    visitor.context.set_offline(True)


def opened(visitor):
    """The page of the visits in a new tab; the one before is closed."""
    old = visitor.page
    visitor.page = visitor.context.new_page()
    visitor.page.on("console", lambda message: message.type == "error" and visitor.complaints.append(message.text))
    old.close()
    visitor.go(reverse("revival_phone"))
    return visitor.page


def fill(page, **texts):
    for name, text in texts.items():
        page.fill(f"[data-open-form] [name={name}]", text)


def test_a_visit_is_recorded_without_a_connection_and_arrives_once(day, visit):
    visitor = visit(PHONE)
    taken_along(visitor, day)
    page = opened(visitor)
    expect(page.locator("[data-days] li")).to_have_count(2)
    assert visitor.overflow() == 0
    page.click("[data-days] li:first-child button")
    page.check("[data-open-form] [name=office_found][value=yes]")
    fill(page, met="Ibu Sri", said="Kami mau jalan lagi.")
    page.set_input_files(
        "[data-files]", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg(size=(3000, 2000))}]
    )
    expect(page.locator("[data-photos] li")).to_have_count(1)
    assert visitor.overflow() == 0

    # The phone puts the page away in the middle of it.
    page = opened(visitor)
    page.click("[data-days] li:first-child button")
    expect(page.locator("[data-open-form] [name=said]")).to_have_value("Kami mau jalan lagi.")
    expect(page.locator("[data-open-form] [name=office_found][value=yes]")).to_be_checked()
    expect(page.locator("[data-photos] li")).to_have_count(1)
    page.click("[data-open-form] form button.btn-lg")
    expect(page.locator("[data-waiting] [data-n]")).to_have_text("2")
    assert Visit.objects.count() == 0

    # What lies there is sealed: neither names nor what was said can be read.
    lying = str(stored(page))
    assert "Ibu Sri" not in lying
    assert "KSP Tidur" not in lying

    page = opened(visitor)
    expect(page.locator("[data-waiting] [data-n]")).to_have_text("2")
    visitor.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    found = Visit.objects.get()
    assert (found.stop, found.said, found.adviser_name) == (day.stops.first(), "Kami mau jalan lagi.", "Pak Penyuluh")
    photo = Photo.objects.get(visit=found)
    assert photo.size <= 400 * 1024
    assert max(photo.width, photo.height) == 1600
    page.reload()
    expect(page.locator("[data-days] li:first-child [data-state]")).to_have_class("badge-status tone-good")
    assert (Visit.objects.count(), Photo.objects.count()) == (1, 1)


def test_the_phone_is_empty_when_all_of_a_day_is_recorded(day, visit):
    visitor = visit(PHONE)
    taken_along(visitor, day)
    visitor.context.set_offline(False)
    first, second = day.stops.all()
    make_visit(first.case, day.adviser, stop=first)
    page = opened(visitor)
    expect(page.locator("[data-days] li:first-child [data-state]")).to_have_class("badge-status tone-good")
    page.click("[data-days] li:nth-child(2) button")
    fill(page, met="Pak Budi")
    page.click("[data-open-form] form button.btn-lg")
    expect(page.locator("[data-nothing]")).to_be_visible()
    assert Visit.objects.filter(stop=second).count() == 1
    assert stored(page)["entries"] == []


def test_a_session_that_has_ended_on_the_way_loses_nothing(day, visit):
    visitor = visit(PHONE)
    taken_along(visitor, day)
    page = opened(visitor)
    page.click("[data-days] li:first-child button")
    fill(page, met="Ibu Sri")
    page.click("[data-open-form] form button.btn-lg")
    expect(page.locator("[data-waiting] [data-n]")).to_have_text("1")
    Session.objects.all().delete()
    visitor.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-sign-in]")).to_be_visible()
    page.click("[data-sign-in] a")
    page.fill("#id_login", "penyuluh@solokop.test")
    page.fill("#id_password", PASSWORD)
    page.click("main form button.btn-primary")
    page.wait_for_url(visitor.address + reverse("revival_phone"))
    expect(page.locator("[data-days] li:first-child [data-state]")).to_have_class("badge-status tone-good")
    assert Visit.objects.count() == 1


def test_a_refused_visit_is_corrected_where_it_was_typed(day, visit):
    visitor = visit(PHONE)
    taken_along(visitor, day)
    page = opened(visitor)
    page.click("[data-days] li:first-child button")
    fill(page, on="2020-01-01", met="Ibu Sri")
    page.set_input_files("[data-files]", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}])
    expect(page.locator("[data-photos] li")).to_have_count(1)
    page.click("[data-open-form] form button.btn-lg")
    visitor.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-refusals] [data-reason]").first).not_to_be_empty()
    page.locator("[data-correct]:visible").click()
    expect(page.locator("[data-open-form] [name=met]")).to_have_value("Ibu Sri")
    expect(page.locator("[data-photos] li")).to_have_count(1)
    fill(page, on=clock.today().isoformat())
    page.click("[data-open-form] form button.btn-lg")
    expect(page.locator("[data-days] li:first-child [data-state]")).to_have_class("badge-status tone-good")
    expect(page.locator("[data-refusals]")).to_be_hidden()
    assert (Visit.objects.count(), Photo.objects.count()) == (1, 1)


def test_what_the_phone_can_tell_of_an_error_it_tells_at_the_door(day, visit):
    visitor = visit(PHONE)
    taken_along(visitor, day)
    page = opened(visitor)
    page.click("[data-days] li:first-child button")
    page.check("[data-open-form] [name=decision][value=yes]")
    fill(page, on="2030-01-01", members_about="banyak")
    for name, text in (("on", clock.today().isoformat()), ("members_about", "1.250"), ("met", "Ibu Sri")):
        page.click("[data-open-form] form button.btn-lg")
        assert page.evaluate("document.activeElement.name") == name
        fill(page, **{name: text})
    page.click("[data-open-form] form button.btn-lg")
    expect(page.locator("[data-waiting] [data-n]")).to_have_text("1")


def test_signing_out_takes_the_day_and_its_key_from_the_phone(day, visit):
    visitor = visit(PHONE)
    taken_along(visitor, day)
    visitor.context.set_offline(False)
    assert stored(visitor.page)["keys"] == [str(day.adviser.pk)]
    sign_out(visitor)
    assert stored(visitor.page) == {"keys": [], "entries": []}
    visitor.context.set_offline(True)
    page = opened(visitor)
    expect(page.locator("[data-nothing]")).to_be_visible()


def test_somebody_else_who_signs_in_on_the_phone_reads_nothing_of_the_day(day, visit):
    visitor = visit(PHONE)
    taken_along(visitor, day)
    visitor.context.set_offline(False)
    visitor.context.clear_cookies()
    visitor.sign_in("petugas@solokop.test", PASSWORD)
    until(
        visitor.page,
        "async () => { const rows = await new Promise((done) => { const asked = indexedDB.open('solokop');"
        " asked.onsuccess = () => { const all = asked.result.transaction('keys').objectStore('keys').getAll();"
        " all.onsuccess = () => { asked.result.close(); done(all.result); }; }; }); return rows.length === 0; }",
    )
    page = opened(visitor)
    expect(page.locator("[data-nothing]")).to_be_visible()


FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (row) {
    if (row.kind === "visit") throw new DOMException("full", "QuotaExceededError");
    return put.call(this, row);
  };
}"""


def test_where_the_phone_has_no_room_what_was_typed_before_stays(day, visit):
    visitor = visit(PHONE)
    taken_along(visitor, day)
    page = opened(visitor)
    page.click("[data-days] li:first-child button")
    fill(page, met="Ibu Sri")
    expect(page.locator("[data-open-form] [name=met]")).to_have_value("Ibu Sri")
    page.wait_for_timeout(300)
    page.evaluate(FULL)
    page.click("[data-open-form] form button.btn-lg")
    expect(page.locator("[data-fleeting]")).to_be_visible()
    page = opened(visitor)
    expect(page.locator("[data-days] li:first-child [data-state]")).to_have_class("badge-status tone-revival")
    page.click("[data-days] li:first-child button")
    expect(page.locator("[data-open-form] [name=met]")).to_have_value("Ibu Sri")


def test_what_was_begun_stays_when_its_day_is_called_off_meanwhile(day, visit):
    visitor = visit(PHONE)
    taken_along(visitor, day)
    page = opened(visitor)
    page.click("[data-days] li:first-child button")
    fill(page, met="Ibu Sri")
    page.set_input_files("[data-files]", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}])
    expect(page.locator("[data-photos] li")).to_have_count(1)
    officer = make_user("officer")
    day.refresh_from_db()
    days.call_off(day, reason="Hujan", seen=day.revision, actor=officer)
    visitor.context.set_offline(False)
    page = opened(visitor)
    expect(page.locator("[data-status]")).not_to_be_empty()
    page.locator("[data-days] button:has(.tone-revival)").click()
    expect(page.locator("[data-photos] li")).to_have_count(1)
    page.click("[data-open-form] form button.btn-lg")
    expect(page.locator("[data-nothing]")).to_be_visible()
    assert (Visit.objects.get().met, Photo.objects.count()) == ("Ibu Sri", 1)


def test_a_visit_of_a_stop_that_was_taken_out_meanwhile_is_recorded_at_its_case(day, visit):
    visitor = visit(PHONE)
    taken_along(visitor, day)
    page = opened(visitor)
    page.click("[data-days] li:first-child button")
    fill(page, met="Ibu Sri")
    page.click("[data-open-form] form button.btn-lg")
    expect(page.locator("[data-waiting] [data-n]")).to_have_text("1")
    stop = day.stops.first()
    day.refresh_from_db()
    days.take_out(day, stop.pk, seen=day.revision, actor=day.adviser)
    visitor.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    found = Visit.objects.get()
    assert (found.case, found.stop) == (stop.case, None)


def test_a_position_leaves_the_phone_rounded_and_only_where_it_is_given(day, visit):
    visitor = visit(PHONE)
    visitor.context.grant_permissions(["geolocation"])
    visitor.context.set_geolocation({"latitude": -7.5661234, "longitude": 110.8284567})
    taken_along(visitor, day)
    visitor.context.set_offline(False)
    page = opened(visitor)
    for place in (1, 2):
        page.click(f"[data-days] li:nth-child({place}) button")
        fill(page, met="Ibu Sri")
        page.click("[data-open-form] [data-position]")
        expect(page.locator("[data-position-told]")).to_have_text("-7.566, 110.828")
        if place == 2:
            page.click("[data-open-form] [data-position]")
            expect(page.locator("[data-position-told]")).to_be_empty()
        page.click("[data-open-form] form button.btn-lg")
        expect(page.locator("[data-open-form] form")).to_have_count(0)
    expect(page.locator("[data-nothing]")).to_be_visible()
    found = {(visit.latitude and str(visit.latitude)) for visit in Visit.objects.all()}
    assert found == {"-7.566", None}
