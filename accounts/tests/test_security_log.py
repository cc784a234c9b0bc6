"""What stands in the security log, how long, and who reads it."""

import io
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import SecurityEntry
from accounts.sign_in import security_log
from accounts.tests.conftest import PASSWORD
from core import events, office
from core.models import Event

pytestmark = pytest.mark.django_db


def sign_in(client, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": "petugas@contoh.test", "password": password})


def kinds() -> list[str]:
    return list(SecurityEntry.objects.order_by("pk").values_list("kind", flat=True))


def test_coming_in_failing_and_going_out_leave_a_line_with_the_address_and_no_event(client, user):
    sign_in(client, "salah-salah-1")
    sign_in(client)
    client.post(reverse("account_logout"))
    assert kinds() == ["failed", "signed_in", "signed_out"]
    assert set(SecurityEntry.objects.values_list("account", "address")) == {("petugas@contoh.test", "127.0.0.1")}
    assert not Event.objects.exists()


def test_a_wrong_second_factor_leaves_a_line(client, user):
    TOTP.activate(user, generate_totp_secret())
    address = sign_in(client).url
    for _ in range(2):
        client.post(address, {"code": "000000"})
    assert SecurityEntry.objects.get(kind="code_failed").times == 2


def test_a_reset_that_is_asked_for_leaves_a_line(client, user):
    for email in ("petugas@contoh.test", "tidakada@contoh.test"):
        client.post(reverse("account_reset_password"), {"email": email})
    found = SecurityEntry.objects.filter(kind="reset_asked").order_by("account")
    assert list(found.values_list("account", flat=True)) == ["", "petugas@contoh.test"]


def test_a_new_password_is_an_event_a_line_and_a_mail(client, user):
    from core.models import OutgoingMail

    sign_in(client)
    new = "gajah-tidur-siang-8"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post(reverse("account_change_password"), data)
    assert "password_set" in kinds()
    assert Event.objects.get(verb="user.password_set").address == "127.0.0.1"
    assert OutgoingMail.objects.get().to == ["petugas@contoh.test"]


def test_a_wrong_old_password_leaves_a_line(client, user):
    sign_in(client)
    data = {"oldpassword": "salah-salah-1", "password1": "gajah-tidur-siang-8", "password2": "gajah-tidur-siang-8"}
    answer = client.post(reverse("account_change_password"), data)
    assert "oldpassword" in answer.context["form"].errors
    assert kinds() == ["signed_in", "old_failed"]


def test_lines_and_addresses_of_events_go_when_the_office_keeps_them_no_longer(user):
    office.store("security_log_days", 30)
    for days in (29, 31):
        at = timezone.now() - timedelta(days=days)
        SecurityEntry.objects.create(kind="signed_in", account=str(days), at=at, last_at=at)
        event = events.record("x", actor=user, object_type="x", object_id=1)
        Event.objects.filter(pk=event.pk).update(at=at, address="203.0.113.5")
    call_command("clear_ended_sessions", stdout=io.StringIO())
    assert list(SecurityEntry.objects.values_list("account", flat=True)) == ["29"]
    assert set(Event.objects.values_list("address", flat=True)) == {"203.0.113.5", None}
    assert security_log.expire() == 0


def test_an_administrator_searches_the_log_and_takes_it_along(as_user, administrator, user, rf):
    security_log.note("signed_in", request=None, user=user)
    security_log.note_merged("failed", request=None, user=user)
    client, url = as_user(administrator), reverse("security_log")
    assert client.get(url).content.decode().count("petugas@contoh.test") == 2
    assert client.get(url, {"kind": "failed"}).content.decode().count("petugas@contoh.test") == 1
    assert client.get(url, {"q": "tidakada"}).content.decode().count("petugas@contoh.test") == 0
    book = load_workbook(io.BytesIO(client.get(url, {"kind": "failed", "format": "xlsx"}).content))
    assert [row[4].value for row in book.worksheets[1].iter_rows(min_row=2)] == ["petugas@contoh.test"]
    assert Event.objects.get(verb="list.exported").after["rows"] == 1


def test_the_number_of_events_does_not_move_with_the_log(user):
    before = events.revision()
    for _ in range(3):
        security_log.note_merged("failed", request=None, user=user)
    assert events.revision() == before
    assert SecurityEntry.objects.get().times == 3
