"""What one button of the check mends."""

import pytest
from django.urls import reverse

from reports.filing import drafts
from reports.models import Report
from tests.reporting import QUARTER, accepted, draft, figures, make_obligation, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(owed, manager, officer):
    """The quarter after one that was accepted, and the figures of both."""
    before = make_obligation(quarter=QUARTER.previous, cooperative=owed.cooperative)
    accepted(before, manager, officer, figures(quarter=QUARTER.previous))
    return owed


def mend(board, owed, action: str):
    return board.post(reverse("report_mend", args=[owed.pk]), {"action": action}, follow=True)


def test_empty_lines_of_a_part_are_one_card_and_one_button(owed, board, manager):
    values = figures()
    draft(owed, manager, {key: value for key, value in values.items() if key not in ("I4", "I6")})
    page = board.get(reverse("report_check", args=[owed.pk])).content.decode()
    assert page.count('class="finding finding-bad"') == 1
    assert "#line-I4" in page
    assert "#line-I6" in page
    mend(board, owed, "zeros-cash_flow")
    assert "I4" not in drafts.typed_of(Report.objects.get())
    mend(board, owed, "zeros-indicators")
    typed = drafts.typed_of(Report.objects.get())
    assert (typed["I4"], typed["I6"]) == (0, 0)


def test_seventeen_figures_that_are_computed_otherwise_are_one_card_and_one_button(second, board, manager):
    values = figures()
    own = {key: value + 7 for key, value in values.items() if key.endswith(":to_date")}
    draft(second, manager, values | own)
    report = Report.objects.get(obligation=second)
    lines = report.findings.filter(rule="N9").count()
    assert lines > 10
    page = board.get(reverse("report_check", args=[second.pk])).content.decode()
    assert page.count('value="computed-N9"') == 1
    mend(board, second, "computed-N9")
    report.refresh_from_db()
    assert not report.findings.filter(rule="N9").exists()
    assert drafts.typed_of(Report.objects.get(pk=report.pk)) == values


def test_thousands_are_one_question_before_anything_else_and_a_yes_multiplies(second, board, manager):
    values = {key: value for key, value in figures().items() if not key.endswith(":to_date") and key != "E.09"}
    thousands = {key: value if key.startswith("I") and key != "I6" else value // 1000 for key, value in values.items()}
    draft(second, manager, thousands)
    address = reverse("report_check", args=[second.pk])
    page = board.get(address).content.decode()
    assert 'value="unit-1000"' in page
    assert "finding-bad" not in page
    mend(board, second, "unit-1000")
    typed = drafts.typed_of(Report.objects.get(obligation=second))
    assert typed["A1.01"] == values["A1.01"] // 1000 * 1000
    assert typed["I1"] == values["I1"]
    # Sent twice, it multiplies once.
    mend(board, second, "unit-1000")
    assert drafts.typed_of(Report.objects.get(obligation=second)) == typed


def test_a_no_to_thousands_is_asked_once(second, board, manager):
    values = {key: value for key, value in figures().items() if not key.endswith(":to_date") and key != "E.09"}
    draft(second, manager, {key: value // 1000 for key, value in values.items() if not key.startswith("I")})
    mend(board, second, "rupiah")
    page = board.get(reverse("report_check", args=[second.pk])).content.decode()
    assert "unit-1000" not in page
    assert "finding-bad" in page


@pytest.mark.parametrize(
    "action", ["", "zeros-", "zeros-nowhere", "computed-S1", "computed-", "unit-x", "unit-7", "what"]
)
def test_a_button_that_does_not_fit_changes_nothing(second, board, manager, action):
    draft(second, manager)
    before = drafts.typed_of(Report.objects.get(obligation=second))
    assert mend(board, second, action).status_code == 200
    assert drafts.typed_of(Report.objects.get(obligation=second)) == before


def test_a_report_that_was_sent_is_not_mended(owed, board, manager):
    submitted(owed, manager)
    assert mend(board, owed, "zeros-balance").status_code == 404
