"""The indicators of the year and their targets."""

import pytest
from django.urls import reverse

from core import clock, office
from core.models import Event
from reports.models import Obligation
from reports.obligations.quarter import Quarter
from tests.factories import make_cooperative
from tests.reporting import make_obligation

pytestmark = pytest.mark.django_db
TARGETS = reverse("city_targets")
GIVEN = {
    "target_active": "50",
    "target_with_rat": "0",
    "target_on_time": "60",
    "target_active_again": "20",
    "target_trained": "100",
}


def standing(client) -> dict:
    return {one.indicator.key: one for one in client.get(reverse("city")).context["city"].indicators}


def test_an_administrator_sets_a_target_and_the_page_says_whether_it_is_reached(as_user, administrator):
    make_cooperative()
    make_cooperative(status="passive")
    client = as_user(administrator)
    assert client.post(TARGETS, GIVEN | {"target_active": "51"}).url == reverse("city")
    found = standing(client)
    assert (found["active"].text, found["active"].target_text, found["active"].is_reached) == ("50,0 %", "51 %", False)
    assert (found["with_rat"].target_text, found["with_rat"].is_reached) == ("–", False)
    client.post(TARGETS, GIVEN)
    assert standing(client)["active"].is_reached
    assert Event.objects.filter(verb="settings.changed").count() == 2


@pytest.mark.parametrize("value", ["101", "-1", "banyak", ""])
def test_a_target_that_cannot_be_is_refused_and_nothing_is_kept(as_user, administrator, value):
    answer = as_user(administrator).post(TARGETS, GIVEN | {"target_active": value, "target_trained": "7"})
    assert answer.status_code == 400
    assert office.value("target_trained") == 100
    assert b'value="7"' in answer.content


def test_a_share_of_nothing_is_not_known(as_user, administrator):
    found = standing(as_user(administrator))
    assert (found["active"].text, found["active"].share) == ("–", None)


def test_a_quarter_whose_day_has_not_come_is_not_among_the_reports_in_time(as_user, administrator, officer):
    running = Quarter.of(clock.today())
    for n in range(3):
        owed = make_obligation(officer, quarter=running, cooperative=make_cooperative())
        if n == 0:
            Obligation.objects.filter(pk=owed.pk).update(received_at=clock.now(), days_late=0, standing="submitted")
    assert standing(as_user(administrator))["on_time"].text == "–"
