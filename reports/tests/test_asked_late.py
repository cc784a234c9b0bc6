"""A quarter that is asked for after its due date: time to answer, and no warning on the day of the asking."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock, office
from reports import nightly
from reports.escalation import ladder
from reports.models import Obligation, Reminder
from reports.obligations.opening import add, open_period
from reports.obligations.quarter import Quarter
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db
PAST = Quarter(2025, 4)


def asked() -> Obligation:
    return Obligation.objects.get(period__year=2025)


def warned_tonight() -> int:
    nightly.run(clock.today())
    ladder.climb(clock.today())
    return Reminder.objects.filter(step__days__gt=0).count()


def test_an_officer_who_opens_a_past_quarter_makes_nobody_late(as_user, officer):
    make_cooperative()
    response = as_user(officer).post(reverse("period_list"), {"year": 2025, "quarter": 4}, follow=True)
    due = clock.today() + timedelta(days=30)
    assert (asked().due_on, asked().late_after, asked().state_on()) == (due, due, "due")
    assert asked().period.due_on < clock.today()
    assert len(response.context["messages"]) == 1
    assert warned_tonight() == 0


def test_nor_who_asks_one_cooperative_for_it_and_the_time_is_a_setting(as_user, officer, administrator):
    office.change({"asked_late_days": 14}, actor=administrator)
    period = open_period(PAST).period
    cooperative = make_cooperative(status="passive")
    as_user(officer).post(reverse("obligation_add", args=[cooperative.pk, PAST.slug]))
    assert asked().due_on == clock.today() + timedelta(days=14)
    assert asked().period == period
    assert warned_tonight() == 0


def test_a_quarter_that_is_not_due_yet_keeps_its_due_date(officer):
    running = Quarter.of(clock.today())
    period = open_period(running, with_time_to_answer=True).period
    obligation = add(make_cooperative(), period, actor=officer, with_time_to_answer=True)
    assert obligation.due_on == period.due_on


def test_the_reminders_count_from_the_day_that_holds_for_it(officer):
    period = open_period(PAST).period
    obligation = add(make_cooperative(), period, actor=officer, with_time_to_answer=True)
    later = obligation.due_on + timedelta(days=1)
    nightly.run(later)
    ladder.climb(later)
    assert obligation.days_overdue_on(later) == 1
    assert not Reminder.objects.filter(step__letter_level__gt=0).exists()
