from datetime import date, timedelta

import pytest
import time_machine
from django.core import signing
from django.urls import reverse
from icalendar import Calendar

from cooperatives.people import memberships
from reports.obligations import due_calendar
from tests.factories import make_user
from tests.reporting import QUARTER, make_obligation, submitted

pytestmark = pytest.mark.django_db


def events(content: bytes) -> dict[str, date]:
    return {str(event["summary"]): event["dtstart"].dt for event in Calendar.from_ical(content).walk("VEVENT")}


@pytest.fixture
def owed(manager, officer):
    with time_machine.travel(QUARTER.end + timedelta(days=1)):
        owed = make_obligation()
    memberships.link(manager, owed.cooperative, actor=officer)
    return owed


def test_the_due_dates_of_the_quarters_are_public_and_name_nobody(client, owed):
    with time_machine.travel(date(2026, 7, 1)):
        response = client.get(reverse("calendar"))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert events(response.content) == {
        "Laporan Triwulan II 2026 jatuh tempo": date(2026, 7, 20),
        "Laporan Triwulan III 2026 jatuh tempo": date(2026, 10, 20),
        "Laporan Triwulan IV 2026 jatuh tempo": date(2027, 1, 20),
        "Laporan Triwulan I 2027 jatuh tempo": date(2027, 4, 20),
        "Laporan Triwulan II 2027 jatuh tempo": date(2027, 7, 20),
    }
    assert owed.cooperative.name not in response.content.decode()


def test_ones_own_calendar_holds_what_is_owed_and_nothing_of_others(client, owed, manager, officer):
    make_obligation()
    url = reverse("own_calendar", args=[due_calendar.token_of(manager)])
    response = client.get(url)
    assert response["Cache-Control"] == "private, no-store"
    assert list(events(response.content).values()) == [owed.due_on]
    submitted(owed, manager)
    assert events(client.get(url).content) == {}


def test_an_address_that_was_guessed_or_of_someone_who_left_opens_nothing(client, owed, manager):
    url = reverse("own_calendar", args=[due_calendar.token_of(manager)])
    assert (
        client.get(
            reverse(
                "own_calendar",
                args=[
                    signing.Signer(sep=".", salt="lain").sign_object([manager.pk, manager.get_session_auth_hash()[:16]])
                ],
            )
        ).status_code
        == 404
    )
    assert client.get("/calendar/abc/due-dates.ics").status_code == 404
    manager.set_password("kuda-lari-7")
    manager.save()
    assert client.get(url).status_code == 404
    url = reverse("own_calendar", args=[due_calendar.token_of(manager)])
    assert client.get(url).status_code == 200
    manager.is_active = False
    manager.save()
    assert client.get(url).status_code == 404
    assert client.get(reverse("own_calendar", args=[due_calendar.token_of(make_user("manager"))])).status_code == 200
