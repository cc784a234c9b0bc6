from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


def found(client, *values: str) -> list[int | None]:
    listing = client.get(reverse("cooperative_list"), {"norat": values}).context["listing"]
    return sorted(row.last_rat_year for row in listing.rows)


@pytest.fixture
def client_in_june(as_user, officer):
    for year in (None, 2026, 2025, 2024, 2023, 2022, 2021, 1999):
        make_cooperative(last_rat_year=year)
    return as_user(officer)


@time_machine.travel(date(2026, 7, 1))
def test_the_years_are_counted_from_the_last_meeting_that_was_due(client_in_june):
    assert found(client_in_june, "1") == [2025]
    assert found(client_in_june, "2") == [2024]
    assert found(client_in_june, "3-4") == [2022, 2023]
    assert found(client_in_june, "5") == [1999, 2021]
    assert found(client_in_june, "1", "5") == [1999, 2021, 2025]
    assert found(client_in_june, "ngawur") == []


@time_machine.travel(date(2026, 6, 30))
def test_until_the_end_of_june_the_meeting_of_the_year_is_not_due(client_in_june):
    assert found(client_in_june, "1") == [2024]


@time_machine.travel(date(2026, 7, 1))
def test_each_choice_says_how_many_it_would_give(client_in_june):
    facets = client_in_june.get(reverse("cooperative_list")).context["listing"].facets
    counted = next(facet for facet in facets if facet.key == "norat")
    assert [(choice.value, choice.count) for choice in counted.choices] == [("1", 1), ("2", 1), ("3-4", 2), ("5", 2)]
