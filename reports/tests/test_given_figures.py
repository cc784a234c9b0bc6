"""Figures that can follow and that somebody has given: nothing is lost by another's choice, nor by an earlier quarter."""

import pytest
from django.urls import reverse

from cooperatives.people import memberships
from core.errors import DomainError
from reports.filing import check_run, drafts, previous_reports, submission
from reports.models import Report
from reports.obligations.quarter import Quarter
from tests.reporting import (
    QUARTER,
    SIGNED,
    accepted,
    draft,
    figures,
    make_obligation,
    submitted,
    upload,
    workbook_of,
)

pytestmark = pytest.mark.django_db
SURPLUS = [key for key in figures() if key.startswith("H")]


def report_of(owed) -> Report:
    return Report.objects.get(obligation=owed, state="draft")


def page_of(report: Report, column: str) -> dict:
    """What a page sends that asks for one column."""
    typed = drafts.typed_of(report)
    fields = {key: str(typed.get(key, "")) if key.endswith(column) else "" for key in SURPLUS}
    own = [key for key in SURPLUS if key.endswith(column)]
    return fields | {"own": own, "draft": report.pk, "revision": report.revision, "action": "compute"}


def change_last(owed, before, manager) -> None:
    """The last quarter is amended: another income, and what hangs on it."""
    last = make_obligation(quarter=QUARTER.previous, cooperative=owed.cooperative)
    amendment = submission.amend(last, reason="Salah ketik.", actor=manager)
    more = {key: before[key] + 9 for key in ("H1.01:quarter", "A1.02", "C1")}
    drafts.save_figures(amendment, more, actor=manager)
    warnings = {(f.rule, f.key): "Sudah dicek." for f in amendment.findings.filter(level="warning")}
    drafts.explain(amendment, warnings, actor=manager)
    submitted(last, manager, report=amendment)


def test_a_page_that_asks_for_the_other_column_takes_nothing_away(board, second):
    owed, _before = second
    address = reverse("report_form", args=[owed.pk, "surplus"])
    quarters = {key: figures()[key] for key in SURPLUS if key.endswith("quarter")}
    board.post(address, quarters | {"books": "quarter", "books_seen": "", "action": "compute"})
    typed = drafts.typed_of(report_of(owed))
    page = page_of(report_of(owed), "quarter")
    board.post(address, {"books": "to_date", "books_seen": "quarter", "action": "compute"})
    assert drafts.typed_of(report_of(owed)) == typed
    board.post(address, page | {"books": "quarter", "books_seen": "quarter"})
    assert drafts.typed_of(report_of(owed)) == typed
    # The same by one person without scripts: the choice comes with the fields of the other column.
    page = page_of(report_of(owed), "quarter")
    board.post(address, page | {"books": "quarter", "books_seen": "to_date"})
    assert drafts.typed_of(report_of(owed)) == typed


def test_what_was_typed_before_the_last_quarter_was_sent_stays_and_is_told_of(board, manager, officer):
    last = make_obligation(quarter=QUARTER.previous)
    memberships.link(manager, last.cooperative, actor=officer)
    owed = make_obligation(cooperative=last.cooperative)
    typed = {"H1.01:quarter": "1000", "H1.01:to_date": "555", "action": "compute"}
    board.post(reverse("report_form", args=[owed.pk, "surplus"]), typed)
    submitted(last, manager, figures(quarter=QUARTER.previous))
    board.get(reverse("report_check", args=[owed.pk]))
    assert drafts.typed_of(report_of(owed))["H1.01:to_date"] == 555
    page = board.get(reverse("report_sign", args=[owed.pk]))
    assert page.status_code == 200
    drafts.recheck(report_of(owed))
    assert report_of(owed).findings.filter(rule="N9", key="H1.01:to_date").exists()


def test_a_line_whose_columns_do_not_fit_keeps_both_and_its_reason_over_a_change_of_the_books(board, second):
    owed, before = second
    address = reverse("report_form", args=[owed.pk, "surplus"])
    to_date = before["H7.01:to_date"] + 9
    given = {"H7.01:quarter": "5", "H7.01:to_date": str(to_date), "why-H7.01:to_date": "Audit."}
    board.post(address, given | {"action": "compute"})
    for books, seen in (("to_date", ""), ("quarter", "to_date")):
        board.post(address, {"books": books, "books_seen": seen, "action": "compute"})
        report = report_of(owed)
        typed = drafts.typed_of(report)
        assert (typed["H7.01:quarter"], typed["H7.01:to_date"]) == (5, to_date)
        assert report.findings.get(rule="N9", key="H7.01:to_date").explanation == "Audit."


