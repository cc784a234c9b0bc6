from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import open_work
from cooperatives.people import memberships
from core import clock, office
from core.errors import DomainError, StaleVersionError
from core.models import Event, Notice
from revival.models import Stop, VisitDay
from revival.visits import days, route
from tests.coaching import make_case
from tests.factories import make_cooperative, make_user
from tests.visiting import make_day, make_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def adviser(db):
    return make_user("adviser")


def cases_in(officer, adviser, *places):
    return [make_case(make_cooperative(place=place, status="passive"), officer, adviser=adviser) for place in places]


def test_a_day_stands_in_the_order_of_the_drive_from_the_town_hall(officer, adviser):
    # From the north of the city, from next to the town hall, and from nowhere.
    far, near, lost = cases_in(officer, adviser, "Kadipiro", "Kampungbaru", "")
    day = make_day([lost, far, near], adviser)
    assert [stop.case for stop in day.stops.all()] == [near, far, lost]
    assert Event.objects.filter(verb="revival.visit_planned").count() == 3
    near.refresh_from_db()
    assert near.revision == 2


def test_where_somebody_has_stood_before_counts_more_than_the_middle_of_the_kelurahan(officer, adviser):
    one, other = cases_in(officer, adviser, "Kadipiro", "Kampungbaru")
    make_visit(one, adviser, latitude="-7.569", longitude="110.830")
    make_visit(other, adviser, latitude="-7.530", longitude="110.800")
    assert route.in_order([other, one]) == [one, other]


def test_more_cases_of_the_same_day_come_after_those_that_are_there(officer, adviser):
    first, second = cases_in(officer, adviser, "Kadipiro", "Kampungbaru")
    day = make_day([first], adviser)
    assert make_day([second], adviser) == day
    assert [stop.case for stop in day.stops.all()] == [first, second]


def test_all_that_stands_in_the_way_of_a_day_is_said_at_once(officer, adviser):
    office.store("revival_visits_a_day", 1)
    other = make_user("adviser", name="Pak Joko")
    mine, planned = cases_in(officer, adviser, "Kadipiro", "Jajar")
    (foreign,) = cases_in(officer, other, "Jebres")
    make_day([planned], other, on=clock.today() + timedelta(days=3), actor=officer)
    with pytest.raises(DomainError) as caught:
        make_day([mine, planned, foreign], adviser)
    said = str(caught.value)
    assert f"bukan pegangan Anda: {foreign.cooperative.name}." in said
    assert f"{planned.cooperative.name} sudah akan dikunjungi Pak Joko" in said
    assert "3 kunjungan terlalu banyak" in said
    assert not VisitDay.objects.filter(adviser=adviser).exists()


def test_a_day_that_is_over_or_of_somebody_else_is_not_planned(officer, adviser):
    (case,) = cases_in(officer, adviser, "Jajar")
    with pytest.raises(DomainError):
        make_day([case], adviser, on=clock.today() - timedelta(days=1))
    with pytest.raises(DomainError):
        make_day([case], make_user("adviser"), actor=adviser)
    with pytest.raises(DomainError):
        make_day([case], make_user("head"), actor=officer)


def test_whoever_is_sent_by_an_officer_is_told_once(officer, adviser):
    one, two = cases_in(officer, adviser, "Jajar", "Jebres")
    day = make_day([one], adviser, actor=officer)
    make_day([two], adviser, actor=officer)
    notice = Notice.objects.get(user=adviser, key=f"visit-day-{day.pk}")
    assert notice.url == reverse("revival_day", args=[day.pk])


def test_two_who_change_the_order_of_a_day_are_told(officer, adviser):
    cases = cases_in(officer, adviser, "Kampungbaru", "Jebres", "Kadipiro")
    day = make_day(cases, adviser)
    day.refresh_from_db()
    first, second, third = day.stops.values_list("pk", flat=True)
    days.put_in_order(day, [third, first, second], seen=day.revision, actor=adviser)
    assert list(day.stops.values_list("pk", flat=True)) == [third, first, second]
    with pytest.raises(StaleVersionError):
        days.put_in_order(day, [first, second, third], seen=day.revision, actor=officer)
    day.refresh_from_db()
    with pytest.raises(StaleVersionError):
        days.put_in_order(day, [first, second], seen=day.revision, actor=officer)


