"""A draft in real browsers: two people at once, a connection that is away, a session that ends. Nothing typed is lost."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from cooperatives.people import memberships
from core.models import Event
from reports.filing import drafts
from reports.models import Report
from tests.browser import DESKTOP, PHONE
from tests.factories import make_cooperative, make_user
from tests.reporting import draft, figures, make_obligation

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
PASSWORD = "rahasia-sekali-1"
STATE = "[data-autosave-state]"


@pytest.fixture
def owed(committed):
    """A quarter to report on, of a cooperative with two managers."""
    officer = make_user("officer", "petugas@solokop.test", password=PASSWORD, name="Ibu Petugas")
    cooperative = make_cooperative("KSP Ngudi Rahayu")
    for address, name in (("pengurus@solokop.test", "Pak Budi"), ("bendahara@solokop.test", "Bu Sri")):
        memberships.link(make_user("manager", address, password=PASSWORD, name=name), cooperative, actor=officer)
    return make_obligation(cooperative=cooperative)


@pytest.fixture
def at_the_form(owed, visit):
    """Somebody who has signed in and opened the balance sheet."""

    def make(email: str, viewport=PHONE, scripts=True):
        visitor = visit(viewport, scripts=scripts)
        visitor.sign_in(email, PASSWORD)
        visitor.go(reverse("report_form", args=[owed.pk, "balance"]))
        return visitor

    return make


def cell(page, key: str):
    return page.locator(f"[data-key='{key}']")


def typed() -> dict[str, int]:
    return drafts.typed_of(Report.objects.get())


def test_two_browsers_type_into_one_draft_and_both_keep_their_figures(at_the_form):
    budi, sri = at_the_form("pengurus@solokop.test").page, at_the_form("bendahara@solokop.test").page
    cell(budi, "A1.01").fill("1000")
    cell(budi, "A1.02").fill("2000")
    expect(budi.locator(STATE)).to_have_text("Tersimpan")
    cell(sri, "A1.02").fill("2222")
    cell(sri, "E.01").fill("3000")
    # What only one has typed is there for both at once; what both have typed waits for a choice.
    expect(cell(sri, "A1.01")).to_have_value("1.000")
    box = sri.locator(".conflict-box")
    expect(box).to_contain_text("Pak Budi menyimpan Rp 2.000 di sini")
    assert typed() == {"A1.01": 1000, "A1.02": 2000, "E.01": 3000}
    cell(sri, "E.02").fill("4000")
    expect(box).to_have_count(1)
    sri.click("button[value=next]")
    expect(box.locator("[data-mine]")).to_be_focused()
    assert typed()["A1.02"] == 2000
    box.locator("[data-mine]").click()
    expect(sri.locator(STATE)).to_have_text("Tersimpan")
    assert typed() == {"A1.01": 1000, "A1.02": 2222, "E.01": 3000, "E.02": 4000}
    # The other one goes on from the page as it stands there, and wipes nothing.
    cell(budi, "K1.01").fill("5000")
    expect(budi.locator(STATE)).to_contain_text("Orang lain juga sedang mengisi")
    expect(cell(budi, "A1.02")).to_have_value("2.222")
    budi.click("button[value=leave]")
    budi.wait_for_url("**/reports/**")
    assert typed() == {"A1.01": 1000, "A1.02": 2222, "E.01": 3000, "E.02": 4000, "K1.01": 5000}


def test_a_question_that_was_not_answered_is_asked_again(at_the_form):
    budi, sri = at_the_form("pengurus@solokop.test").page, at_the_form("bendahara@solokop.test").page
    cell(budi, "A1.02").fill("2000")
    expect(budi.locator(STATE)).to_have_text("Tersimpan")
    cell(sri, "A1.02").fill("2222")
    expect(sri.locator(".conflict-box")).to_be_visible()
    for _n in range(2):
        sri.goto(sri.url)
        expect(sri.locator(".conflict-box")).to_contain_text("Rp 2.000")
        expect(cell(sri, "A1.02")).to_have_value("2.222")
        assert typed() == {"A1.02": 2000}
    sri.click("[data-mine]")
    expect(sri.locator(STATE)).to_have_text("Tersimpan")
    assert typed() == {"A1.02": 2222}
    sri.goto(sri.url)
    expect(cell(sri, "A1.02")).to_have_value("2.222")
    expect(sri.locator(".conflict-box")).to_have_count(0)


def test_a_figure_that_cannot_be_read_keeps_no_other_from_being_saved(at_the_form):
    budi = at_the_form("pengurus@solokop.test")
    page = budi.page
    cell(page, "E.02").fill("12 juta")
    cell(page, "K1.01").fill("7654321")
    expect(page.locator(STATE)).to_contain_text("tidak terbaca")
    expect(page.locator("#line-E\\.02 .invalid-feedback")).to_be_visible()
    assert typed() == {"K1.01": 7654321}
    expect(cell(page, "E.02")).to_have_value("12 juta")
    cell(page, "E.02").fill("12.000.000")
    expect(page.locator(STATE)).to_have_text("Tersimpan")
    expect(cell(page, "E.02")).not_to_have_class(re.compile("is-invalid"))
    assert typed() == {"E.02": 12_000_000, "K1.01": 7654321}
    # The state stays in sight at the last line of a long form.
    page.locator("button[value=leave]").scroll_into_view_if_needed()
    expect(page.locator(STATE)).to_be_in_viewport()


def test_sums_count_whatever_the_server_reads(at_the_form):
    page = at_the_form("pengurus@solokop.test").page
    for text in ("1.500", "Rp 1.500,00", "1500,0"):
        cell(page, "A1.01").fill(text)
        expect(page.locator("output[data-key='A']")).to_have_text("Rp 1.500")
    for text in ("(1.500)", "-1500"):
        cell(page, "C1").fill(text)
        expect(page.locator("output[data-key='C4']")).to_have_text("-Rp 1.500")


def test_an_explanation_that_was_changed_goes_along_with_the_signature(at_the_form, owed):
    visitor = at_the_form("pengurus@solokop.test")
    page = visitor.page
    values = figures()
    moved = {"A1.16": 0, "A1.03": values["A1.03"] - values["A1.16"]}
    report = draft(owed, User.objects.get(email="pengurus@solokop.test"), values | moved)
    assert report.findings.filter(level="warning").exists()
    visitor.go(reverse("report_check", args=[owed.pk]))
    page.locator("textarea").first.fill("Sudah dicek ulang oleh bendahara.")
    page.click("[data-save-first]")
    page.wait_for_url("**/sign/")
    assert report.findings.filter(explanation="Sudah dicek ulang oleh bendahara.").count() == 1


def test_theirs_is_taken_with_one_tap(at_the_form):
    budi, sri = at_the_form("pengurus@solokop.test").page, at_the_form("bendahara@solokop.test").page
    cell(budi, "A1.02").fill("2000")
    expect(budi.locator(STATE)).to_have_text("Tersimpan")
    cell(sri, "A1.02").fill("2222")
    sri.click("[data-theirs]")
    expect(cell(sri, "A1.02")).to_have_value("2.000")
    expect(sri.locator(".conflict-box")).to_have_count(0)
    expect(sri.locator("output[data-key='A']")).to_have_text("Rp 2.000")
    assert typed() == {"A1.02": 2000}


def test_what_was_typed_offline_comes_back_though_the_draft_has_gone_on(at_the_form, owed):
    budi = at_the_form("pengurus@solokop.test")
    page = budi.page
    cell(page, "A1.01").fill("1000")
    expect(page.locator(STATE)).to_have_text("Tersimpan")
    budi.context.set_offline(True)
    cell(page, "A1.02").fill("2000")
    cell(page, "A1.01").fill("1111")
    expect(page.locator(STATE)).to_contain_text("Tidak ada sambungan")
    # The button waits as well, on the page.
    page.click("button[value=next]")
    expect(page.locator(STATE)).to_contain_text("Tidak ada sambungan")
    expect(cell(page, "A1.02")).to_have_value("2.000")
    page.close(run_before_unload=False)
    sri = at_the_form("bendahara@solokop.test").page
    cell(sri, "A1.01").fill("9999")
    cell(sri, "E.01").fill("3000")
    expect(sri.locator(STATE)).to_have_text("Tersimpan")
    budi.context.set_offline(False)
    again = budi.context.new_page()
    again.goto(budi.address + reverse("report_form", args=[owed.pk, "balance"]))
    expect(again.locator(".conflict-box")).to_contain_text("Bu Sri menyimpan Rp 9.999")
    expect(cell(again, "A1.01")).to_have_value("1.111")
    expect(cell(again, "E.01")).to_have_value("3.000")
    assert typed() == {"A1.01": 9999, "A1.02": 2000, "E.01": 3000}


def test_a_session_that_has_ended_costs_nothing_that_was_typed(at_the_form):
    budi = at_the_form("pengurus@solokop.test")
    page = budi.page
    budi.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    cell(page, "A1.01").fill("1000")
    expect(page.locator(STATE)).to_contain_text("Sesi Anda berakhir")
    with page.expect_popup() as opened:
        page.click(f"{STATE} a")
    there = opened.value
    there.fill("#id_login", "pengurus@solokop.test")
    there.fill("#id_password", PASSWORD)
    there.click("main form button.btn-primary")
    there.wait_for_url(budi.address + "/")
    there.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(cell(page, "A1.01")).to_have_value("1.000")
    expect(page.locator(STATE)).to_have_text("Tersimpan")
    assert typed() == {"A1.01": 1000}


def test_what_somebody_else_kept_on_a_shared_telephone_is_not_taken_for_ones_own(at_the_form):
    budi = at_the_form("pengurus@solokop.test")
    page = budi.page
    budi.context.set_offline(True)
    cell(page, "A1.01").fill("1000")
    expect(page.locator(STATE)).to_contain_text("Tidak ada sambungan")
    form = page.url
    # First of all: a page that is closed lives a moment longer, and sends what it holds once the connection is back.
    budi.context.clear_cookies()
    page.close(run_before_unload=False)
    budi.context.set_offline(False)
    budi.page = budi.context.new_page()
    budi.sign_in("bendahara@solokop.test", PASSWORD)
    budi.page.goto(form)
    expect(cell(budi.page, "A1.01")).to_have_value("")


def test_two_windows_without_scripts_lose_nothing(at_the_form):
    first = at_the_form("pengurus@solokop.test", DESKTOP, scripts=False)
    one, other = first.page, first.context.new_page()
    cell(one, "A1.01").fill("1")
    one.click("button[value=compute]")
    other.goto(one.url)
    cell(one, "A1.01").fill("11")
    cell(one, "A1.02").fill("2")
    one.click("button[value=compute]")
    cell(other, "A1.01").fill("111")
    cell(other, "E.01").fill("3")
    other.click("button[value=compute]")
    expect(other.locator(".error-summary")).to_contain_text("Semua sudah tersimpan kecuali ini")
    assert typed() == {"A1.01": 11, "A1.02": 2, "E.01": 3}
    expect(cell(other, "A1.01")).to_have_value("111")
    other.click("button[value=compute]")
    assert typed() == {"A1.01": 111, "A1.02": 2, "E.01": 3}


def test_what_is_typed_is_saved_by_itself_and_survives_a_lost_connection(at_the_form, owed):
    visitor = at_the_form("pengurus@solokop.test")
    page, form = visitor.page, visitor.page.url
    page.fill("[data-key='A1.01']", "1500000")
    expect(page.locator("[data-autosave-state]")).to_have_text("Tersimpan")
    assert Report.objects.get(obligation=owed).values()["A1.01"] == 1_500_000

    visitor.context.set_offline(True)
    page.fill("[data-key='A1.02']", "250000")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Tidak ada sambungan")
    visitor.context.set_offline(False)
    expect(page.locator("[data-autosave-state]")).to_have_text("Tersimpan")
    assert Report.objects.get(obligation=owed).values()["A1.02"] == 250_000

    visitor.context.set_offline(True)
    page.fill("[data-key='E.01']", "99")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Tidak ada sambungan")
    page.close(run_before_unload=False)
    visitor.context.set_offline(False)
    again = visitor.context.new_page()
    again.goto(form)
    expect(again.locator("[data-key='E.01']")).to_have_value("99")
    expect(again.locator("[data-autosave-state]")).to_have_text("Tersimpan")
    assert Report.objects.get(obligation=owed).values()["E.01"] == 99
    assert Event.objects.filter(verb="report.saved").count() >= 3
