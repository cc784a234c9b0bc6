from io import StringIO

import pytest
from django import forms
from django.core.management import call_command
from django.urls import reverse

from core import events, office
from core.cache.remembered import remember
from core.models import Event

pytestmark = pytest.mark.django_db


def test_a_missing_page_and_a_forbidden_one_are_told_in_the_look_of_the_portal(as_user, manager):
    for path, status in (("/tidak-ada/", 404), (reverse("user_list"), 403)):
        response = as_user(manager).get(path)
        assert response.status_code == status
        assert "site-header" in response.content.decode()


def test_health_tells_the_state_and_nothing_secret(client):
    silent = client.get(reverse("healthz"))
    assert (silent.status_code, silent.json()["beat"]) == (503, "silent")
    assert client.get(reverse("healthz") + "?for=proxy").status_code == 200
    call_command("run_watchdog", stdout=StringIO())
    answer = client.get(reverse("healthz"))
    assert answer.status_code == 200
    assert answer.json() == {
        "ok": True,
        "beat": "ok",
        "beat_seconds_ago": None,
        "worker": "ok",
        "workers": 0,
        "mail": "ok",
        "oldest_mail_seconds": 0,
        "database": "ok",
        "broker": "ok",
        "disk": "ok",
        "full_disks": [],
    }


def test_a_request_id_is_given_or_taken_over_and_reaches_the_event_log(as_user, administrator):
    client = as_user(administrator)
    given = "0f8fad5b-d9cb-469f-a165-70867728950e"
    values = {**office.values(), "name": "Dinas Baru", "years_without_rat": 2}
    response = client.post(reverse("office_settings"), values, headers={"X-Request-ID": given})
    assert response["X-Request-ID"] == given
    event = Event.objects.get(verb="settings.changed")
    assert (event.request_id, event.after) == (given, {"name": "Dinas Baru", "years_without_rat": 2})
    assert "Dinas Baru" in client.get("/").content.decode()
    forged = client.get("/", headers={"X-Request-ID": "<script>"})
    assert forged["X-Request-ID"] != "<script>"


def test_the_settings_are_saved_as_they_stand_and_without_the_texts_that_may_be_empty(as_user, administrator):
    client, url = as_user(administrator), reverse("office_settings")
    assert client.post(url, office.values()).status_code == 302
    form = client.get(url).context["form"]
    bare = {
        name: "" if isinstance(field, forms.CharField) else form[name].value() for name, field in form.fields.items()
    }
    response = client.post(url, bare)
    assert set(response.context["form"].errors) == {
        "letter_number",
        "visit_record_number",
        "name",
        "report_attestation",
    }
    kept = {name: office.value(name) for name in response.context["form"].errors}
    assert client.post(url, bare | kept).status_code == 302
    assert office.value("letter_copies") == office.value("letter_basis") == ""


def test_a_setting_outside_its_bounds_is_refused(as_user, administrator):
    values = {**office.values(), "years_without_rat": 0}
    response = as_user(administrator).post(reverse("office_settings"), values)
    assert "years_without_rat" in response.context["form"].errors


def test_a_number_is_counted_anew_after_a_write_unless_it_takes_long(settings, officer):
    calls = []

    def count() -> int:
        calls.append(1)
        return len(calls)

    def write():
        events.record("x.y", actor=officer, object_type="x", object_id=1, label="")

    assert [remember("a", count), remember("a", count)] == [1, 1]
    write()
    assert remember("a", count) == 2
    settings.SLOW_SECONDS = -1
    write()
    assert remember("a", count) == 3
    write()
    assert remember("a", count) == 3
