"""The form of a report: its parts, what it saves, fills in and copies."""

import pytest
from django.urls import reverse

from reports.filing import drafts, submission
from reports.form import form_state
from reports.models import BookHabit, Report
from tests.reporting import QUARTER, draft, figures, make_obligation, submitted

pytestmark = pytest.mark.django_db


def test_the_form_names_each_part_and_another_is_not_there(owed, board):
    assert board.get(reverse("report_form", args=[owed.pk, "savings_unit"])).status_code == 404
    answer = board.get(reverse("report_form_begin", args=[owed.pk]))
    assert answer.url == reverse("report_form", args=[owed.pk, "loan_quality"])


def test_a_form_saves_its_part_alone_and_says_what_it_cannot_read(owed, board, manager):
    draft(owed, manager)
    report = Report.objects.get()
    address = reverse("report_form", args=[owed.pk, "cash_flow"])
    data = {"C1": "1.000", "C2": "-5", "C3": "", "C5": "dua", "revision": report.revision}
    answer = board.post(address, data)
    assert answer.status_code == 200
    assert 'value="dua"' in answer.content.decode()
    answer = board.post(address, data | {"C5": "7", "action": "next"})
    assert answer.url == reverse("report_form", args=[owed.pk, "indicators"])
    typed = drafts.typed_of(Report.objects.get())
    assert (typed["C1"], typed["C2"], typed.get("C3"), typed["C5"]) == (1000, -5, None, 7)
    assert typed["A1.01"] == figures()["A1.01"]


def test_autosave_answers_with_sums_errors_or_a_conflict(owed, board):
    address = reverse("report_form", args=[owed.pk, "balance"])
    headers = {"headers": {"Accept": "application/json"}}
    first = board.post(address, {"A1.01": "5"}, **headers).json()
    assert first["state"] == "done"
    assert first["totals"]["A"] == "Rp 5"
    seen = {"draft": first["draft"], "revision": first["revision"]}
    unread = board.post(address, {"A1.01": "x", "A1.02": "8", **seen}, **headers)
    assert unread.status_code == 422
    unread = unread.json()
    assert list(unread["errors"]) == ["A1.01"]
    assert unread["totals"]["A"] == "Rp 13"
    both = board.post(address, {"A1.01": "9", "draft": first["draft"], "revision": 1}, **headers)
    assert both.status_code == 409
    both = both.json()
    assert both["conflicts"]["A1.01"]["stored"] == "5"
    assert drafts.typed_of(Report.objects.get())["A1.01"] == 5


def test_a_page_that_was_open_over_the_upgrade_is_answered_as_its_script_understands(owed, board, manager):
    address = reverse("report_form", args=[owed.pk, "balance"])
    headers = {"headers": {"X-Autosave": "1", "Accept": "*/*"}}
    first = board.post(address, {"A1.01": "5"}, **headers)
    assert (first.status_code, first.json()["totals"]["A"]) == (200, "Rp 5")
    draft_pk = first.json()["draft"]
    both = board.post(address, {"A1.01": "9", "A1.02": "x", "draft": draft_pk, "revision": 1}, **headers)
    assert both.status_code == 200
    assert both.json().keys() == {
        "errors",
        "draft",
        "revision",
        "totals",
        "figures",
        "conflicts",
        "followed",
    }
    assert (list(both.json()["conflicts"]), list(both.json()["errors"])) == (["A1.01"], ["A1.02"])
    submitted(owed, manager)
    sent = board.post(address, {"A1.01": "5"}, **headers)
    assert (sent.status_code, sent.json()) == (409, {"message": str(drafts.SENT)})


def test_a_sent_report_cannot_be_changed_through_the_form(owed, board, manager):
    submitted(owed, manager)
    address = reverse("report_form", args=[owed.pk, "balance"])
    assert board.get(address).url == reverse("obligation", args=[owed.pk])
    assert board.post(address, {"A1.01": "5"}).url == reverse("obligation", args=[owed.pk])
    told = board.post(address, {"A1.01": "5"}, headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["state"]) == (422, "refused")
    assert str(drafts.SENT) in told.json()["text"]
    assert drafts.typed_of(Report.objects.get()) == figures()


def test_a_telephone_is_told_what_stands_of_a_draft_and_of_what_was_sent(owed, board, manager):
    address = reverse("report_form", args=[owed.pk, "balance"])
    headers = {"headers": {"Accept": "application/json"}}
    assert board.get(address, **headers).json()["stands"] == {"books": ""}
    board.post(address, {"A1.01": "1.000", "E.09": "7", "why-E.09": "Kas kecil"})
    assert board.get(address, **headers).json()["stands"] == {
        "books": "",
        "A1.01": "1.000",
        "E.09": "7",
        "why-E.09": "Kas kecil",
    }
    submitted(owed, manager)
    stands = board.get(address, **headers).json()["stands"]
    assert stands["A1.01"] == form_state.text(figures()["A1.01"])


