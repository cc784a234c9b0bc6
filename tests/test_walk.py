"""The main paths, as people walk them, in a real browser."""

import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import expect

from cooperatives.models import Cooperative, Note, RegisterImport, StatusChange
from cooperatives.register_import import intake
from core.models import OutgoingMail
from solokop.demo import contents
from tests.browser import DESKTOP, PHONE
from tests.factories import DEMO_REGISTER

pytestmark = [
    pytest.mark.browser,
    # The walks of reports and of training go over PostgreSQL too.
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
]


@pytest.fixture
def world(settings, committed):
    settings.IMPORT_JOB_ABOVE_ROWS = 10_000
    contents.build()


def changed_register(tmp_path):
    """The demo register with three changes, as next year's workbook."""
    book = load_workbook(DEMO_REGISTER)
    sheet = book.worksheets[0]
    sheet["A3"] = "Keadaan per 31 Desember 2021"
    # A passive one: what accepted reports say of the others is newer than this list.
    sheet["P11"] = 300
    sheet["N10"] = "Aktif"
    sheet.insert_rows(12)
    for column, value in enumerate(
        [None, "KSP Baru Sekali", "999/BH/2021", "1/1/2021", None, "Jl. Baru 1", "Jajar"], 1
    ):
        sheet.cell(12, column, value)
    path = tmp_path / "register 2021.xlsx"
    book.save(path)
    return path


def passive(district: str = ""):
    """The passive ones of the demo, of a kecamatan."""
    found = Cooperative.objects.filter(status="passive")
    return found.filter(district__name=district) if district else found


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_officer_finds_changes_exports_and_imports(world, visit, tmp_path, viewport):
    visitor = visit(viewport)
    page = visitor.page
    visitor.sign_in("PETUGAS@solokop.test", contents.PASSWORD)
    page.goto(visitor.address + reverse("cooperative_list"))
    expect(page.locator(".result-head")).to_contain_text("590")

    if viewport is PHONE:
        page.click("[data-filters] > summary")
    page.check("#f-status-passive")
    expect(page).to_have_url(re.compile("status=passive"))
    expect(page.locator(".result-head")).to_contain_text(str(passive().count()))
    page.check("#f-district-jebres")
    expect(page.locator(".result-head")).to_contain_text(str(passive("Jebres").count()))
    assert visitor.overflow() <= 0

    # What is typed stays when the list is loaded anew.
    page.locator("tbody .tick label").nth(0).click()
    page.click(".list-bulk summary >> text=Tambahkan catatan")
    page.fill("#bulk-note-text", "Belum dikirim")
    page.select_option("#sort", "-name")
    expect(page).to_have_url(re.compile("sort=-name"))
    page.select_option("#sort", "name")
    expect(page).not_to_have_url(re.compile("sort=-name"))
    page.locator("tbody .tick label").nth(1).click()
    expect(page.locator("#bulk-note-text")).to_have_value("Belum dikirim")
    page.goto(page.url)
    # Ticks choose rows; they are no filters, and the list stays as it is.
    for row in (0, 2):
        page.locator("tbody .tick label").nth(row).click()
    expect(page.locator(".list-bulk [data-count-of]")).to_have_text("2 dipilih")
    with page.expect_download() as download:
        page.click(".list-bulk [data-file]")
    download.value.save_as(tmp_path / "ticked.xlsx")
    assert load_workbook(tmp_path / "ticked.xlsx").worksheets[1].max_row == 3
    page.click(".list-bulk summary >> text=Tambahkan catatan")
    page.fill("#bulk-note-text", "Dibahas di rapat bidang.")
    page.click(".list-bulk button[value=note]")
    expect(page.locator(".alert-success")).to_contain_text("2 koperasi")
    assert Note.objects.filter(text="Dibahas di rapat bidang.").count() == 2
    expect(page.locator(".result-head")).to_contain_text(str(passive("Jebres").count()))

    page.click("tbody th a >> nth=0")
    name = page.locator("h1").inner_text()
    page.click(f"text={'Ubah status'} >> nth=0")
    page.check("input[value=attention]")
    page.select_option("#id_basis", "revived")
    page.fill("#id_reason", "Pengurus baru sudah mengadakan RAT.")
    page.click("form[data-guard] button.btn-primary")
    expect(page.locator(".alert-success")).to_be_visible()
    change = StatusChange.objects.first()
    assert (change.cooperative.name, change.new, change.old) == (name, "attention", "passive")

    page.goto(visitor.address + "/cooperatives/?status=passive&district=Jebres")
    expect(page.locator(".result-head")).to_contain_text(str(passive("Jebres").count()))
    page.click(".result-head .dropdown-toggle")
    with page.expect_download() as download:
        page.click(".dropdown-item[href*='export.xlsx']")
    download.value.save_as(tmp_path / "export.xlsx")
    book = load_workbook(tmp_path / "export.xlsx")
    assert book.worksheets[1].max_row == passive("Jebres").count() + 1

    page.goto(visitor.address + reverse("import_list"))
    page.set_input_files("#id_file", changed_register(tmp_path))
    page.click("form[enctype] button.btn-primary")
    expect(page).to_have_url(re.compile(r"/imports/\d+/mapping/$"))
    expect(page.locator("#id_as_of")).to_have_value("2021-12-31")
    page.click("form[data-guard] button.btn-primary")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    # One passive cooperative is active in the file, though its last annual meeting was held in 2014.
    assert intake.counts(RegisterImport.objects.first()) == {
        "new": 1,
        "changed": 1,
        "unchanged": 588,
        "doubtful": 3,
        "refused": 0,
    }
    page.select_option("select[name$='status_against_rule']", "from_file")
    page.click("button:has-text('Simpan keputusan ini')")
    expect(page.locator(".alert-success")).to_be_visible()
    assert intake.counts(RegisterImport.objects.first()) == {
        "new": 1,
        "changed": 2,
        "unchanged": 588,
        "doubtful": 2,
        "refused": 0,
    }
    page.click(".outcomes >> text=Baru")
    expect(page.locator("main")).to_contain_text("KSP Baru Sekali")
    page.click("button:has-text('Terapkan')")
    expect(page.locator("h2", has_text="Impor selesai")).to_be_visible()
    assert Cooperative.objects.count() == 591
    assert Cooperative.objects.get(name="KSU Mega Sentosa").members == 446
    page.click("text=Batalkan impor ini")
    page.wait_for_url(re.compile(r"/undo/$"))
    page.click("main form button.btn-outline-danger")
    expect(page.locator(".alert-success")).to_be_visible()
    assert Cooperative.objects.count() == 590
    assert visitor.complaints == []


