"""The form of a report: its parts, what it saves, fills in and copies."""

import pytest
from django.urls import reverse

from cooperatives import memberships
from reports import drafts
from reports.models import Report
from tests.reporting import QUARTER, accepted, draft, figures, make_obligation, submitted

pytestmark = pytest.mark.django_db


def test_the_form_names_each_part_and_another_is_not_there(owed, board):
    assert board.get(reverse("report_form", args=[owed.pk, "savings_unit"])).status_code == 404
    answer = board.get(reverse("report_form_begin", args=[owed.pk]))
    assert answer.url == reverse("report_form", args=[owed.pk, "balance"])


def test_a_form_saves_its_part_alone_and_says_what_it_cannot_read(owed, board, manager):
    draft(owed, manager)
    report = Report.objects.get()
    address = reverse("report_form", args=[owed.pk, "cash_flow"])
    data = {"C1": "1.000", "C2": "-5", "C3": "", "C5": "dua", "revision": report.revision}
    answer = board.post(address, data)
    assert answer.status_code == 200
    assert 'value="dua"' in answer.content.decode()
    answer = board.post(address, data | {"C5": "7", "action": "next"})
    assert answer.url == reverse("report_form", args=[owed.pk, "loan_quality"])
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
    assert both.json().keys() == {"errors", "draft", "revision", "totals", "figures", "conflicts"}
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


def test_year_to_date_is_filled_in_on_demand_and_typed_figures_stay(board, manager, officer):
    before = make_obligation(quarter=QUARTER.previous)
    memberships.link(manager, before.cooperative, actor=officer)
    values = figures(quarter=QUARTER.previous)
    accepted(before, manager, officer, values)
    owed = make_obligation(cooperative=before.cooperative)
    address = reverse("report_form", args=[owed.pk, "surplus"])
    board.post(address, {"H1.01:quarter": "1.000", "H7.01:quarter": "5", "H7.01:to_date": "6", "action": "compute"})
    typed = drafts.typed_of(Report.objects.get(obligation=owed))
    assert typed["H1.01:to_date"] == values["H1.01:to_date"] + 1000
    assert typed["H7.01:to_date"] == 6


def test_what_is_copied_from_last_quarter_is_what_lasts(board, manager, officer):
    before = make_obligation(quarter=QUARTER.previous)
    memberships.link(manager, before.cooperative, actor=officer)
    values = figures(quarter=QUARTER.previous)
    accepted(before, manager, officer, values)
    owed = make_obligation(cooperative=before.cooperative)
    board.post(reverse("report_form", args=[owed.pk, "balance"]), {"E.01": "7", "action": "copy"})
    typed = drafts.typed_of(Report.objects.get(obligation=owed))
    assert (typed["E.01"], typed["E.02"], typed["A3.02"]) == (7, values["E.02"], values["A3.02"])
    assert "A1.01" not in typed
    assert "E.09" not in typed
