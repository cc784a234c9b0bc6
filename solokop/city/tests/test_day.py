"""The day of the city page: read from the address, and what was known at its end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from cooperatives import status
from core import clock
from revival.models import Case, Move
from solokop.city import day
from solokop.city.day import Look, months_before
from tests.coaching import make_case
from tests.factories import make_cooperative

CITY = reverse("city")


@pytest.mark.parametrize(
    ("on", "n", "wanted"),
    [
        (date(2025, 12, 31), 3, date(2025, 9, 30)),
        (date(2026, 2, 28), 3, date(2025, 11, 30)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 5, 30), 3, date(2026, 2, 28)),
        (date(2026, 1, 15), 12, date(2025, 1, 15)),
    ],
)
def test_a_day_some_months_before_keeps_its_place_in_the_month(on, n, wanted):
    assert months_before(on, n) == wanted


def test_the_quarters_end_with_the_running_one():
    look = Look(date(2025, 12, 31), date(2026, 6, 1))
    assert [quarter.slug for quarter in look.quarters][::7] == ["2024-1", "2025-4"]
    # At the end of its last day a quarter is over; today it is not, before the day has ended.
    assert [look.is_running(quarter) for quarter in look.quarters] == [False] * 8
    assert Look(date(2025, 12, 30), date(2026, 6, 1)).is_running(look.quarters[-1])
    assert Look(date(2025, 12, 31), date(2025, 12, 31)).is_running(look.quarters[-1])


@pytest.mark.parametrize(
    "text", ["kemarin", "2025-13-01", "31/12/2025", "1900-01-01", "1950-01-01", "2999-12-31", "'; --"]
)
def test_what_is_no_day_of_the_past_is_refused_with_the_way_to_write_it(db, as_user, head, text):
    answer = as_user(head).get(CITY, {"on": text})
    assert answer.status_code == 400
    assert "2025-12-31" in answer.content.decode()
    assert answer.context["look"].is_today
    for name in ("city_xlsx", "city_pdf"):
        assert as_user(head).get(reverse(name), {"on": text}).url.startswith("/city/?on=")
    listed = as_user(head).get(reverse("city_cooperatives"), {"on": text})
    assert listed.context["listing"].total == 0


def test_every_address_of_a_page_of_another_day_keeps_the_day(db):
    look = day.read(QueryDict("on=2025-12-31"))
    assert look.address("city_cooperatives", show="active") == "/city/cooperatives/?show=active&on=2025-12-31"
    assert day.read(QueryDict()).address("city_cooperatives") == "/city/cooperatives/"


def counts(client, on: date) -> tuple[int, int, int]:
    tally = client.get(CITY, {"on": on.isoformat()}).context["city"].all
    return tally.total, tally.active, tally.coached


def test_the_register_of_an_earlier_day_is_that_of_its_history(db, as_user, head, officer):
    today = clock.today()
    one = make_cooperative(legal_date=today - timedelta(days=800))
    make_cooperative(legal_date=today - timedelta(days=100), status="", status_on=None)
    status.change_status(
        one, to="passive", on=today - timedelta(days=50), basis="ministry", reason="Alasan.", actor=officer
    )
    case = make_case(one, officer)
    Case.objects.filter(pk=case.pk).update(opened_on=today - timedelta(days=30))
    client = as_user(head)
    assert counts(client, today) == (2, 0, 1)
    assert counts(client, today - timedelta(days=40)) == (2, 0, 0)
    assert counts(client, today - timedelta(days=60)) == (2, 1, 0)
    assert counts(client, today - timedelta(days=200)) == (1, 1, 0)


def test_who_is_active_again_is_coached_no_more_from_that_day_on(db, as_user, head, officer):
    today = clock.today()
    case = make_case(make_cooperative(legal_date=date(2001, 1, 1)), officer)
    Case.objects.filter(pk=case.pk).update(opened_on=today - timedelta(days=30))
    move = Move.objects.create(case=case, old="found", new="active_again", old_on=today, actor_name="A")
    Move.objects.filter(pk=move.pk).update(at=datetime.now(UTC) - timedelta(days=10))
    client = as_user(head)
    assert [counts(client, today - timedelta(days=n))[2] for n in (0, 5, 20)] == [0, 0, 1]


def test_the_first_day_that_can_be_asked_for_is_answered(db, as_user, head):
    assert as_user(head).get(CITY, {"on": day.FIRST.isoformat()}).status_code == 200


def test_meetings_of_another_year_are_no_change(db, as_user, head):
    today = clock.today()
    make_cooperative(last_rat_on=date(today.year - 1, 3, 10), last_rat_year=today.year - 1, legal_date=date(2001, 1, 1))
    january = date(today.year, 1, 15)
    delta = as_user(head).get(CITY, {"on": january.isoformat()}).context["city"].deltas["with_rat"]
    assert (delta.now, delta.since_a_quarter, delta.since_a_year) == (0, None, 0)


def test_a_status_that_was_not_known_then_is_no_change(db, as_user, head):
    today = clock.today()
    make_cooperative(legal_date=date(2001, 1, 1), status_on=today - timedelta(days=10))
    delta = as_user(head).get(CITY).context["city"].deltas["active"]
    assert (delta.now, delta.since_a_quarter, delta.since_a_year) == (1, None, None)
