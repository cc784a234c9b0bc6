import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from accounts.tests.conftest import PASSWORD
from core.models import Event, OutgoingMail

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def sign_in(client, login="petugas@contoh.test", password=PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


@pytest.mark.parametrize("login", ["petugas@contoh.test", "PETUGAS@Contoh.Test"])
def test_signing_in_by_e_mail_whatever_its_case(client, user, login):
    assert sign_in(client, login).url == reverse("home")
    assert "petugas@contoh.test" in client.get("/").content.decode()


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, user):
    def told(login):
        form = sign_in(client, login, "salah-salah-1").context["form"]
        return str(form.errors)

    assert told("petugas@contoh.test") == told("tidakada@contoh.test")


def test_the_sixth_wrong_password_is_stopped(client, user):
    for _ in range(6):
        sign_in(client, password="salah-salah-1")
    assert "_auth_user_id" not in client.session
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_who_is_stopped_cannot_sign_in_nor_go_on(client, user):
    sign_in(client)
    user.is_active = False
    user.save()
    assert client.get(reverse("cooperative_list")).status_code == 302
    client.logout()
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_a_reset_mail_goes_to_accounts_alone_and_the_page_does_not_tell(client, user):
    known = client.post("/accounts/password/reset/", {"email": "petugas@contoh.test"})
    unknown = client.post("/accounts/password/reset/", {"email": "tidakada@contoh.test"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [mail.to for mail in OutgoingMail.objects.all()] == [["petugas@contoh.test"]]


def test_nobody_signs_up(client):
    response = client.post(
        "/accounts/signup/", {"email": "x@contoh.test", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert response.status_code == 200
    assert "x@contoh.test" not in str(EmailAddress.objects.values())


def test_an_installation_can_require_a_second_factor_of_officers(client, user, settings, manager):
    settings.REQUIRE_TWO_FACTOR = True
    sign_in(client)
    assert client.get(reverse("cooperative_list")).url == reverse("mfa_activate_totp")
    TOTP.activate(user, generate_totp_secret())
    assert client.get(reverse("cooperative_list")).status_code == 200
    client.force_login(manager)
    assert client.get(reverse("cooperative_list")).status_code == 200


def test_with_a_second_factor_the_password_alone_is_not_enough(client, user):
    TOTP.activate(user, generate_totp_secret())
    assert "2fa" in sign_in(client).url
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path", ["/accounts/password/change/", "/accounts/2fa/", "/accounts/email/", "/accounts/logout/"]
)
def test_the_pages_of_the_account_work_in_the_look_of_the_portal(client, user, path):
    sign_in(client)
    response = client.get(path)
    page = client.get(response.url) if response.status_code == 302 else response
    assert page.status_code == 200
    assert "site-header" in page.content.decode()


def test_the_language_is_switched_and_kept(client, user):
    sign_in(client)
    assert "Daftar koperasi" in client.get("/cooperatives/").content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": "/cooperatives/"})
    assert "Register of cooperatives" in client.get("/cooperatives/").content.decode()


def test_a_browser_set_to_english_gets_indonesian_until_somebody_switches(client):
    page = client.get("/", headers={"Accept-Language": "en-US,en;q=0.9"})
    assert 'lang="id"' in page.content.decode()
    assert page["Content-Language"] == "id"
    client.cookies["django_language"] = "xx"
    assert client.get("/")["Content-Language"] == "id"


def test_a_password_is_changed_and_leaves_an_event(client, user):
    sign_in(client)
    new = "gajah-tidur-siang-8"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", data).status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)
    event = Event.objects.get(verb="user.password_set")
    assert (event.actor, event.after) == (user, {})


def test_the_code_of_the_app_or_a_recovery_code_finishes_the_sign_in_once(client, user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    for code, good in (("000000", False), (codes[0], True), (codes[0], False), (codes[1], True)):
        client.logout()
        client.post(sign_in(client).url, {"code": code})
        assert ("_auth_user_id" in client.session) == good
    client.logout()
    now = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post(sign_in(client).url, {"code": now})
    assert "_auth_user_id" in client.session
