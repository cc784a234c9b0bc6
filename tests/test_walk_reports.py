"""The quarterly report as people walk it: a board on a phone, an officer at a desk, in a real browser."""

import io
from dataclasses import dataclass

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import expect

from cooperatives.people import memberships
from core.models import OutgoingMail
from core.tests.test_photos import picture
from reports.models import Obligation, Report
from reports.statement.totals import with_totals
from reports.workbook.names import name_of, pointer
from tests.browser import DESKTOP, PHONE
from tests.factories import make_cooperative, make_user
from tests.reporting import QUARTER, accepted, change, make_books, make_obligation, read

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
]


PASSWORD = "rahasia-sekali-1"


@dataclass
class World:
    owed: Obligation
    right: dict[str, int]


@pytest.fixture
def world(committed) -> World:
    """A cooperative whose last quarter is accepted, its manager and an officer; `right` meets the new obligation."""
    officer = make_user("officer", "petugas@solokop.test", password=PASSWORD, name="Ibu Petugas")
    manager = make_user("manager", "pengurus@solokop.test", password=PASSWORD, name="Bapak Pengurus")
    cooperative = make_cooperative("KSP Ngudi Rahayu")
    memberships.link(manager, cooperative, actor=officer)
    books = make_books()
    before = make_obligation(cooperative=cooperative, quarter=QUARTER.previous)
    accepted(before, manager, officer, books.close(QUARTER.previous))
    return World(make_obligation(cooperative=cooperative), books.close(QUARTER))


def test_a_board_files_from_a_phone_with_the_template_and_an_officer_returns_one_line(world, visit, tmp_path):
    owed, right = world.owed, world.right
    board, officer = visit(PHONE), visit(DESKTOP)
    page = board.page
    board.sign_in("pengurus@solokop.test", PASSWORD)
    page.click(f"a[href='{reverse('obligation', args=[owed.pk])}']")
    with page.expect_download() as download:
        page.click("text=Unduh templat")
    blank = tmp_path / "templat.xlsx"
    download.value.save_as(blank)
    assert read(blank.read_bytes(), tmp_path).figures == {}

    extra = right["E.02"] + 60_000_000
    wrong = right | {"E.02": right["E.02"] + extra, "A2.02": extra, "E.09": right["E.09"] + 7}
    (tmp_path / "isi.xlsx").write_bytes(change(blank.read_bytes(), wrong))
    page.set_input_files("#id_file", tmp_path / "isi.xlsx")
    page.click("text=Unggah dan periksa")
    expect(page.locator(".alert-danger")).to_contain_text("kesalahan harus diperbaiki")
    place = pointer(load_workbook(blank).defined_names[name_of("E.09")].attr_text)
    cell = f"{place[0]}!{place[1]}{place[2]}"
    expect(page.locator(".finding-bad", has_text="N4")).to_contain_text(cell)
    expect(page.locator(".finding-bad", has_text="N2")).to_contain_text("Neraca tidak seimbang")
    assert board.overflow() == 0

    with page.expect_download() as download:
        page.click("text=dengan sel itu ditandai")
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert "SHU tahun berjalan" in book[place[0]][f"{place[1]}{place[2]}"].comment.text

    (tmp_path / "betul.xlsx").write_bytes(change(blank.read_bytes(), wrong | {"E.09": right["E.09"]}))
    page.set_input_files("#id_file", tmp_path / "betul.xlsx")
    page.click("text=Unggah dan periksa")
    expect(page.locator(".alert-warning")).to_contain_text("angka tidak biasa harus dijelaskan")
    expect(page.locator(".finding-bad")).to_have_count(0)
    for box in page.locator("textarea[name^=explain-]").all():
        box.fill("Ada simpanan wajib tambahan sesuai keputusan RAT, ditempatkan sebagai investasi.")
    page.click("text=Simpan dan lanjut tanda tangan")
    page.locator(".signer").evaluate("fold => { fold.open = true; }")
    page.check("input[name=signer][value=other]")
    page.fill("#id_signer_name", "Bapak Pengurus")
    page.fill("#id_signer_exception", "Baru dipilih, belum tercatat.")
    page.select_option("#id_signer_position", "chair")
    page.check("#id_attested")
    page.click("main form button.btn-primary")
    expect(page.locator(".receipt-number")).to_contain_text("TW")
    number = page.locator(".receipt-number").inner_text()
    assert board.overflow() == 0
    with page.expect_download() as download:
        page.click("main a:has-text('PDF')")
    assert download.value.path().read_bytes().startswith(b"%PDF")
    assert number in OutgoingMail.objects.latest("pk").subject

    public = visit(PHONE)
    public.go(f"/receipts/{number}/")
    expect(public.page.locator(".alert-success")).to_contain_text("asli")

    desk = officer.page
    officer.sign_in("petugas@solokop.test", PASSWORD)
    desk.goto(officer.address + reverse("report_home"))
    desk.click(f"text={owed.cooperative.name}")
    expect(desk.locator(".finding-watch").first).to_contain_text("simpanan wajib tambahan")
    desk.click("text=Mulai memeriksa")
    row = desk.locator("#line-E\\.02")
    row.locator("summary").click()
    row.locator("textarea").fill("Mohon dicocokkan dengan buku simpanan anggota.")
    row.locator("button").click()
    expect(row.locator(".quote")).to_contain_text("buku simpanan")
    desk.click("button[value=return]")
    expect(desk.locator(".alert-success")).to_contain_text("dikembalikan")

    page.goto(board.address + "/")
    page.click("text=Perbaiki laporan")
    expect(page.locator("#line-E\\.02 .quote")).to_contain_text("buku simpanan")
    expect(page.locator("#line-E\\.02")).to_be_in_viewport()
    expect(page.locator("[data-key='E.02']")).to_be_focused()
    page.fill("[data-key='E.02']", f"{right['E.02']}")
    page.fill("[data-key='A2.02']", "0")
    expect(page.locator("output[data-key='A']")).to_contain_text(f"{with_totals(right)['A']:,}".replace(",", "."))
    with page.expect_navigation():
        page.click("button[value=check]")
    expect(page).to_have_url(board.address + reverse("report_sign", args=[owed.pk]))
    page.locator(".signer").evaluate("fold => { fold.open = true; }")
    page.check("input[name=signer][value=other]")
    page.fill("#id_signer_name", "Bapak Pengurus")
    page.fill("#id_signer_exception", "Baru dipilih, belum tercatat.")
    page.select_option("#id_signer_position", "chair")
    page.check("#id_attested")
    page.click("main form button.btn-primary")
    expect(page.locator(".receipt")).to_contain_text("Versi")

    desk.goto(officer.address + reverse("report_version", args=[owed.pk, 2]))
    desk.click("button[value=accept]")
    expect(desk.locator(".alert-success")).to_contain_text("diterima")
    with desk.expect_download() as download:
        desk.goto(officer.address + reverse("period", args=[owed.period.slug]))
        desk.click("text=Rekap Excel")
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    names = [row[0] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)]
    assert owed.cooperative.name in names
    assert sorted(Report.objects.filter(obligation=owed).values_list("version", "state")) == [
        (1, "returned"),
        (2, "accepted"),
    ]
    assert board.complaints == officer.complaints == []


