"""What the pages of a report show: the next step, a waiver, differences, figures and the guide."""

import pytest
from django.urls import reverse

from reports.filing import submission
from reports.models import Report
from reports.obligations import waivers
from reports.review import decisions
from reports.tests.pages import page
from tests.reporting import QUARTER, accepted, draft, figures, make_obligation, submitted

pytestmark = pytest.mark.django_db


def test_the_page_of_a_quarter_says_the_next_step_in_every_state(owed, board, manager, officer):
    assert "Unduh templat" in page(board, "obligation", owed.pk)
    report = draft(owed, manager)
    assert "Ada draf" in page(board, "obligation", owed.pk)
    submitted(owed, manager, report=report)
    found = page(board, "obligation", owed.pk)
    assert "Tarik kembali" in found
    assert "Unduh templat" not in found
    report = Report.objects.get()
    decisions.begin(report, actor=officer)
    assert "Tarik kembali" not in page(board, "obligation", owed.pk)
    decisions.send_back(report, actor=officer, comments={"A1.01": "Cek buku kas"})
    found = page(board, "obligation", owed.pk)
    assert "Cek buku kas" in found
    assert f"{reverse('report_form', args=[owed.pk, 'balance'])}#line-A1.01" in found
    submitted(owed, manager)
    decisions.accept(Report.objects.get(version=2), actor=officer)
    assert "Betulkan laporan" in page(board, "obligation", owed.pk)


def test_a_waived_report_says_so_and_by_whom(owed, board, officer):
    waivers.waive(owed, reason="rat_postponed", note="Menunggu RAT", actor=officer)
    found = page(board, "obligation", owed.pk)
    assert "Menunggu RAT" in found
    assert officer.display_name in found


def test_an_amendment_shows_its_differences_to_board_and_reviewer(owed, board, as_user, manager, officer):
    accepted(owed, manager, officer)
    submission.amend(owed, reason="Salah saldo bank", actor=manager)
    draft(owed, manager, {"A1.19": 0})
    found = page(board, "report_check", owed.pk)
    assert "Yang diubah oleh pembetulan" in found
    assert "Perlengkapan" in found
    reviewer = page(as_user(officer), "report_version", owed.pk, 2)
    assert "v1</th>" in reviewer.replace(" ", "").replace("\n", "")
    assert "row-changed" in reviewer


def test_the_panel_of_a_cooperative_shows_its_quarters_and_figures(as_user, officer, manager, owed):
    earlier = make_obligation(cooperative=owed.cooperative, quarter=QUARTER.previous)
    accepted(earlier, manager, officer, figures(quarter=QUARTER.previous))
    accepted(owed, manager, officer, figures())
    found = page(as_user(officer), "report_panel", owed.cooperative_id)
    assert "<svg" in found
    assert found.count('class="strip-square') == 2
    assert reverse("report_panel", args=[owed.cooperative_id]) in page(
        as_user(officer), "cooperative_detail", owed.cooperative_id
    )


def test_the_home_page_tells_a_board_what_is_due(board, owed):
    assert reverse("obligation", args=[owed.pk]) in page(board, "home")


def test_the_guide_explains_every_line_and_check_to_everybody(client):
    from reports.checks import CATALOGUE
    from reports.statement.lines import STATEMENT

    found = page(client, "report_guide")
    for rule in CATALOGUE:
        assert f"{rule} ·" in found
    for code in STATEMENT.lines:
        assert f"{code} ·" in found
    assert client.get(reverse("report_guide"), {"profile": "x"}).status_code == 200
    assert "U7 ·" not in client.get(reverse("report_guide"), {"profile": "sharia"}).content.decode()


def test_nul_characters_are_taken_out_wherever_they_are_sent(as_user, officer, manager, owed, client):
    report = submitted(owed, manager)
    decisions.begin(report, actor=officer)
    staff = as_user(officer)
    staff.post(reverse("review_comment", args=[owed.pk, 1]), {"key": "A1.01", "text": "Cek\x00 kas"})
    assert report.comments.get().text == "Cek kas"
    assert staff.get("/reports/", {"kind": "a\x00", "quarter": "\x00"}).status_code == 200
    assert client.get("/receipts/TW%00/").status_code == 404
