"""The form of figures on a telephone: dots while typing, mistakes told at their place, one tap, no connection."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from cooperatives.people import memberships
from reports.filing import drafts
from reports.models import Report
from reports.review import decisions
from tests.browser import PHONE
from tests.factories import make_cooperative, make_user
from tests.reporting import QUARTER, accepted, figures, make_obligation, submitted

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
PASSWORD = "rahasia-sekali-1"
STATE = "[data-autosave-state]"
MISTAKES = {
    "1.5": "Tulis ribuan dengan titik",
    "1,500,000": "Tulis ribuan dengan titik",
    "12o0": "Ada huruf di angka ini",
    "-5": "tidak memakai minus",
    "1500,50": "tanpa sen",
    "12 juta": "Tulis angka saja",
    "Rp": "Tulis angka saja",
    "9999999999999999999": "terlalu besar",
}


@pytest.fixture
def owed(committed):
    """A quarter whose last one was accepted."""
    officer = make_user("officer", "petugas@solokop.test", password=PASSWORD, name="Ibu Petugas")
    manager = make_user("manager", "pengurus@solokop.test", password=PASSWORD, name="Pak Budi")
    before = make_obligation(quarter=QUARTER.previous, cooperative=make_cooperative("KSP Ngudi Rahayu"))
    memberships.link(manager, before.cooperative, actor=officer)
    accepted(before, manager, officer, figures(quarter=QUARTER.previous))
    return make_obligation(cooperative=before.cooperative)


@pytest.fixture
def board(owed, visit):
    visitor = visit(PHONE)
    visitor.sign_in("pengurus@solokop.test", PASSWORD)
    visitor.go(reverse("report_form_begin", args=[owed.pk]))
    return visitor


def cell(page, key: str):
    return page.locator(f"input[data-key='{key}']")


def typed(owed) -> dict[str, int]:
    return drafts.typed_of(Report.objects.get(obligation=owed))


def test_dots_come_while_somebody_types_and_the_caret_stays(board):
    page = board.page
    cell(page, "A1.01").focus()
    page.keyboard.type("1234567")
    expect(cell(page, "A1.01")).to_have_value("1.234.567")
    for _n in range(3):
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("9")
    expect(cell(page, "A1.01")).to_have_value("12.349.567")
    assert cell(page, "A1.01").evaluate("field => field.selectionStart") == 6
    page.keyboard.press("Backspace")
    expect(cell(page, "A1.01")).to_have_value("1.234.567")
    cell(page, "C1").focus()
    page.keyboard.type("-4500")
    expect(cell(page, "C1")).to_have_value("-4.500")


def test_each_mistake_is_told_where_it_was_made_without_a_connection_and_holds_nothing_up(board, owed):
    page = board.page
    cell(page, "A1.02").fill("700")
    expect(page.locator(STATE)).to_have_text("Tersimpan")
    board.context.set_offline(True)
    for text, told in MISTAKES.items():
        cell(page, "A1.01").fill("")
        cell(page, "A1.01").focus()
        page.keyboard.type(text)
        cell(page, "A1.02").focus()
        expect(page.locator("[data-cell='A1.01'] [data-flag]")).to_contain_text(told)
        # What was typed stands there, with its dots where it is digits.
        assert cell(page, "A1.01").input_value().replace(".", "") == text.replace(".", "")
    cell(page, "A1.16").fill("44")
    board.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text("kecuali angka yang tidak terbaca", timeout=15_000)
    assert {key: value for key, value in typed(owed).items() if key in ("A1.01", "A1.02", "A1.16")} == {
        "A1.02": 700,
        "A1.16": 44,
    }


def test_enter_goes_from_field_to_field_and_part_to_part_and_never_sends(board, owed):
    page = board.page
    for key in ("Q1", "Q2", "Q3", "Q4"):
        cell(page, key).focus()
        page.keyboard.type("1000")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("data-key", "H1.01:quarter")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).not_to_have_attribute("data-key", "H1.01:quarter")
    expect(page).to_have_url(re.compile("/form/surplus/$"))
    expect(page.locator("output[data-key='Q']")).to_have_text("Rp 4.000")


def test_what_is_empty_at_the_end_of_a_part_is_one_card_that_types_zeros(board, owed):
    page = board.page
    cell(page, "Q1").fill("1000")
    page.click("[data-next]")
    card = page.locator("[data-part=loan_quality] [data-blanks]")
    expect(card).to_contain_text("Kurang lancar, Diragukan, Macet")
    card.locator("[data-zeros]").click()
    expect(card).to_be_hidden()
    expect(cell(page, "Q4")).to_have_value("0")
    expect(page.locator(STATE)).to_have_text("Tersimpan")
    assert {key: typed(owed)[key] for key in ("Q1", "Q2", "Q3", "Q4")} == {"Q1": 1000, "Q2": 0, "Q3": 0, "Q4": 0}


def test_a_card_of_empty_lines_moves_nothing_from_under_the_finger(board):
    page = board.page
    cell(page, "Q1").fill("1000")
    choice = page.locator("[name=books][value=to_date]")
    choice.scroll_into_view_if_needed()
    place = choice.bounding_box()
    choice.check()
    expect(page.locator("[data-part=loan_quality] [data-blanks]")).to_be_visible()
    assert abs(choice.bounding_box()["y"] - place["y"]) < 2


def test_one_tap_takes_over_a_line_and_one_all_that_is_empty_in_a_part(board, owed):
    page, before = board.page, figures(quarter=QUARTER.previous)
    page.locator("[data-cell='A1.01'] [data-same]").click()
    cell(page, "A1.02").fill("5")
    page.locator("[data-part=balance] [data-rest]").click()
    expect(page.locator(STATE)).to_have_text("Tersimpan")
    now = typed(owed)
    assert (now["A1.01"], now["A1.02"], now["E.02"], now["A3.01"]) == (
        before["A1.01"],
        5,
        before["E.02"],
        before["A3.01"],
    )
    assert "Q1" not in now
    expect(page.locator("[data-part=balance] [data-rest]")).to_be_hidden()


def test_what_follows_is_computed_on_the_page_as_on_the_server(board, owed):
    page, values = board.page, figures()
    for key, value in values.items():
        field = cell(page, key)
        if field.is_visible():
            field.fill(str(value))
    for fold in page.locator(".fig-others > summary, .fig-rows > summary").all():
        if fold.is_visible():
            fold.click()
    for key, value in values.items():
        field = cell(page, key)
        if field.is_visible() and not field.input_value():
            field.fill(str(value))
    expect(page.locator("[data-difference]")).to_have_text("Neraca seimbang")
    shown = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('[data-cell]:not(.is-asked)')]"
        ".map(cell => [cell.dataset.cell, cell.querySelector('[data-computed]').textContent]))"
    )
    expect(page.locator(STATE)).to_have_text("Tersimpan")
    now = typed(owed)
    assert now == values
    told = {
        key: "–" if now.get(key) is None else f"Rp {now[key]:,}".replace(",", ".").replace("Rp -", "-Rp ")
        for key in shown
    }
    assert shown == told


def test_the_column_that_the_books_give_turns_without_a_connection(board, owed):
    page, before = board.page, figures(quarter=QUARTER.previous)
    cell(page, "H1.01:quarter").fill("900")
    board.context.set_offline(True)
    page.check("[name=books][value=to_date]")
    # What was typed before the choice is what the books say.
    expect(cell(page, "H1.01:to_date")).to_have_value("900")
    expect(cell(page, "H1.01:quarter")).to_have_value("")
    cell(page, "H1.01:to_date").fill(str(before["H1.01:to_date"] + 900))
    board.context.set_offline(False)
    expect(page.locator(STATE)).to_have_text("Tersimpan", timeout=15_000)
    assert typed(owed)["H1.01:quarter"] == 900
    page.reload()
    expect(page.locator("[name=books][value=to_date]")).to_be_checked()


def test_thousands_are_asked_about_once_and_a_yes_multiplies(board, owed):
    page, before = board.page, figures(quarter=QUARTER.previous)
    keys = ("Q1", "Q2", "Q3", "Q4")
    for key in keys:
        cell(page, key).fill(str(before[key] // 1000 + 3))
    page.locator("h1").click()
    box = page.locator(".unit-box")
    expect(box).to_contain_text("dalam ribuan rupiah?")
    expect(box.locator("li")).to_have_count(4)
    box.locator("[data-yes]").click()
    expect(box).to_have_count(0)
    expect(page.locator(STATE)).to_have_text("Tersimpan")
    assert {key: typed(owed)[key] for key in keys} == {key: (before[key] // 1000 + 3) * 1000 for key in keys}


def test_a_no_to_thousands_is_kept_by_the_portal_and_not_asked_again(board, owed):
    page, before = board.page, figures(quarter=QUARTER.previous)
    for key in ("Q1", "Q2", "Q3", "Q4"):
        cell(page, key).fill(str(before[key] // 1000 + 3))
    page.locator("h1").click()
    page.locator(".unit-box [data-no]").click()
    expect(page.locator(STATE)).to_have_text("Tersimpan")
    page.reload()
    cell(page, "A1.01").fill("1")
    page.locator("h1").click()
    expect(page.locator(".unit-box")).to_have_count(0)
    assert Report.objects.get(obligation=owed).unit_confirmed


def test_all_parts_are_filled_without_a_connection_and_saved_when_it_is_back(board, owed):
    page = board.page
    board.context.set_offline(True)
    for part in ("surplus", "balance", "cash_flow", "indicators"):
        page.click(f".part-nav [data-to={part}]")
        expect(page.locator(f"[data-part={part}] h2")).to_be_in_viewport()
    cell(page, "Q1").fill("1000")
    cell(page, "I6").fill("7000")
    expect(page.locator(STATE)).to_contain_text("Tidak ada sambungan")
    # Closed, and opened again the next day.
    page.close(run_before_unload=False)
    board.context.set_offline(False)
    again = board.context.new_page()
    again.goto(board.address + reverse("report_form", args=[owed.pk, "balance"]))
    expect(cell(again, "I6")).to_have_value("7.000")
    expect(again.locator(STATE)).to_have_text("Tersimpan")
    assert (typed(owed)["Q1"], typed(owed)["I6"]) == (1000, 7000)


def test_a_session_that_has_ended_is_told_with_the_way_to_sign_in(board):
    page = board.page
    board.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    cell(page, "A1.01").fill("1000")
    expect(page.locator(STATE)).to_contain_text("Sesi Anda berakhir")
    expect(page.locator(f"{STATE} a")).to_have_text("Masuk di sini")


def test_a_returned_line_is_mended_checked_and_sent_with_few_taps(board, owed):
    """From the home page: correct, type, check, attest, send; the check has nothing to say and is passed by."""
    manager = User.objects.get(email="pengurus@solokop.test")
    officer = User.objects.get(email="petugas@solokop.test")
    owed.cooperative.board.create(name="Pak Budi", position="treasurer")
    report = submitted(owed, manager)
    decisions.send_back(report, actor=officer, comments={"I6": "Mohon dicocokkan."})
    page = board.page
    board.go("/")
    page.click("text=Perbaiki laporan")
    expect(page.locator(":focus")).to_have_attribute("data-key", "I6")
    expect(page.locator("#line-I6 .quote")).to_contain_text("Mohon dicocokkan.")
    cell(page, "I6").fill("999000")
    with page.expect_navigation():
        page.click("[data-next]")
    expect(page).to_have_url(board.address + reverse("report_sign", args=[owed.pk]))
    page.check("#id_attested")
    page.click("main form button.btn-primary")
    expect(page.locator(".receipt-number")).to_contain_text("TW")
    assert Report.objects.filter(obligation=owed).count() == 2
