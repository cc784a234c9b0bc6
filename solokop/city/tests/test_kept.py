"""What is kept of the city's quarters: of which day, until when it holds, and who keeps it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock, office
from core.models import Event
from reports import workflow
from reports.models import Obligation, Report
from reports.obligations.quarter import Quarter
from solokop import tasks
from solokop.city import page
from solokop.city.day import Look, often_asked
from solokop.city.figures import kept_counts, touched_quarters
from solokop.city.figures.kept_counts import CityCounts, KeptCityCounts
from solokop.city.figures.touched_quarters import Touched
from supervision.models import KeptCount
from supervision.warnings import answers
from tests.factories import make_cooperative, make_user
from tests.races import at_once, faults
from tests.reporting import accepted, make_obligation
from tests.warned import make_warning

pytestmark = pytest.mark.django_db


@pytest.fixture
def look() -> Look:
    return Look(clock.today(), clock.today())


@pytest.fixture
def at_moments(monkeypatch):
    """Without the time that a transaction may take: only what comes after the counting is after it."""
    monkeypatch.setattr(touched_quarters, "LONGEST", timedelta(0))


def counted(look: Look):
    return page.count(look, CityCounts())


def answered(look: Look):
    return page.count(look, kept_counts.of(look))


def test_only_the_quarters_that_were_touched_are_counted_again(officer, look, at_moments):
    one, other = (make_obligation(officer, quarter=quarter) for quarter in look.quarters[2:4])
    for owed in (one, other):
        accepted(owed, officer, make_user("officer"))
    assert (page.keep(), page.keep()) == (True, False)
    was = assets(counted(look))
    # What no event tells of shows what was not looked at.
    Report.objects.update(assets=5)
    workflow.record("report.commented", one.reports.get(), actor=officer)
    assert assets(counted(look))[2:4] == [5, 5]
    assert assets(answered(look))[2:4] == [5, was[3]]


def test_what_was_kept_while_reports_were_off_is_kept_again_when_they_are_on(officer, administrator, look, at_moments):
    office.change({"area_reports": False}, actor=administrator)
    accepted(make_obligation(officer, quarter=look.quarters[4]), officer, make_user("officer"))
    page.keep()
    assert not KeptCount.objects.filter(name="states").exists()
    office.change({"area_reports": True}, actor=administrator)
    assert page.keep()
    assert KeptCount.objects.filter(name="states").exists()


def assets(found) -> list[int | None]:
    return [sums.total for sums in found.figures.quarters["assets"].values()]


def test_what_was_written_before_the_counting_and_seen_after_it_is_told(officer, look):
    owed = make_obligation(officer, quarter=look.quarters[3])
    report = accepted(owed, officer, make_user("officer"))
    with time_machine.travel(clock.now() + touched_quarters.LONGEST + timedelta(minutes=1)):
        assert page.keep() is True
        assert kept_counts.of(look).changes == Touched()
        Event.objects.filter(object_type="report", object_id=report.pk, verb="report.accepted").update(
            at=clock.now() - timedelta(minutes=20)
        )
        assert kept_counts.of(look).changes == Touched({look.quarters[3]})


def test_what_was_kept_of_yesterday_is_not_what_is_asked_of_today(look):
    page.keep()
    assert isinstance(kept_counts.of(look), KeptCityCounts)
    past = look.day - timedelta(days=1)
    assert type(kept_counts.of(Look(past, look.today))) is CityCounts
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert type(kept_counts.of(Look(clock.today(), clock.today()))) is CityCounts
        tasks.keep_city()
        assert {one.day for one in KeptCount.objects.all()} == {one.day for one in often_asked(clock.today())}


def test_the_ends_of_quarters_and_years_are_kept_once_a_day(officer, look, at_moments):
    past = often_asked(look.today)[1]
    report = accepted(make_obligation(officer, quarter=Quarter.of(past.day).previous), officer, make_user("officer"))
    Report.objects.update(decided_at=past.end - timedelta(days=30))
    assert page.keep() is True
    assert answered(past) == counted(past)
    # What no event tells of shows that nothing is looked at again until the next day.
    Report.objects.update(assets=5)
    workflow.record("report.commented", report, actor=officer)
    kept_counts.keep(look, page.count)
    assert kept_counts.keep(past, page.count) is False
    with time_machine.travel(clock.now() + timedelta(days=1)):
        tomorrow = Look(past.day, clock.today())
        assert kept_counts.keep(tomorrow, page.count) is True
        assert answered(tomorrow) == counted(tomorrow)


def test_what_was_kept_of_a_day_before_it_was_over_says_nothing_of_its_end(look):
    page.keep()
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert type(kept_counts.of(Look(look.day, clock.today()))) is CityCounts


def test_the_command_says_whether_it_has_counted(capsys, at_moments):
    for _n in range(2):
        call_command("keep_city")
    assert capsys.readouterr().out.split("\n") == ["counted", "nothing has changed", ""]


def test_two_that_keep_at_once_keep_it_once(committed):
    assert faults(at_once(page.keep, page.keep, page.keep)) == []
    found = list(KeptCount.objects.values_list("name", "quarter", "day"))
    assert len(found) == len(set(found)) > 0


def test_a_page_of_what_is_kept_takes_no_look_at_the_reports(officer, look, at_moments):
    accepted(make_obligation(officer, quarter=look.quarters[5]), officer, make_user("officer"))
    page.keep()
    with CaptureQueriesContext(connection) as seen:
        assert answered(look) == counted(look)
    asked = [query["sql"] for query in seen.captured_queries]
    n = len(asked) // 2
    assert sum('FROM "reports_report"' in sql and "SUM(" in sql for sql in asked[:n]) == 0
    assert sum('FROM "reports_report"' in sql and "SUM(" in sql for sql in asked[n:]) == 1


def test_what_another_version_of_the_portal_kept_is_counted_anew(look, settings, at_moments):
    page.keep()
    settings.VERSION = "another"
    assert type(kept_counts.of(look)) is CityCounts
    assert page.keep() is True


def test_a_day_that_was_today_is_over_the_day_after_in_the_same_process(officer, look):
    quarter = look.quarters[5]
    make_obligation(officer, quarter=quarter)
    Obligation.objects.update(late_after=look.day, due_on=look.day - timedelta(days=1))
    row = counted(look).reporting.quarters[quarter]
    assert (row.missing, row.open) == (0, 1)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        row = counted(Look(look.day, clock.today())).reporting.quarters[quarter]
        assert (row.missing, row.open) == (1, 0)


def test_in_a_demo_whose_day_was_moved_what_happens_is_counted(officer, settings):
    settings.DEMO = True
    clock.move(clock.today() + timedelta(days=40))
    look = Look(clock.today(), clock.today())
    owed = make_obligation(officer, quarter=look.quarters[4])
    assert kept_counts.keep(look, page.count) is True
    accepted(owed, officer, make_user("officer"))
    assert answered(look) == counted(look)
    assert kept_counts.keep(look, page.count) is True


def test_of_a_day_that_is_over_the_answered_warnings_are_counted_too(officer, look):
    answers.answer(make_warning(make_cooperative()), kind="explained", note="Sudah.", actor=officer)
    make_warning(make_cooperative())
    assert counted(look).warned.n == 1
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert counted(Look(look.day, clock.today())).warned.n == 2