def test_an_officer_files_for_a_cooperative_through_the_web_form(world, visit):
    """The form is walked part by part, saved at each step; sums are right; the officer stands on the receipt."""
    target, values = world.owed, world.right
    officer = visit(DESKTOP)
    page = officer.page
    officer.sign_in("petugas@solokop.test", PASSWORD)
    page.goto(officer.address + reverse("obligation", args=[target.pk]))
    expect(page.locator(".alert-info").first).to_contain_text("atas nama koperasi")
    with page.expect_navigation():  # what stands in a page that is still read is not all of it
        page.click("text=Isi formulir")
    page.evaluate("for (const fold of document.querySelectorAll('.fig-others, .fig-rows')) fold.open = true")
    page.click(".part-nav [data-to=equity_change]")
    for field in page.locator(".is-asked input[data-key]").all():
        value = values.get(field.get_attribute("data-key"))
        if value is not None:
            field.fill(str(value))
    page.click(".part-nav [data-to=equity_change]")
    expect(page.locator("[data-left]")).to_have_text("Semua baris wajib terisi")
    expect(page.locator("[data-difference]")).to_have_text("Neraca seimbang")
    with page.expect_navigation():
        page.click("button[value=check]")
    if page.url.endswith("/check/"):
        expect(page.locator(".finding-bad")).to_have_count(0)
        for box in page.locator("textarea[name^=explain-]").all():
            box.fill("Sudah dicocokkan dengan buku bank.")
        page.click("text=Simpan dan lanjut tanda tangan")
    page.locator(".signer").evaluate("fold => { fold.open = true; }")
    page.check("input[name=signer][value=other]")
    page.fill("#id_signer_name", "Ibu Ketua")
    page.fill("#id_signer_exception", "Baru dipilih, belum tercatat.")
    signed = {"name": "tanda-tangan.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG", (600, 800))}
    page.set_input_files("#id_files", signed)
    page.select_option("#id_signer_position", "chair")
    page.check("#id_attested")
    page.click("main form button.btn-primary")
    expect(page.locator(".receipt")).to_contain_text("Ibu Petugas, petugas Dinas, atas nama koperasi")
    report = Report.objects.get(obligation=target)
    assert {figure.key: figure.amount for figure in report.figures.all()} == with_totals(values)
    assert officer.complaints == []


def test_the_form_works_without_scripts_and_calculates_on_demand(world, visit):
    owed = world.owed
    plain = visit(PHONE, scripts=False)
    page = plain.page
    plain.sign_in("pengurus@solokop.test", PASSWORD)
    page.goto(plain.address + reverse("report_form", args=[owed.pk, "balance"]))
    page.fill("[data-key='A1.01']", "1.500.000")
    page.fill("[data-key='A1.02']", "dua")
    page.click("button[value=compute]")
    expect(page.locator(".invalid-feedback")).to_be_visible()
    expect(page.locator("[data-key='A1.01']")).to_have_value("1.500.000")
    page.fill("[data-key='A1.02']", "500000")
    page.click("button[value=compute]")
    expect(page.locator("output[data-key='A']")).to_have_text("Rp 2.000.000")
    expect(page.locator("[data-key='A1.02']")).to_have_value("500.000")
    page.click("[data-cell='E.02'] button[value='same:E.02']")
    expect(page.locator("[data-key='E.02']")).not_to_have_value("")
    expect(page.locator("[data-key='A1.01']")).to_have_value("1.500.000")
