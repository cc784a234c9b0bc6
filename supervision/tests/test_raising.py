"""The flags of a night: raised once, renewed, ended; quiet when answered, told again when worse."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperatives import status
from core import clock, office
from core.errors import DomainError
from core.models import Event
from reports.models import Report
from supervision import measures
from supervision.models import EarlyWarning, ReportSums
from supervision.warnings import answers, detection, report_sums
from tests.factories import make_cooperative
from tests.races import at_once
from tests.reporting import QUARTER, accepted, figures, make_obligation, submitted
from tests.warned import make_warning

pytestmark = pytest.mark.django_db


def lost(**changes) -> dict[str, int]:
    """Figures of which half of the loans are lost."""
    found = figures()
    loans = found["Q1"] + found["Q4"]
    return found | {"Q4": loans // 2, "Q1": loans - loans // 2} | changes


def reported(officer, values=None, cooperative=None):
    owed = make_obligation(
        cooperative=cooperative or make_cooperative(kind="savings_loan", last_rat_year=clock.today().year)
    )
    submitted(owed, officer, values or lost())
    return owed.cooperative


def flags(cooperative) -> dict[str, bool]:
    """The open flags, each with whether it is quiet."""
    return dict(EarlyWarning.objects.open().filter(cooperative=cooperative).values_list("flag", "is_quiet"))


def test_the_sums_of_a_report_are_those_of_its_lines(officer):
    owed = make_obligation(cooperative=make_cooperative(kind="savings_loan"))
    report = submitted(owed, officer)
    assert report_sums.take_missed() == 1
    assert report_sums.take_missed() == 0
    values, kept = report.values(), ReportSums.objects.get(report=report)
    for name, keys in measures.LINES.items():
        known = [values[key] for key in keys if key in values]
        assert getattr(kept, name) == (sum(known) if known else None), name
    for name in ("assets", "loans", "equity", "surplus"):
        assert getattr(kept, name) == getattr(report, name)


def test_a_report_that_was_sent_raises_its_flags_before_it_is_accepted(officer):
    cooperative = reported(officer)
    night = detection.run(clock.today())
    assert flags(cooperative) == {"bad_loans": False, "allowance_short": False}
    warning = EarlyWarning.objects.get(flag="bad_loans")
    assert (warning.level, warning.limits, warning.as_of) == (2, "5; 10", QUARTER.end)
    assert night.raised == 2
    assert Event.objects.get(verb="warnings.raised").after["raised"] == 2


def test_a_second_run_changes_nothing_and_leaves_no_event(officer):
    reported(officer)
    detection.run(clock.today())
    assert detection.run(clock.today()) == detection.DetectionResult()
    assert Event.objects.filter(verb="warnings.raised").count() == 1


def test_a_flag_that_is_seen_no_more_has_ended_and_comes_anew(officer):
    cooperative = reported(officer)
    detection.run(clock.today())
    Report.objects.update(state="returned")
    assert detection.run(clock.today()).ended == 2
    assert flags(cooperative) == {}
    Report.objects.update(state="submitted")
    assert detection.run(clock.today()).raised == 2
    assert EarlyWarning.objects.filter(cooperative=cooperative).count() == 4


def test_the_accepted_version_counts_before_an_amendment_that_waits(officer, administrator):
    owed = make_obligation(cooperative=make_cooperative(kind="savings_loan", last_rat_year=clock.today().year))
    accepted(owed, officer, administrator, lost())
    Report.objects.create(
        obligation=owed,
        version=2,
        state="submitted",
        profile="savings_loan",
        statement_version="x",
        assets=1,
        receipt_number="x",
        submitted_at=clock.now(),
    )
    detection.run(clock.today())
    assert "bad_loans" in flags(owed.cooperative)


def test_whoever_is_not_active_is_not_warned_of(officer):
    cooperative = reported(officer)
    detection.run(clock.today())
    status.change_status(cooperative, to="passive", on=clock.today(), basis="no_business", reason="x", actor=officer)
    detection.run(clock.today())
    assert flags(cooperative) == {}


def test_an_answered_flag_is_quiet_until_it_becomes_worse(officer):
    cooperative = reported(officer)
    detection.run(clock.today())
    warning = EarlyWarning.objects.get(flag="bad_loans")
    answers.answer(warning, kind="explained", note="Ada jaminan.", actor=officer)
    assert detection.run(clock.today()) == detection.DetectionResult()
    # Not worse by a tenth, then worse.
    EarlyWarning.objects.filter(pk=warning.pk).update(answered_value=warning.value * Decimal("0.95"))
    assert detection.run(clock.today()).told_again == 0
    EarlyWarning.objects.filter(pk=warning.pk).update(answered_value=warning.value * Decimal("0.8"))
    assert detection.run(clock.today()).told_again == 1
    assert flags(cooperative)["bad_loans"] is False


def test_an_answered_flag_is_told_again_when_it_passes_the_next_limit(officer, administrator):
    reported(officer)
    detection.run(clock.today())
    warning = EarlyWarning.objects.get(flag="bad_loans")
    answers.answer(warning, kind="visited", note="Sudah didatangi.", actor=officer)
    # A little worse than what was answered: by less than a tenth.
    EarlyWarning.objects.filter(pk=warning.pk).update(answered_value=warning.value - Decimal("0.2"))
    assert detection.run(clock.today()).told_again == 0
    office.change({"warning_bad_loans": f"5; {warning.value - Decimal('0.1'):.2f}"}, actor=administrator)
    assert detection.run(clock.today()).told_again == 1


def test_a_flag_that_is_watched_is_told_again_on_its_day(officer):
    reported(officer)
    detection.run(clock.today())
    warning, until = EarlyWarning.objects.get(flag="bad_loans"), clock.today() + timedelta(days=10)
    answers.answer(warning, kind="watch", note="Pantau.", until=until, actor=officer)
    assert detection.run(until - timedelta(days=1)).told_again == 0
    assert detection.run(until).told_again == 1


def test_an_answer_needs_a_note_and_watching_a_day_to_come(officer):
    warning = make_warning(make_cooperative())
    wrong = [
        {"kind": "visited", "note": " "},
        {"kind": "watch", "note": "x"},
        {"kind": "watch", "note": "x", "until": clock.today()},
    ]
    for given in wrong:
        with pytest.raises(DomainError):
            answers.answer(warning, **given, actor=officer)
    EarlyWarning.objects.update(ended_on=clock.today())
    with pytest.raises(DomainError):
        answers.answer(warning, kind="visited", note="x", actor=officer)
    assert not warning.answers.exists()


def test_an_answer_is_taken_back_and_stays_to_be_read(officer):
    warning = make_warning(make_cooperative())
    answers.answer(warning, kind="visited", note="x", actor=officer)
    answers.take_back(warning, actor=officer)
    warning.refresh_from_db()
    assert (warning.is_quiet, warning.answered_level, warning.answers.count()) == (False, None, 1)
    with pytest.raises(DomainError):
        answers.take_back(warning, actor=officer)


def test_the_statements_of_a_night_do_not_grow_with_the_cooperatives(officer):
    counts = []
    detection.run(clock.today())
    reported(officer)
    detection.run(clock.today())
    for n in (2, 6):
        for _n in range(n):
            reported(officer)
        with CaptureQueriesContext(connection) as seen:
            detection.run(clock.today())
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_nights_at_once_raise_each_flag_once(committed, officer):
    reported(officer)
    at_once(*[lambda: detection.run(clock.today())] * 3)
    assert sorted(EarlyWarning.objects.values_list("flag", flat=True)) == ["allowance_short", "bad_loans"]