def test_a_stop_is_taken_out_and_a_day_called_off_but_what_was_recorded_stays(officer, adviser):
    cases = cases_in(officer, adviser, "Kampungbaru", "Jebres", "Kadipiro")
    day = make_day(cases, adviser)
    day.refresh_from_db()
    first, second, third = day.stops.all()
    days.take_out(day, third.pk, seen=day.revision, actor=adviser)
    make_visit(first.case, adviser, stop=first)
    day.refresh_from_db()
    with pytest.raises(DomainError):
        days.take_out(day, first.pk, seen=day.revision, actor=adviser)
    with pytest.raises(DomainError):
        days.call_off(day, reason=" ", seen=day.revision, actor=adviser)
    days.call_off(day, reason="Hujan deras", seen=day.revision, actor=adviser)
    assert list(Stop.objects.filter(day=day)) == [first, second]
    called_off = Event.objects.filter(verb="revival.visit_called_off")
    assert set(called_off.values_list("object_id", flat=True)) == {third.case_id, second.case_id}
    assert not days.upcoming([case.pk for case in cases], clock.today())
    # The day is free again, for the same people.
    assert make_day([second.case], adviser) != day


def test_the_pages_of_planning_lead_from_ticked_cases_to_the_day(officer, adviser, client):
    one, two = cases_in(officer, adviser, "Kampungbaru", "Kadipiro")
    client.force_login(adviser)
    page = client.get(reverse("revival_visit_plan"), {"cases": f"{one.pk},{two.pk},x"})
    assert list(page.context["cases"]) == [one, two]
    done = client.post(
        reverse("revival_visit_plan"), {"on": clock.today().isoformat(), "case": [one.pk, two.pk]}, follow=True
    )
    day = VisitDay.objects.get(adviser=adviser)
    assert done.redirect_chain == [(reverse("revival_day", args=[day.pk]), 302)]
    assert one.cooperative.name in done.content.decode()
    refused = client.post(reverse("revival_visit_plan"), {"on": "2020-01-01", "case": [one.pk]})
    assert (refused.status_code, VisitDay.objects.count()) == (200, 1)
    page = client.get(reverse("revival_visit_plan"), {"district": one.cooperative.district_id})
    assert [stop.case for stop in page.context["planned"]] == [one]


def test_buttons_of_a_day_move_its_stops_and_another_adviser_has_none(officer, adviser, client):
    cases = cases_in(officer, adviser, "Kampungbaru", "Jebres", "Kadipiro")
    day = make_day(cases, adviser)
    day.refresh_from_db()
    first, second, third = (stop.pk for stop in day.stops.all())
    client.force_login(adviser)
    url = reverse("revival_day_move", args=[day.pk])
    client.post(url, {"stop": second, "to": "up", "seen": day.revision})
    assert [stop.pk for stop in day.stops.all()] == [second, first, third]
    client.post(url, {"stop": second, "to": "down", "seen": day.revision})
    assert [stop.pk for stop in day.stops.all()] == [second, first, third]
    day.refresh_from_db()
    client.post(url, {"seen": day.revision})
    assert [stop.pk for stop in day.stops.all()] == [first, second, third]
    client.force_login(make_user("adviser"))
    assert client.post(url, {"seen": day.revision}).status_code == 403


def test_a_board_reads_who_comes_and_when(officer, adviser, manager, client):
    (case,) = cases_in(officer, adviser, "Jajar")
    make_day([case], adviser, on=clock.today() + timedelta(days=2))
    memberships.link(manager, case.cooperative, actor=officer)
    client.force_login(manager)
    page = client.get(reverse("revival_panel", args=[case.cooperative_id])).content.decode()
    assert adviser.display_name in page
    assert "Siapa yang datang" in page or "Who comes" in page


def test_days_of_somebody_whose_access_is_stopped_are_called_off(officer, adviser):
    (case,) = cases_in(officer, adviser, "Jajar")
    day = make_day([case], adviser)
    assert reverse("revival_day", args=[day.pk]) in [work.url for work in open_work.of(adviser)]
    open_work.give_back(adviser, actor=officer)
    day.refresh_from_db()
    assert day.cancelled_at
    assert not days.upcoming([case.pk], clock.today())
    case.refresh_from_db()
    make_day([case], officer)