def test_opening_cash_that_was_explained_in_quarter_one_holds_nobody_up_later(board, manager, officer):
    end = make_obligation(quarter=Quarter(2025, 4))
    memberships.link(manager, end.cooperative, actor=officer)
    accepted(end, manager, officer, figures(quarter=Quarter(2025, 4)))
    first = make_obligation(quarter=Quarter(2026, 1), cooperative=end.cooperative)
    report = drafts.editable(first, actor=manager)
    values = figures(quarter=Quarter(2026, 1))
    drafts.save_figures(report, values, actor=manager, reasons={"C5": "Koreksi audit."})
    assert report.findings.get(rule="N6").level == "warning"
    drafts.explain(report, {(f.rule, f.key): "Ya." for f in report.findings.filter(level="warning")}, actor=manager)
    submitted(first, manager, report=report)
    owed = make_obligation(quarter=Quarter(2026, 2), cooperative=end.cooperative)
    assert "N6" not in {found.rule for found in check_run.check(owed, figures(quarter=Quarter(2026, 2)))}


def test_a_look_at_the_check_keeps_the_file_and_who_has_made_the_draft(second, manager, officer, as_user):
    owed, before = second
    upload(owed, workbook_of(owed), manager)
    change_last(owed, before, manager)
    earlier_figures = drafts.typed_of(report_of(owed))
    as_user(officer).get(reverse("report_check", args=[owed.pk]))
    report = report_of(owed)
    assert drafts.typed_of(report) != earlier_figures
    assert (report.source, report.saved_by, list(report.authors.all())) == ("workbook", manager, [manager])
    assert report.upload is not None


def test_a_report_that_has_changed_below_the_board_is_looked_at_again_before_it_is_sent(second, manager):
    owed, before = second
    report = draft(owed, manager)
    change_last(owed, before, manager)
    with pytest.raises(DomainError):
        submission.submit(report, **SIGNED, actor=manager, expected_revision=report.revision)
    assert report_of(owed).revision > report.revision


def test_an_explanation_of_another_finding_excuses_no_year_to_date(second, manager):
    owed, before = second
    report = drafts.editable(owed, actor=manager)
    quarter = before["H7.01:quarter"] + 90_000_000
    drafts.save_figures(report, figures() | {"H7.01:quarter": quarter, "H7.01:to_date": 123}, actor=manager)
    drafts.explain(report, {("S1", "H7.01:quarter"): "Bonus."}, actor=manager)
    drafts.recheck(Report.objects.get(pk=report.pk))
    assert report.findings.get(rule="N9", key="H7.01:to_date").level == "error"


def test_a_reason_is_taken_away_again_and_a_long_one_is_not_cut(second, manager, board):
    owed, _before = second
    address = reverse("report_form", args=[owed.pk, "surplus"])
    given = {"H7.01:quarter": "5", "H7.01:to_date": "6", "action": "compute"}
    board.post(address, given | {"why-H7.01:to_date": "Audit."})
    long = "Koreksi " * 100 + "\nselesai."
    drafts.explain(report_of(owed), {("N9", "H7.01:to_date"): long}, actor=manager)
    board.post(address, given | {"why-H7.01:to_date": long.replace("\n", " ")})
    assert report_of(owed).own_figures["H7.01:to_date"] == long.strip()
    board.post(address, given | {"why-H7.01:to_date": ""})
    assert report_of(owed).findings.get(rule="N9").level == "error"


def test_a_sharia_cooperative_without_any_financing_cannot_have_qualities_of_it(manager):
    owed = make_obligation(profile="sharia")
    lines = ("A1.08", "A1.09", "A1.10", "A1.11", "A1.12", "A1.13")
    values = {key: value for key, value in figures("sharia").items() if key not in lines}
    assert "N8" in {found.rule for found in check_run.check(owed, values)}


def test_years_to_date_go_on_over_a_quarter_with_nothing_to_report(board, second, manager, officer):
    owed, before = second
    submission.submit_nil(owed, reason="Libur.", **SIGNED, actor=manager)
    third = make_obligation(quarter=QUARTER.next, cooperative=owed.cooperative)
    known = previous_reports.before(third)
    assert known.last is None
    assert known.base["H1.01:to_date"] == before["H1.01:to_date"]
    board.post(reverse("report_form", args=[third.pk, "surplus"]), {"H1.01:quarter": "7", "action": "compute"})
    assert drafts.typed_of(report_of(third))["H1.01:to_date"] == before["H1.01:to_date"] + 7


def test_a_revision_that_is_none_is_told_and_not_a_fault(second, board):
    owed, _before = second
    address = reverse("report_form", args=[owed.pk, "surplus"])
    for revision in ("-" + "9" * 30, "x", "9" * 30):
        assert board.post(address, {"H7.01:quarter": "5", "revision": revision}).status_code in (200, 302)
