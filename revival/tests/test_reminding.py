"""Ended holds and overdue steps are told to whoever is in charge, each once."""

from datetime import timedelta

import pytest

from core import clock
from core.models import Notice
from revival import reminders
from revival.cases import in_charge
from revival.models import Case
from tests.coaching import make_case
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(officer, adviser) -> list[Case]:
    found = [make_case(make_cooperative(f"KSP {n}", status="passive"), officer, adviser=adviser) for n in range(2)]
    Notice.objects.all().delete()
    return found


def titles() -> list[str]:
    return sorted(Notice.objects.values_list("title", flat=True))


def test_each_is_told_once_however_often_it_runs(cases, officer):
    today, later = clock.today(), clock.today() + timedelta(days=10)
    in_charge.hold(cases[0], until=later, reason="Minta waktu.", actor=officer)
    in_charge.set_step(cases[1], step="Menelepon", due=today, actor=officer)
    assert reminders.remind(today) == 0
    assert [reminders.remind(today + timedelta(days=1)) for _n in range(2)] == [1, 0]
    assert [reminders.remind(later) for _n in range(2)] == [1, 0]
    assert titles() == ["KSP 0 tidak ditunda lagi", "Langkah berikutnya terlambat: KSP 1"]
    # A new day for the step is another reminder.
    in_charge.set_step(Case.objects.get(pk=cases[1].pk), step="Menelepon", due=later, actor=officer)
    assert reminders.remind(later + timedelta(days=1)) == 1


def test_a_run_that_has_ended_half_way_leaves_the_records_of_one_run(cases, officer):
    """What a killed run has told stands; the next one tells the others, and nothing twice."""
    today = clock.today()
    in_charge.set_step(cases[0], step="Menelepon", due=today, actor=officer)
    assert reminders.remind(today + timedelta(days=1)) == 1
    in_charge.set_step(cases[1], step="Menelepon", due=today, actor=officer)
    assert reminders.remind(today + timedelta(days=1)) == 1
    assert titles() == [f"Langkah berikutnya terlambat: KSP {n}" for n in range(2)]


def test_a_step_that_was_due_behind_a_hold_is_told_when_it_comes_back(cases, officer):
    today = clock.today()
    in_charge.set_step(cases[0], step="Menelepon", due=today, actor=officer)
    until = today + timedelta(days=30)
    in_charge.hold(Case.objects.get(pk=cases[0].pk), until=until, reason="Minta waktu.", actor=officer)
    assert [reminders.remind(until + timedelta(days=n)) for n in (0, 1, 2)] == [2, 0, 0]


def test_nobody_is_told_of_what_is_on_hold_ended_or_long_ago(cases, officer):
    today = clock.today()
    in_charge.set_step(cases[0], step="Menelepon", due=today, actor=officer)
    in_charge.hold(Case.objects.get(pk=cases[0].pk), until=today + timedelta(days=300), reason="x", actor=officer)
    in_charge.set_step(cases[1], step="Menelepon", due=today, actor=officer)
    assert reminders.remind(today + timedelta(days=60)) == 0