def test_the_register_works_without_scripts(world, visit):
    visitor = visit(scripts=False)
    visitor.sign_in("petugas@solokop.test", contents.PASSWORD)
    page = visitor.page
    page.goto(visitor.address + reverse("cooperative_list"))
    page.check("#f-status-passive")
    page.check("#f-district-jebres")
    page.click("text=Saring >> nth=-1")
    expect(page.locator(".result-head")).to_contain_text(str(passive("Jebres").count()))
    page.fill("#q", "langgeng amanah")
    page.press("#q", "Enter")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_manager_comes_in_by_invitation_on_a_phone(world, visit):
    officer = visit()
    officer.sign_in("petugas@solokop.test", contents.PASSWORD)
    cooperative = Cooperative.objects.order_by("pk")[5]
    officer.go(reverse("manager_invite", args=[cooperative.pk]))
    officer.page.fill("#id_name", "Bu Sri")
    officer.page.fill("#id_email", "Sri@contoh.test")
    officer.page.click("form[data-once].panel button.btn-primary")
    expect(officer.page.locator(".alert-success")).to_be_visible()

    manager = visit(PHONE)
    manager.go(re.search(r"/invitations/\S+", OutgoingMail.objects.latest("pk").body)[0])
    manager.page.fill("#id_password1", "sawah-hijau-pagi")
    manager.page.fill("#id_password2", "sawah-hijau-pagi")
    manager.page.click("form.panel button.btn-primary")
    expect(manager.page.locator("main")).to_contain_text(cooperative.name)
    manager.page.click("text=Lihat data koperasi")
    expect(manager.page.locator("h1")).to_contain_text(cooperative.name)
    assert manager.overflow() <= 0
    assert manager.complaints == []


def test_two_officers_edit_one_section_and_nothing_is_lost(world, visit):
    cooperative = Cooperative.objects.order_by("pk")[3]
    path = reverse("cooperative_edit", args=[cooperative.pk, "contact"])
    first, second = visit(), visit()
    for visitor, email in ((first, "petugas@solokop.test"), (second, "admin@solokop.test")):
        visitor.sign_in(email, contents.PASSWORD)
        visitor.go(path)
    first.page.fill("#id_address", "Jl. Pertama 1")
    first.page.click("form[data-guard] button.btn-primary")
    expect(first.page.locator(".alert-success")).to_be_visible()
    second.page.fill("#id_address", "Jl. Kedua 2")
    second.page.click("form[data-guard] button.btn-primary")
    expect(second.page.locator(".alert-warning")).to_contain_text("Jl. Pertama 1")
    expect(second.page.locator("#id_address")).to_have_value("Jl. Kedua 2")
    second.page.click("form[data-guard] button.btn-primary")
    expect(second.page.locator(".alert-success")).to_be_visible()
    cooperative.refresh_from_db()
    assert cooperative.address == "Jl. Kedua 2"
