"""A real browser at a shared machine: what stays on it when its user has signed out, and who gets in by what is left."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from core.models import OutgoingMail
from tests.browser import PHONE
from tests.factories import make_cooperative, make_user

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
PASSWORD = "kuda-lari-pagi-7"


def test_after_signing_out_the_way_back_shows_nothing(committed, visit):
    make_user("officer", "petugas@contoh.test", password=PASSWORD)
    cooperative = make_cooperative("KSP Terbuka", phone="+628123456789", chair="Ibu Sangat Rahasia")
    somebody = visit(PHONE)
    somebody.sign_in("petugas@contoh.test", PASSWORD)
    page = somebody.page
    for path in (reverse("cooperative_detail", args=[cooperative.pk]), reverse("contact_list", args=[cooperative.pk])):
        somebody.go(path)
        expect(page.locator("body")).to_contain_text("KSP Terbuka")
    somebody.open_menu()
    page.click(".navbar-tools button.dropdown-item")
    page.wait_for_url(somebody.address + "/")
    for _ in range(4):
        page.go_back()
        # The name is on the public register, which is the page of those who have not signed in.
        expect(page.locator("body")).not_to_contain_text("Ibu Sangat Rahasia")
        expect(page.locator("body")).not_to_contain_text("0812")


def test_an_address_is_changed_on_the_phone_from_the_menu_to_the_link(committed, visit):
    officer = make_user("officer", "petugas@contoh.test", password=PASSWORD)
    somebody = visit(PHONE)
    somebody.sign_in("petugas@contoh.test", PASSWORD)
    page = somebody.page
    somebody.open_menu()
    page.click("text=Alamat email")
    page.fill("#id_email", "baru@contoh.test")
    page.click("button[name=action_add]")
    expect(page.locator("h1")).to_contain_text("Kata sandi Anda")
    page.fill("#id_password", PASSWORD)
    page.click("main form button.btn-primary")
    expect(page.locator("main")).to_contain_text("baru@contoh.test")
    assert somebody.overflow() == 0
    link = re.search(r"/accounts/confirm-email/[^/\s]+/", OutgoingMail.objects.get(to=["baru@contoh.test"]).body)[0]
    somebody.go(link)
    page.click("main form button")
    expect(page.locator("main")).to_be_visible()
    assert User.objects.get(pk=officer.pk).email == "baru@contoh.test"
    assert somebody.complaints == []
