"""Training as people walk it: a board on a phone, an officer at the door whose connection comes and goes."""

import os

import pytest
import segno
from django.urls import reverse
from playwright.sync_api import expect

from cooperatives.models import BoardMember
from cooperatives.people import memberships
from core import clock
from tests.browser import ARGUMENTS, DESKTOP, PHONE, Visitor
from tests.factories import make_cooperative, make_signer, make_user
from tests.training import begin, enrol, make_session
from training import message_texts
from training.attendance import presence
from training.models import Attendance, Certificate, Enrolment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
]
PASSWORD = "rahasia-sekali-1"


@pytest.fixture
def world(committed):
    officer = make_user("officer", "petugas@solokop.test", password=PASSWORD, name="Ibu Petugas")
    manager = make_user("manager", "pengurus@solokop.test", password=PASSWORD, name="Bapak Pengurus")
    cooperative = make_cooperative("KSP Ngudi Rahayu")
    memberships.link(manager, cooperative, actor=officer)
    BoardMember.objects.create(cooperative=cooperative, position="treasurer", name="Sri Lestari")
    make_signer("Bapak Kepala Dinas")
    return officer


def test_a_board_takes_a_freed_seat_on_a_phone_and_holds_a_certificate_that_anybody_verifies(world, visit):
    session = make_session(actor=world, quota=1)
    first = enrol(session, make_cooperative("KSP Pertama"), "Budi", actor=world)
    board, officer = visit(PHONE), visit(DESKTOP)
    page, desk = board.page, officer.page
    board.sign_in("pengurus@solokop.test", PASSWORD)
    board.go("/training/")
    page.click(f"a[href='/training/{session.pk}/']")
    page.click("text=Masuk daftar tunggu")
    page.check("text=Sri Lestari – Bendahara")
    page.click("form.panel button.btn-primary")
    expect(page.locator(".alert-success")).to_contain_text("Sri Lestari masuk daftar tunggu.")

    officer.sign_in("petugas@solokop.test", PASSWORD)
    officer.go(f"/training/{session.pk}/participants/")
    desk.click("tr:has-text('Budi') a:has-text('Batal')")
    desk.fill("#id_reason", "Berhalangan.")
    desk.click("form.panel button.btn-primary")
    expect(desk.locator("tr:has-text('Sri Lestari')")).to_contain_text("Kursi ditawarkan")

    board.go("/inbox/")
    expect(page.locator("main")).to_contain_text("Ada kursi untuk Anda")
    board.go(f"/training/{session.pk}/enrol/")
    page.click("text=Ambil kursi ini")
    expect(page.locator("section.panel:has-text('Sri Lestari')")).to_contain_text("Mendapat kursi")
    page.click("text=Kartu peserta")
    expect(page.locator("svg.qr")).to_be_visible()
    one = Enrolment.objects.get(name="Sri Lestari")
    assert one.code_in_groups in page.content()
    assert (first.session, board.overflow()) == (session, 0)

    begin(session, over=True)
    for day in session.days.order_by("date"):
        officer.go(f"/training/{session.pk}/attendance/?day={day.pk}")
        desk.fill("#code", one.code_in_groups)
        desk.press("#code", "Enter")
        expect(desk.locator(".scan-status")).to_have_text("Sri Lestari hadir.")
    officer.go(f"/training/{session.pk}/certificates/")
    desk.click("button:has-text('Berikan semua yang siap')")
    desk.wait_for_url("**/jobs/**")
    paper = Certificate.objects.get()
    stranger = visit(PHONE)
    stranger.go(f"/certificates/{paper.number}/")
    expect(stranger.page.locator(".alert-success")).to_contain_text("asli dan berlaku")
    expect(stranger.page.locator("dl")).to_contain_text("Sri Lestari")
    assert board.complaints + officer.complaints + stranger.complaints == []


