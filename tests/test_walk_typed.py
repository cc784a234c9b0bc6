"""A form in a real browser whose session ends, or whose record somebody else changes, while somebody types."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from cooperatives.models import Cooperative, Note
from cooperatives.record import changes
from tests.browser import PHONE
from tests.factories import make_cooperative, make_user, village

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
PASSWORD = "rahasia-sekali-1"


@pytest.fixture
def officer(committed, visit):
    make_user("officer", "petugas@solokop.test", password=PASSWORD, name="Ibu Petugas")
    visitor = visit(PHONE)
    visitor.sign_in("petugas@solokop.test", PASSWORD)
    return visitor


def sign_in_again(visitor):
    page = visitor.page
    page.fill("#id_login", "petugas@solokop.test")
    page.fill("#id_password", PASSWORD)
    page.click("main form button.btn-primary")


def end_session(visitor):
    visitor.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def test_a_record_that_was_typed_stands_in_its_form_again_after_signing_in(officer):
    page, cooperative = officer.page, make_cooperative(address="Jl. A", email_is_public=True)
    officer.go(reverse("cooperative_edit", args=[cooperative.pk, "contact"]))
    page.fill("#id_address", "Jl. Baru 5")
    page.select_option("#id_village", str(village("Manahan").pk))
    page.uncheck("#id_email_is_public")
    end_session(officer)
    page.click("main form button.btn-primary")
    sign_in_again(officer)
    expect(page.locator(".typed-again")).to_be_visible()
    expect(page.locator("#id_address")).to_have_value("Jl. Baru 5")
    expect(page.locator("#id_village")).to_have_value(str(village("Manahan").pk))
    expect(page.locator("#id_email_is_public")).not_to_be_checked()
    assert officer.overflow() == 0
    page.click("main form button.btn-primary")
    expect(page.locator("main")).to_contain_text("Jl. Baru 5")
    assert Cooperative.objects.get().address == "Jl. Baru 5"
    officer.go(reverse("cooperative_edit", args=[cooperative.pk, "contact"]))
    expect(page.locator(".typed-again")).to_have_count(0)
    assert officer.complaints == []


def test_what_comes_back_can_be_thrown_away(officer):
    page, cooperative = officer.page, make_cooperative(address="Jl. A")
    address = reverse("cooperative_edit", args=[cooperative.pk, "contact"])
    officer.go(address)
    page.fill("#id_address", "Jl. Keliru")
    end_session(officer)
    page.click("main form button.btn-primary")
    sign_in_again(officer)
    page.click(".typed-again button")
    expect(page.locator("#id_address")).to_have_value("Jl. A")
    expect(page.locator(".typed-again")).to_have_count(0)


def test_a_form_on_another_page_leads_back_to_that_page(officer):
    page, cooperative = officer.page, make_cooperative()
    officer.go(reverse("cooperative_detail", args=[cooperative.pk]))
    form = page.locator(f"form[action='{reverse('note_add', args=[cooperative.pk])}']")
    form.locator("textarea").fill("Ketua baru menelepon.")
    end_session(officer)
    form.locator("button").click()
    sign_in_again(officer)
    expect(form.locator("textarea")).to_have_value("Ketua baru menelepon.")
    form.locator("button").click()
    expect(page.locator("main")).to_contain_text("Ketua baru menelepon.")
    assert Note.objects.get().text == "Ketua baru menelepon."


def test_signing_out_leaves_nothing_of_what_was_typed(officer):
    page, cooperative = officer.page, make_cooperative(address="Jl. A")
    officer.go(reverse("cooperative_edit", args=[cooperative.pk, "private"]))
    page.fill("#id_npwp", "012345678901234")
    page.on("dialog", lambda dialog: dialog.accept())
    officer.open_menu()
    page.click(".navbar-tools button.dropdown-item")
    page.wait_for_url(officer.address + "/")
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('typed:'))") == []


def test_somebody_else_who_goes_on_in_the_same_tab_finds_nothing_of_what_was_typed(officer):
    page, cooperative = officer.page, make_cooperative(address="Jl. A")
    make_user("officer", "lain@solokop.test", password=PASSWORD)
    officer.go(reverse("cooperative_edit", args=[cooperative.pk, "private"]))
    page.fill("#id_npwp", "012345678901234")
    end_session(officer)
    page.click("main form button.btn-primary")
    page.fill("#id_login", "lain@solokop.test")
    page.fill("#id_password", PASSWORD)
    page.click("main form button.btn-primary")
    expect(page.locator("#id_npwp")).to_have_value("")
    # The field stands there empty before the script of the page has run.
    page.wait_for_load_state()
    assert page.evaluate("JSON.stringify(sessionStorage)").count("012345678901234") == 0


def test_a_field_that_two_have_changed_is_asked_about_and_the_rest_is_saved(officer):
    page, cooperative = officer.page, make_cooperative(address="Jl. A", phone="+6281111111", village=village("Manahan"))
    officer.go(reverse("cooperative_edit", args=[cooperative.pk, "contact"]))
    page.fill("#id_address", "Jl. Saya")
    page.fill("#id_website", "www.saya.id")
    base = {"address": "Jl. A", "village": village("Manahan").pk}
    fields = {"address": "Jl. Orang", "village": village("Jebres")}
    changes.edit(cooperative.pk, fields=fields, base=base, actor=make_user("officer"))
    page.click("main form button.btn-primary")
    expect(page.locator(".alert-warning")).to_contain_text("Jl. Orang")
    expect(page.locator("#id_village")).to_have_value(str(village("Jebres").pk))
    expect(page.locator("#id_address")).to_have_value("Jl. Saya")
    expect(page.locator(".invalid-feedback, .error-summary")).to_have_count(0)
    assert (Cooperative.objects.get().website, Cooperative.objects.get().address) == ("www.saya.id", "Jl. Orang")
    page.click("[data-fill=id_address]")
    expect(page.locator("#id_address")).to_have_value("Jl. Orang")
    page.click("main form button.btn-primary")
    expect(page.locator("main")).to_contain_text("Jl. Orang")
    assert Cooperative.objects.get().village == village("Jebres")
