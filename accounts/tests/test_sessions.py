"""Sessions end: when nobody uses them, after some hours, when their user is stopped; and one sees one's own."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import SecurityEntry
from accounts.tests.conftest import PASSWORD
from cooperatives.people import memberships
from core.models import Event, OutgoingMail
from tests.factories import make_cooperative, make_user

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def is_in(client) -> bool:
    return client.get(reverse("cooperative_list")).status_code == 200


def stop(as_user, administrator, user, active: str):
    as_user(administrator).post(reverse("set_user_active", args=[user.pk]), {"active": active})


def test_who_was_stopped_and_restored_must_sign_in_again_everywhere(as_user, administrator, user):
    one, other = signed_in(user), signed_in(user)
    assert is_in(one)
    stop(as_user, administrator, user, "0")
    stop(as_user, administrator, user, "1")
    assert (is_in(one), is_in(other)) == (False, False)
    assert is_in(signed_in(user))
    kinds = SecurityEntry.objects.filter(user=user, by_name=administrator.display_name).values_list("kind", flat=True)
    assert sorted(kinds) == ["restored", "sessions_ended", "stopped"]
    assert Event.objects.filter(verb__in=["user.stopped", "user.restored"]).count() == 2


def test_nobody_else_is_signed_out_with_somebody_who_was_stopped(as_user, administrator, user):
    colleague = signed_in(make_user("officer", "rekan@contoh.test", password=PASSWORD))
    gone = signed_in(user)
    key = UserSession.objects.get(user=user).session_key
    assert Session.objects.filter(session_key=key).exists()
    stop(as_user, administrator, user, "0")
    assert not Session.objects.filter(session_key=key).exists()
    assert (is_in(gone), is_in(colleague)) == (False, True)
    assert UserSession.objects.get().user.email == "rekan@contoh.test"


def test_even_a_session_that_no_list_knows_ends_with_the_account(as_user, administrator, user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert is_in(client)
    assert not UserSession.objects.filter(user=user).exists()
    stop(as_user, administrator, user, "0")
    stop(as_user, administrator, user, "1")
    assert not is_in(client)


def test_a_session_that_nobody_uses_ends_and_one_that_is_used_goes_on(user, settings):
    settings.SESSION_IDLE_SECONDS = 3600
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        idle, used = signed_in(user), signed_in(user)
        for minutes in (30, 59):
            clock.move_to(start + timedelta(minutes=minutes))
            assert is_in(used)
        clock.move_to(start + timedelta(minutes=61))
        assert (is_in(idle), is_in(used)) == (False, True)
        assert "Masuk lagi untuk melanjutkan" in idle.get(reverse("account_login")).content.decode()
    assert SecurityEntry.objects.filter(kind="session_ended").count() == 1


def test_a_session_ends_after_its_hours_however_much_it_is_used(user, settings):
    settings.SESSION_IDLE_SECONDS = 3600
    settings.SESSION_COOKIE_AGE = 2 * 3600
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client = signed_in(user)
        found = []
        for minutes in (30, 60, 90, 119, 121):
            clock.move_to(start + timedelta(minutes=minutes))
            found.append(is_in(client))
    assert found == [True, True, True, True, False]


def test_a_session_is_noted_once_a_minute_and_not_with_each_page(user, django_assert_num_queries):
    client = signed_in(user)
    seen = UserSession.objects.get().last_seen_at
    is_in(client)
    assert UserSession.objects.get().last_seen_at == seen
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        is_in(client)
    assert UserSession.objects.get().last_seen_at > seen


def test_one_sees_where_one_is_signed_in_and_ends_the_others_with_the_password(user):
    here, there = signed_in(user), signed_in(user)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert page.count("127.0.0.1") == 2
    assert page.count("perangkat ini") == 1
    answer = here.post(reverse("end_sessions"))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert is_in(there)
    here.post(answer.url, {"password": PASSWORD})
    assert (is_in(here), is_in(there)) == (True, False)
    assert UserSession.objects.filter(user=user).count() == 1


def test_the_list_itself_ends_nobody(user):
    here, there = signed_in(user), signed_in(user)
    assert here.post(reverse("usersessions_list")).status_code == 405
    assert is_in(there)


def test_a_link_for_a_new_password_ends_with_the_account(client, as_user, administrator, user):
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"/accounts/password/reset/key/[^/\s]+/", OutgoingMail.objects.get().body)[0]
    stop(as_user, administrator, user, "0")
    stop(as_user, administrator, user, "1")
    assert client.get(link).context["token_fail"] is True


def test_an_invited_manager_stands_in_the_list_and_in_the_log(client, officer):
    memberships.invite_manager(email="b@contoh.test", name="B", cooperatives=[make_cooperative()], actor=officer)
    link = re.search(r"/invitations/[\w-]+/", OutgoingMail.objects.get().body)[0]
    client.post(link, {"name": "B", "password1": PASSWORD, "password2": PASSWORD})
    assert UserSession.objects.get().user.email == "b@contoh.test"
    assert SecurityEntry.objects.get(kind="signed_in").account == "b@contoh.test"


def test_what_has_run_out_is_cleared_away_and_the_rest_stays(user):
    signed_in(user)
    signed_in(user)
    gone = Session.objects.order_by("pk").first()
    Session.objects.filter(pk=gone.pk).update(expire_date=timezone.now() - timedelta(minutes=1))
    told = io.StringIO()
    call_command("clear_ended_sessions", stdout=told)
    assert told.getvalue() == "sessions 1, lines of the security log 0\n"
    assert Session.objects.count() == 1
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [Session.objects.get().pk]
