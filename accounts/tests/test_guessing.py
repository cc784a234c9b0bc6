"""Wrong passwords: slowed down for who guesses, never for the owner; noted, and the owner is told once a day."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse
from django.utils import timezone

from accounts.models import SecurityEntry
from accounts.sign_in import security_log
from accounts.sign_in.adapter import AccountAdapter
from accounts.tests.conftest import PASSWORD
from core.models import OutgoingMail
from core.requests import client as core_client

pytestmark = pytest.mark.django_db
WRONG = "salah-salah-1"
THIEF, OWNER = "203.0.113.5", "198.51.100.7"


@pytest.fixture(autouse=True)
def proxied(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def sign_in(client, *, address: str, login: str = "petugas@contoh.test", password: str = WRONG) -> bool:
    client.post(reverse("account_login"), {"login": login, "password": password}, headers={"X-Forwarded-For": address})
    return "_auth_user_id" in client.session


def test_wrong_tries_of_one_client_close_the_sign_in_for_nobody_else(client, user):
    for n in range(30):
        sign_in(client, address=THIEF, login=f"tidakada{n}@contoh.test")
    assert not sign_in(client, address=THIEF, password=PASSWORD)
    assert sign_in(client, address=OWNER, password=PASSWORD)


def test_a_forged_header_does_not_make_another_client(client, user):
    for n in range(30):
        sign_in(client, address=f"6.6.6.{n}, {THIEF}", login=f"tidakada{n}@contoh.test")
    assert not sign_in(client, address=f"7.7.7.7, {THIEF}", password=PASSWORD)


def test_six_wrong_tries_slow_down_the_guesser_and_the_owner_comes_in_from_elsewhere(client, user):
    for _ in range(6):
        assert not sign_in(client, address=THIEF)
    assert not sign_in(client, address=THIEF, password=PASSWORD)
    assert sign_in(client, address=OWNER, password=PASSWORD)


def test_who_guesses_from_many_addresses_is_stopped_and_the_owner_at_home_is_not(client, user):
    assert sign_in(client, address=OWNER, password=PASSWORD)
    client.logout()
    for n in range(security_log.MOST_NETWORKS):
        sign_in(client, address=f"203.0.{n}.1")
    assert not sign_in(client, address="203.0.200.1", password=PASSWORD)
    assert sign_in(client, address=OWNER, password=PASSWORD)


def test_forty_networks_in_an_hour_are_guessing_and_thirty_nine_are_not(user):
    for n in range(39):
        security_log_of(user, f"203.0.{n}.1")
    assert not security_log.is_guessed_at(user)
    security_log_of(user, "203.0.39.1")
    assert security_log.is_guessed_at(user)


def test_a_network_is_known_for_ninety_days(user):
    core_client.set_address(OWNER)
    security_log.note("signed_in", request=None, user=user)
    for age, is_known in ((timedelta(days=90, minutes=-1), True), (timedelta(days=90, minutes=1), False)):
        SecurityEntry.objects.update(last_at=timezone.now() - age)
        assert security_log.is_known(user) is is_known
    core_client.set_address(THIEF)
    assert not security_log.is_known(user)


def test_six_wrong_tries_in_a_day_are_worth_a_warning_and_five_are_not(user):
    for _ in range(5):
        security_log_of(user, THIEF)
    assert not security_log.is_worth_a_warning(user)
    security_log_of(user, OWNER)
    assert security_log.is_worth_a_warning(user)
    SecurityEntry.objects.filter(address=OWNER).update(last_at=timezone.now() - timedelta(days=1, minutes=1))
    assert not security_log.is_worth_a_warning(user)


def test_two_guessers_do_not_shut_the_owner_out_however_long_they_try(client, user):
    for n in range(200):
        security_log_of(user, f"203.0.113.{n % 2}")
    assert sign_in(client, address="198.51.100.99", password=PASSWORD)


def test_a_new_password_opens_the_account_from_everywhere(client, user):
    for n in range(security_log.MOST_NETWORKS):
        security_log_of(user, f"203.0.{n}.1")
    assert not sign_in(client, address="203.0.200.1", password=PASSWORD)
    AccountAdapter().set_password(user, "gajah-tidur-siang-8")
    assert sign_in(client, address="203.0.200.1", password="gajah-tidur-siang-8")


def test_the_owner_of_a_changing_ipv6_address_is_known_by_its_network(client, user):
    assert sign_in(client, address="2001:db8:1:2::aaaa", password=PASSWORD)
    client.logout()
    for n in range(security_log.MOST_NETWORKS):
        security_log_of(user, f"203.0.{n}.1")
    assert sign_in(client, address="2001:db8:1:2:ffff::1", password=PASSWORD)


def test_many_addresses_of_one_ipv6_network_are_one_line(client, user):
    for n in range(20):
        sign_in(client, address=f"2001:db8:1:2::{n + 1}", login="tidakada@contoh.test")
    assert SecurityEntry.objects.filter(kind="failed").count() == 1


def security_log_of(user, address: str) -> None:
    """A wrong password from an address."""
    core_client.set_address(address)
    security_log.note_merged("failed", request=None, user=user)


def test_wrong_tries_at_made_up_accounts_tell_nobody_of_tries_at_theirs(client, user):
    for n in range(25):
        sign_in(client, address=THIEF, login=f"tidakada{n}@contoh.test")
    sign_in(client, address=THIEF)
    assert not OutgoingMail.objects.exists()


def test_tries_that_are_spread_thin_are_told_too(client, user):
    for n in range(security_log.WORTH_A_WARNING):
        assert not OutgoingMail.objects.exists()
        sign_in(client, address=f"203.0.113.{n}")
    assert OutgoingMail.objects.get().to == ["petugas@contoh.test"]


def test_the_owner_is_told_once_a_day_and_the_mail_holds_no_more_than_is_known(client, user):
    for _ in range(12):
        sign_in(client, address=THIEF)
    for _ in range(12):
        sign_in(client, address="203.0.113.77")
    mail = OutgoingMail.objects.get()
    assert mail.to == ["petugas@contoh.test"]
    assert THIEF in mail.body
    assert "salah-salah" not in mail.body


def test_a_made_up_account_gets_no_mail_and_the_same_answer(client, user):
    for _ in range(9):
        sign_in(client, address=THIEF, login="tidakada@contoh.test")
    assert not OutgoingMail.objects.exists()


def test_failures_are_merged_by_account_address_and_hour(client, user):
    for address in (THIEF, THIEF, OWNER):
        sign_in(client, address=address)
    sign_in(client, address=THIEF, login="rahasia-saya@contoh.test")
    found = SecurityEntry.objects.filter(kind="failed").order_by("account", "address")
    assert list(found.values_list("account", "address", "times")) == [
        ("", THIEF, 1),
        ("petugas@contoh.test", OWNER, 1),
        ("petugas@contoh.test", THIEF, 2),
    ]


def test_what_was_typed_as_an_unknown_account_is_not_kept(client, user):
    sign_in(client, address=THIEF, login="rahasia-saya@contoh.test")
    assert "rahasia-saya" not in str(SecurityEntry.objects.values())


def code_form(client, *, address: str, code: str) -> bool:
    """The password, then a code, as from an address."""
    headers = {"X-Forwarded-For": address}
    data = {"login": "petugas@contoh.test", "password": PASSWORD}
    page = client.post(reverse("account_login"), data, headers=headers).url
    client.post(page, {"code": code}, headers=headers)
    return "_auth_user_id" in client.session


def test_wrong_codes_of_a_stranger_do_not_shut_the_owner_out(client, user):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    for _ in range(7):
        assert not code_form(client, address=THIEF, code="000000")
    right = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    assert not code_form(client, address=THIEF, code=right)
    assert code_form(client, address=OWNER, code=right)
    assert SecurityEntry.objects.filter(kind="throttled", account=user.email).exists()
    assert OutgoingMail.objects.get().to == [user.email]


def test_codes_are_not_guessed_from_everywhere(client, user):
    totp.TOTP.activate(user, totp.generate_totp_secret())
    for n in range(61):
        code_form(client, address=f"203.0.{n}.1", code="000000")
    assert SecurityEntry.objects.filter(kind="throttled", account=user.email).exists()
