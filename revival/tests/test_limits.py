"""Limits that have passed are told once: the days to answer a warning, and those of the law."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock, office
from core.models import Notice
from revival import reminders
from revival.dissolution import limits, ministry_proposal, obligations
from tests.coaching import make_case
from tests.factories import make_cooperative
from tests.leaving import DAY, make_answer, make_evidence, make_proposal, make_step, make_warning
from tests.visiting import make_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def test_limits_are_told_once_to_officers_and_whoever_is_in_charge(case, officer, adviser, on_the_day):
    office.store("coaching_warning_days_1", 30)
    letter = make_warning(case, officer)
    assert limits.tell(letter.answer_by) == 0
    assert [limits.tell(letter.answer_by + timedelta(days=1)) for _n in range(2)] == [2, 0]
    assert set(Notice.objects.values_list("user", flat=True)) == {officer.pk, adviser.pk}
    Notice.objects.all().delete()
    case.refresh_from_db()
    make_visit(case, officer)
    case.refresh_from_db()
    make_answer(case, officer)
    for kind in obligations.BOARD_FOUND:
        make_evidence(case, officer, kind)
    case.refresh_from_db()
    ministry_proposal.propose(case, ground="no_survival", on=DAY, number="", reason="x", actor=officer)
    make_step(case, officer, "told")
    Notice.objects.all().delete()
    ended = date(2027, 1, 10)
    assert [limits.tell(day) for day in (ended, ended + timedelta(days=1), ended + timedelta(days=2))] == [0, 2, 0]
    assert limits.tell(date(2027, 3, 11)) == 2
    # A month after the limit nobody is told of it any more.
    Notice.objects.all().delete()
    assert limits.tell(date(2027, 5, 1)) == 0


def test_the_night_tells_of_limits_too(case, officer, on_the_day):
    letter = make_warning(case, officer)
    on_the_day.move_to(letter.answer_by + timedelta(days=1))
    assert reminders.remind(clock.today()) == 2
    assert reminders.remind(clock.today()) == 0


def test_a_limit_that_was_over_when_it_became_known_is_told_then(case, officer, adviser, on_the_day):
    make_proposal(case, officer)
    on_the_day.move_to(DAY + timedelta(days=200))
    make_step(case, officer, "told", DAY)
    Notice.objects.all().delete()
    assert limits.tell(clock.today()) == 4


def test_a_night_takes_as_many_statements_for_many_limits_as_for_few(officer, on_the_day):
    def statements() -> int:
        with CaptureQueriesContext(connection) as counted:
            limits.tell(clock.today())
        return len(counted)

    for _n in range(2):
        make_proposal(make_case(make_cooperative(status="passive"), officer), officer)
    few = statements()
    for _n in range(3):
        make_proposal(make_case(make_cooperative(status="passive"), officer), officer)
    assert statements() == few