def test_marks_wait_on_the_device_while_the_connection_is_away_and_none_is_lost_or_double(world, visit):
    session = make_session(actor=world, quota=4)
    people = [enrol(session, make_cooperative(), f"Peserta {n}", actor=world) for n in "ABCD"]
    begin(session)
    visitor = visit(PHONE)
    page = visitor.page
    visitor.sign_in("petugas@solokop.test", PASSWORD)
    visitor.go(f"/training/{session.pk}/attendance/")
    visitor.context.set_offline(True)
    for one in people[:2]:
        page.fill("#code", one.code_in_groups.lower())
        page.press("#code", "Enter")
    page.check(f"[data-code='{people[2].code}'] input")
    page.click("button[form=ticks]")
    page.fill("#code", people[0].code)
    page.press("#code", "Enter")
    expect(page.locator("[data-waiting] [data-n]")).to_have_text("3")
    expect(page.locator("[data-state=waiting]")).to_have_count(3)
    assert Attendance.objects.count() == 0
    visitor.context.set_offline(False)
    expect(page.locator("[data-waiting]")).to_be_hidden()
    expect(page.locator("[data-state=there]")).to_have_count(3)
    visitor.context.set_offline(True)
    page.fill("#code", people[3].code)
    page.press("#code", "Enter")
    expect(page.locator("[data-waiting] [data-n]")).to_have_text("1")
    page.close()
    visitor.context.set_offline(False)
    # A page that is opened anew sends what the one before has left.
    page = visitor.page = visitor.context.new_page()
    visitor.go(f"/training/{session.pk}/attendance/")
    expect(page.locator("[data-state=there]")).to_have_count(4)
    assert Attendance.objects.count() == 4
    assert visitor.overflow() == 0


def at_the_door(officer, visit):
    """A session of today with one participant, and the officer's phone on its page of attendance."""
    session = make_session(actor=officer)
    one = enrol(session, make_cooperative(), actor=officer)
    begin(session)
    visitor = visit(PHONE)
    visitor.sign_in("petugas@solokop.test", PASSWORD)
    visitor.go(f"/training/{session.pk}/attendance/")
    return session, one, visitor


def test_marks_of_somebody_who_was_signed_out_are_kept_and_arrive_after_signing_in(world, visit):
    session, one, visitor = at_the_door(world, visit)
    visitor.context.clear_cookies()
    visitor.page.fill("#code", one.code)
    visitor.page.press("#code", "Enter")
    expect(visitor.page.locator(".scan-status")).to_contain_text("masuk lagi")
    assert Attendance.objects.count() == 0
    visitor.sign_in("petugas@solokop.test", PASSWORD)
    visitor.go(f"/training/{session.pk}/attendance/")
    expect(visitor.page.locator("[data-state=there]")).to_have_count(1)
    assert Attendance.objects.get().enrolment == one


def test_whoever_another_door_notes_is_shown_when_the_page_is_looked_at_again(world, visit):
    session, one, visitor = at_the_door(world, visit)
    expect(visitor.page.locator("[data-count]")).to_have_text("0")
    mark = presence.AttendanceMark(one.code, session.days.order_by("date")[0].pk, clock.now(), "scan", "")
    assert [outcome.result for outcome in presence.take(session, [mark], actor=world)] == ["new"]
    visitor.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(visitor.page.locator("[data-state=there]")).to_have_count(1)
    expect(visitor.page.locator("[data-count]")).to_have_text("1")


def video_of(text: str, path) -> None:
    """A film of a QR code as a camera would see it: one frame of Y4M, which Chromium repeats."""
    side, cells = 480, [list(row) for row in segno.make(text, error="m").matrix_iter(border=6)]
    scale = side // len(cells)
    offset = (side - scale * len(cells)) // 2
    frame = bytearray(b"\xeb" * (640 * side))
    for y, row in enumerate(cells):
        for x, dark in enumerate(row):
            if dark:
                for line in range(offset + y * scale, offset + (y + 1) * scale):
                    start = line * 640 + 80 + offset + x * scale
                    frame[start : start + scale] = b"\x10" * scale
    grey = b"\x80" * (320 * side // 2)
    path.write_bytes(b"YUV4MPEG2 W640 H480 F5:1 Ip A1:1 C420\nFRAME\n" + bytes(frame) + grey + grey)


def test_the_camera_reads_the_card(world, chromium, live_server, tmp_path):
    session = make_session(actor=world)
    one = enrol(session, make_cooperative(), "Sri Lestari", actor=world)
    begin(session)
    video_of(message_texts.card_address(one), tmp_path / "card.y4m")
    camera = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'card.y4m'}",
    ]
    browser = chromium.browser_type.launch(executable_path=os.environ["CHROMIUM"], args=[*ARGUMENTS, *camera])
    try:
        visitor = Visitor(browser, live_server.url, PHONE, "light")
        visitor.sign_in("petugas@solokop.test", PASSWORD)
        visitor.go(reverse("attendance", args=[session.pk]))
        visitor.page.click("text=Buka kamera")
        expect(visitor.page.locator("[data-state=there]")).to_have_count(1)
        expect(visitor.page.locator(".scan-status")).to_contain_text("Sri Lestari")
        visitor.page.click("text=Tutup kamera")
        assert visitor.complaints == []
    finally:
        browser.close()
    assert list(Attendance.objects.values_list("enrolment__name", "how")) == [("Sri Lestari", "scan")]
