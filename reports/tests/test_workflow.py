"""What each move of a report does beside the state: its revision, the one open version, numbers, words, clean ones."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import translation

from core.errors import DomainError
from reports import workflow
from reports.filing import submission
from reports.models import Report
from reports.review import decisions
from tests.reporting import QUARTER, accepted, draft, make_obligation, submitted

pytestmark = pytest.mark.django_db


def test_each_move_counts_the_revision_up(manager, officer):
    report = submitted(make_obligation(), manager)
    before = report.revision
    decisions.begin(report, actor=officer)
    assert Report.objects.get().revision == before + 1
    decisions.release(report, actor=officer)
    assert Report.objects.get().revision == before + 2


def test_a_second_open_version_is_refused_in_words(manager):
    owed = make_obligation()
    draft(owed, manager)
    with translation.override("en"), pytest.raises(DomainError, match="open already"):
        workflow.begin_version(owed, actor=manager)
    assert Report.objects.count() == 1


@pytest.mark.parametrize(("day", "is_over"), [(29, False), (30, False), (31, True)])
def test_a_report_is_sent_from_the_day_after_the_quarter(manager, day, is_over):
    report = draft(make_obligation(quarter=QUARTER), manager)
    moment = datetime(2026, 6, day, 5, tzinfo=UTC) if day < 31 else datetime(2026, 7, 1, 5, tzinfo=UTC)
    with time_machine.travel(moment), translation.override("en"):
        assert any("is not over" in problem for problem in submission.obstacles(report)) is not is_over


def test_a_receipt_number_says_its_quarter_and_eight_letters_in_two_groups():
    numbers = {submission.receipt_number(QUARTER) for _ in range(50)}
    assert len(numbers) == 50
    assert all(re.fullmatch(r"TW2-2026-[A-Z0-9]{4}-[A-Z0-9]{4}", number) for number in numbers)


def test_words_are_kept_without_the_blanks_around_them(manager, officer):
    owed = make_obligation()
    decisions.accept(submitted(owed, manager), actor=officer, note="  Baik.  ")
    assert Report.objects.get().decision_note == "Baik."
    assert submission.amend(owed, reason="  Salah saldo ", actor=manager).amendment_reason == "Salah saldo"


@pytest.mark.parametrize(
    "change", [{"amendment_reason": "x"}, {"source": "nil"}, {"assets": 0}, {"assets": None}, {"signer_exception": "x"}]
)
def test_only_a_plain_report_is_accepted_with_many(manager, change):
    report = submitted(make_obligation(), manager)
    report.findings.all().delete()
    assert decisions.is_clean(Report.objects.get())
    Report.objects.update(**change)
    assert not decisions.is_clean(Report.objects.get())


def test_an_accepted_report_is_no_longer_clean(manager, officer):
    report = accepted(make_obligation(), manager, officer)
    report.findings.all().delete()
    assert not decisions.is_clean(Report.objects.get())
