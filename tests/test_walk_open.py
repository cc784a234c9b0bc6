"""What is open to all in a real browser: telling and following, removal, the interface, and a list handed over."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cooperatives.models import Complaint
from tests.browser import PHONE, until
from tests.factories import make_cooperative, make_user

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
PASSWORD = "rahasia-sekali-1"


def test_who_tells_follows_by_the_number_and_the_office_removes_and_shows_again(committed, visit):
    cooperative = make_cooperative("KSP Rukun Maju")
    make_user("officer", "petugas@solokop.test", password=PASSWORD)
    member, desk = visit(PHONE), visit(PHONE)
    record = reverse("public_record", args=[cooperative.pk])
    member.go(f"{reverse('public_register')}?q=rukun")
    member.page.click("tbody a")
    member.page.click("a[href*='kind=removal']")
    member.page.fill("[name=text]", "Nama saya ada di sana.")
    member.page.click("main form button.btn-primary")
    number = member.page.locator("h1").inner_text()
    assert member.overflow() == 0

    desk.sign_in("petugas@solokop.test", PASSWORD)
    desk.go(reverse("complaint", args=[Complaint.objects.get().pk]))
    desk.page.click(f"a[href*='{number}']:has-text('Hapus')")
    desk.page.fill("[name=reason]", "Data perorangan termuat.")
    desk.page.click("main form button.btn-primary")
    expect(desk.page.locator("h1")).to_have_text(number)
    desk.page.fill("[name=text]", "Sudah kami hapus.")
    desk.page.click("form[action*='answer'] button")
    expect(desk.page.locator("main")).to_contain_text("Dijawab")

    assert member.go(record).status == 410
    member.page.click("footer a[href$='/told/']")
    member.page.fill("#number", number.lower().replace("-", " "))
    member.page.click("main form button")
    expect(member.page.locator("main")).to_contain_text("Sudah kami hapus.")
    expect(member.page.locator("main")).not_to_contain_text("Rukun Maju")

    desk.go(reverse("cooperative_public", args=[cooperative.pk]))
    desk.page.click("main form button.btn-primary")
    expect(desk.page.locator("#public")).to_contain_text("Yang dilihat semua orang")
    # What the browser was told is not kept.
    assert member.go(record).status == 200
    assert [text for text in member.complaints if "410" not in text] + desk.complaints == []


def test_a_field_is_copied_and_the_forms_of_the_interface_open(committed, visit):
    cooperative = make_cooperative("KSP Rukun Maju", legal_number="001/BH/2001")
    make_user("officer", "petugas@solokop.test", password=PASSWORD)
    desk = visit(PHONE)
    desk.sign_in("petugas@solokop.test", PASSWORD)
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.go(reverse("handover_fields", args=[cooperative.pk, "ods"]))
    button = desk.page.locator("[data-copy='001/BH/2001']")
    button.click()
    expect(button).to_contain_text("Tersalin")
    until(desk.page, "navigator.clipboard.readText().then((text) => text === '001/BH/2001')")
    assert desk.overflow() == 0
    desk.go(reverse("api"))
    desk.page.click("[data-try]")
    expect(desk.page.locator(".opblock").first).to_be_visible()
    assert desk.overflow() == 0
    assert desk.complaints == []