def test_the_other_column_is_computed_and_a_figure_that_differs_stays_with_its_reason(board, second):
    owed, before = second
    address = reverse("report_form", args=[owed.pk, "surplus"])
    board.post(address, {"H1.01:quarter": "1.000", "H7.01:quarter": "5", "H7.01:to_date": "6", "action": "compute"})
    report = Report.objects.get(obligation=owed)
    typed = drafts.typed_of(report)
    assert typed["H1.01:to_date"] == before["H1.01:to_date"] + 1000
    assert typed["H7.01:to_date"] == 6
    # Those of the column that is asked for are remembered as given, too.
    assert report.own_figures == {"H1.01:quarter": "", "H7.01:quarter": "", "H7.01:to_date": ""}
    assert report.findings.get(rule="N9").level == "error"
    why = {"why-H7.01:to_date": "Koreksi audit.", "H7.01:to_date": "6", "H7.01:quarter": "5"}
    board.post(address, why | {"action": "compute"})
    finding = Report.objects.get(obligation=owed).findings.get(rule="N9")
    assert (finding.level, finding.explanation, finding.is_explained) == ("warning", "Koreksi audit.", True)
    # Taken away again, by a page that showed it, it follows.
    seen = {"draft": report.pk, "revision": Report.objects.get(obligation=owed).revision}
    board.post(address, {"H7.01:to_date": "", "own": "H7.01:to_date", "action": "compute", **seen})
    report = Report.objects.get(obligation=owed)
    assert drafts.typed_of(report)["H7.01:to_date"] == before["H7.01:to_date"] + 5
    assert "H7.01:to_date" not in report.own_figures


def test_a_blank_field_of_a_page_that_did_not_show_a_figure_as_given_takes_nothing_away(board, second):
    owed, _before = second
    address = reverse("report_form", args=[owed.pk, "surplus"])
    board.post(address, {"H7.01:quarter": "5", "H7.01:to_date": "6", "action": "compute"})
    board.post(address, {"H7.01:quarter": "7", "H7.01:to_date": "", "action": "compute"})
    assert drafts.typed_of(Report.objects.get(obligation=owed))["H7.01:to_date"] == 6


def test_the_column_of_the_books_is_chosen_once_and_turns_what_is_computed(board, second):
    owed, before = second
    address = reverse("report_form", args=[owed.pk, "surplus"])
    to_date = before["H1.01:to_date"] + 500
    board.post(address, {"books": "to_date", "H1.01:to_date": str(to_date), "action": "compute"})
    typed = drafts.typed_of(Report.objects.get(obligation=owed))
    assert (typed["H1.01:quarter"], typed["H1.01:to_date"]) == (500, to_date)
    page = board.get(address).content.decode()
    assert 'value="to_date"\n               checked' in page


def test_a_page_that_shows_an_earlier_choice_does_not_turn_it_back(board, second):
    owed, _before = second
    address = reverse("report_form", args=[owed.pk, "surplus"])
    board.post(address, {"books": "to_date", "books_seen": "", "action": "compute"})
    board.post(address, {"books": "quarter", "books_seen": "quarter", "H7.01:quarter": "5", "action": "compute"})
    assert BookHabit.objects.get().column == "to_date"
    assert drafts.typed_of(Report.objects.get(obligation=owed))["H7.01:quarter"] == 5


def test_one_tap_takes_over_a_line_and_another_all_that_is_empty_in_a_group(board, second):
    owed, before = second
    address = reverse("report_form", args=[owed.pk, "balance"])
    board.post(address, {"E.01": "7", "action": "same:E.01,E.02,A3.02,"})
    typed = drafts.typed_of(Report.objects.get(obligation=owed))
    assert (typed["E.01"], typed["E.02"], typed["A3.02"]) == (7, before["E.02"], before["A3.02"])
    assert "A1.01" not in typed
    answer = board.post(address, {"E.01": "7", "action": "same:E.01"})
    assert answer.url == address
    assert drafts.typed_of(Report.objects.get(obligation=owed))["E.01"] == before["E.01"]


def test_the_first_report_begins_from_the_register(board, owed):
    owed.cooperative.members_male, owed.cooperative.employees = 31, 4
    owed.cooperative.save()
    address = reverse("report_form", args=[owed.pk, "indicators"])
    page = board.get(address).content.decode()
    assert 'data-before="31"' in page
    board.post(address, {"action": "same:I1"})
    typed = drafts.typed_of(Report.objects.get(obligation=owed))
    assert typed == {"I1": 31}


def test_a_draft_goes_by_the_quarter_before_it_as_that_was_sent_last(board, manager, second):
    owed, before = second
    board.post(reverse("report_form", args=[owed.pk, "surplus"]), {"H1.01:quarter": "1000", "action": "compute"})
    earlier = make_obligation(quarter=QUARTER.previous, cooperative=owed.cooperative)
    amendment = submission.amend(earlier, reason="Salah ketik.", actor=manager)
    more = {"H1.01:quarter": before["H1.01:quarter"] + 9, "A1.02": before["A1.02"] + 9, "C1": before["C1"] + 9}
    drafts.save_figures(amendment, more, actor=manager)
    drafts.explain(
        amendment, {(f.rule, f.key): "Sudah dicek." for f in amendment.findings.filter(level="warning")}, actor=manager
    )
    submitted(earlier, manager, report=amendment)
    # It is not reviewed yet, and holds nobody up.
    board.get(reverse("report_check", args=[owed.pk]))
    report = Report.objects.get(obligation=owed)
    assert drafts.typed_of(report)["H1.01:to_date"] == before["H1.01:to_date"] + 9 + 1000
    assert not report.findings.filter(rule="N9").exists()
