"""A report on paper in a real browser: photos from a telephone, typed in beside the picture, signed on its page."""

import io

import pytest
from django.urls import reverse
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from cooperatives.people import memberships
from reports.filing import drafts
from reports.models import Arrival, Report
from tests.browser import DESKTOP, PHONE
from tests.factories import make_cooperative, make_user
from tests.reporting import QUARTER, accepted, draft, figures, make_obligation

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
PASSWORD = "rahasia-sekali-1"


@pytest.fixture
def owed(committed):
    officer = make_user("officer", "petugas@solokop.test", password=PASSWORD, name="Ibu Petugas")
    manager = make_user("manager", "pengurus@solokop.test", password=PASSWORD, name="Pak Budi")
    before = make_obligation(quarter=QUARTER.previous, cooperative=make_cooperative("KSP Ngudi Rahayu"))
    memberships.link(manager, before.cooperative, actor=officer)
    accepted(before, manager, officer, figures(quarter=QUARTER.previous))
    before.cooperative.board.create(name="Suparman", position="chair")
    return make_obligation(cooperative=before.cooperative)


def photo(text: str) -> bytes:
    image = Image.new("RGB", (2400, 3200), "white")
    ImageDraw.Draw(image).text((100, 100), text, fill="black", font_size=120)
    stream = io.BytesIO()
    image.save(stream, format="JPEG", quality=95)
    return stream.getvalue()


def test_photos_of_a_board_are_typed_in_beside_the_picture_and_signed_on_their_page(owed, visit):
    board = visit(PHONE)
    board.sign_in("pengurus@solokop.test", PASSWORD)
    board.go(reverse("obligation", args=[owed.pk]))
    board.page.get_by_role("link", name="Kirim foto atau PDF").click()
    sent = [{"name": f"hal{n}.jpg", "mimeType": "image/jpeg", "buffer": photo(f"Halaman {n}")} for n in (1, 2)]
    board.page.set_input_files("input[type=file]", sent)
    # Made small on the telephone, before they are sent.
    board.page.wait_for_function(
        "() => [...document.querySelector('input[type=file]').files].every((file) => file.size < 900 * 1024)"
    )
    board.page.get_by_role("button", name="Kirim berkas").click()
    expect(board.page.get_by_role("heading", name="Tanda terima berkas")).to_be_visible()
    expect(board.page.get_by_text("Ini belum menjadi laporan.").first).to_be_visible()
    assert board.overflow() == 0
    assert Arrival.objects.get().pages.count() == 2

    desk = visit(DESKTOP)
    desk.sign_in("petugas@solokop.test", PASSWORD)
    desk.go(reverse("arrivals"))
    desk.page.get_by_role("link", name="KSP Ngudi Rahayu").click()
    desk.page.get_by_role("link", name="Ketik laporannya").click()
    paper, form = desk.page.locator("[data-paper]"), desk.page.locator("form.figures")
    beside, typed = paper.bounding_box(), form.bounding_box()
    assert beside and typed and beside["x"] + beside["width"] <= typed["x"]
    desk.page.get_by_role("button", name="Perbesar").click()
    assert paper.locator("img").first.evaluate("img => img.width > img.parentElement.clientWidth")
    assert desk.overflow() == 0

    draft(owed, make_user("officer"), figures())
    desk.go(reverse("report_sign", args=[owed.pk]))
    desk.page.get_by_label("Pengurus menyetujui pernyataan ini").check()
    desk.page.get_by_role("button", name="Kirim atas nama koperasi").click()
    expect(desk.page.get_by_text("Pilih halaman yang sudah ditandatangani").first).to_be_visible()
    desk.page.get_by_label("Pengurus menyetujui pernyataan ini").check()
    desk.page.get_by_label("Halaman 2").check()
    desk.page.get_by_role("button", name="Kirim atas nama koperasi").click()
    expect(desk.page.get_by_text("di kertas, halaman 2")).to_be_visible()
    report = Report.objects.get(obligation=owed)
    assert report.signed_page.number == 2
    assert drafts.typed_of(report) == figures()


def test_on_a_telephone_the_paper_stands_closed_above_the_form(owed, visit):
    board = visit(PHONE)
    board.sign_in("pengurus@solokop.test", PASSWORD)
    board.go(reverse("arrival_new", args=[owed.pk]))
    board.page.set_input_files("input[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo("Satu")})
    board.page.get_by_role("button", name="Kirim berkas").click()
    board.page.wait_for_url("**/arrivals/*/")
    board.go(reverse("report_form_begin", args=[owed.pk]))
    paper = board.page.locator("[data-paper]")
    assert paper.get_attribute("open") is None
    first = board.page.locator("form.figures input[data-key]").first
    assert first.bounding_box()["y"] < PHONE["height"]
    paper.locator("summary").click()
    expect(paper.locator("img").first).to_be_visible()
    assert board.overflow() == 0
