"""A borrowed session changes no key: the password is asked for, the old address is told, each change leaves a trace."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from accounts import invitations
from accounts.models import SecurityEntry, User
from accounts.tests.conftest import PASSWORD
from core.models import Event, OutgoingMail
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NEW = "baru@contoh.test"


@pytest.fixture
def borrowed(client, user):
    """The session of somebody who has signed in, in the hands of somebody else."""
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def reauthenticate(client, answer):
    assert answer.url.startswith(reverse("account_reauthenticate"))
    return client.post(answer.url, {"password": PASSWORD})


def ask(client, email: str = NEW):
    return client.post(reverse("account_email"), {"action_add": "1", "email": email})


def link_in(mail: OutgoingMail) -> str:
    return re.search(r"/accounts/confirm-email/[^/\s]+/", mail.body)[0]


def test_without_the_password_no_address_is_added_and_nobody_is_mailed(borrowed, user):
    answer = ask(borrowed)
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [user.email]
    borrowed.post(answer.url, {"password": "salah-salah-1"})
    assert EmailAddress.objects.count() == 1
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("action", ["action_remove", "action_primary"])
def test_without_the_password_no_address_is_removed_or_made_the_first(borrowed, user, action):
    EmailAddress.objects.create(user=user, email=NEW, verified=True)
    answer = borrowed.post(reverse("account_email"), {action: "", "email": NEW})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert EmailAddress.objects.filter(email=NEW, primary=False).exists()


@pytest.mark.parametrize("page", ["mfa_activate_totp", "mfa_generate_recovery_codes"])
def test_without_the_password_no_factor_is_changed(borrowed, page):
    assert borrowed.get(reverse(page)).url.startswith("/accounts/reauthenticate/")


def test_an_address_is_changed_by_password_and_link_and_the_old_one_is_told(borrowed, user):
    reauthenticate(borrowed, ask(borrowed))
    mail = OutgoingMail.objects.get()
    assert mail.to == [NEW]
    user.refresh_from_db()
    assert user.email == "petugas@contoh.test"
    borrowed.post(link_in(mail))
    user.refresh_from_db()
    assert user.email == NEW
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(NEW, True, True)]
    told = OutgoingMail.objects.exclude(pk=mail.pk).get()
    assert told.to == ["petugas@contoh.test"]
    assert NEW in told.body
    verbs = Event.objects.order_by("pk").values_list("verb", "actor")
    assert list(verbs) == [("user.email_change_asked", user.pk), ("user.email_changed", user.pk)]
    assert {"email_asked", "email_changed"} < set(SecurityEntry.objects.values_list("kind", flat=True))


def test_a_confirmed_address_is_not_asked_for_again(borrowed, user):
    borrowed.post(reverse("account_email"), {"action_send": "", "email": user.email})
    assert not OutgoingMail.objects.exists()
    assert not Event.objects.exists()


def test_nobody_is_invited_into_the_office_without_the_password(client):
    make_user("administrator", "admin@contoh.test", password=PASSWORD)
    client.post(reverse("account_login"), {"login": "admin@contoh.test", "password": PASSWORD})
    data = {"name": "X", "email": NEW, "role": "administrator"}
    answer = client.post(reverse("invite_staff"), data)
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not OutgoingMail.objects.exists()
    client.post(answer.url, {"password": PASSWORD})
    assert OutgoingMail.objects.get().to == [NEW]


def test_one_password_is_good_for_one_change(borrowed, user):
    reauthenticate(borrowed, ask(borrowed))
    assert ask(borrowed, "lain@contoh.test").url.startswith(reverse("account_reauthenticate"))


def test_a_password_is_reset_by_confirmed_addresses_alone(client, user):
    EmailAddress.objects.create(user=user, email=NEW, verified=False)
    client.post(reverse("account_reset_password"), {"email": NEW})
    assert not OutgoingMail.objects.exists()
    client.post(reverse("account_reset_password"), {"email": user.email})
    assert OutgoingMail.objects.get().to == [user.email]


def test_the_host_and_port_of_a_request_enter_no_link(client, user, settings):
    settings.BASE_URL = "https://koperasi.example.go.id"
    settings.ALLOWED_HOSTS = ["koperasi.example.go.id"]
    client.post(
        reverse("account_reset_password"), {"email": user.email}, headers={"Host": "koperasi.example.go.id:6666"}
    )
    body = OutgoingMail.objects.get().body
    assert "https://koperasi.example.go.id/accounts/password/reset/key/" in body
    assert "6666" not in body


def test_a_link_of_a_new_address_carries_no_port_of_a_request_either(borrowed, settings):
    settings.BASE_URL = "https://koperasi.example.go.id"
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = ask(borrowed)
    borrowed.post(answer.url, {"password": PASSWORD}, headers={"Host": "testserver:6666"})
    assert "https://koperasi.example.go.id/accounts/confirm-email/" in OutgoingMail.objects.get().body
    assert "6666" not in OutgoingMail.objects.get().body


def test_a_manager_adds_no_address_and_mails_no_stranger(client):
    manager = make_user("manager", "pengurus@contoh.test", password=PASSWORD)
    client.post(reverse("account_login"), {"login": manager.email, "password": PASSWORD})
    assert client.get(reverse("account_email")).status_code == 200
    for action in ("action_add", "action_send", "action_primary", "action_remove"):
        assert client.post(reverse("account_email"), {action: "", "email": NEW}).status_code == 403
    assert EmailAddress.objects.filter(email=NEW).count() == 0
    assert not OutgoingMail.objects.exists()


def test_a_claim_that_was_never_confirmed_holds_no_invitation_up(user, administrator):
    EmailAddress.objects.create(user=user, email=NEW, verified=False)
    invitation = invitations.invite(email=NEW, name="B", role="officer", actor=administrator)
    invited = invitations.accept(invitation, name="B", password=PASSWORD)
    assert invited.email == NEW
    assert EmailAddress.objects.filter(email=NEW, verified=True).get().user == invited


def test_an_officer_changes_the_address_of_a_manager_who_opens_the_link(borrowed, user, client):
    manager = make_user("manager", "pengurus@contoh.test")
    url = reverse("change_email", args=[manager.pk])
    reauthenticate(borrowed, borrowed.get(url))
    assert borrowed.post(url, {"email": NEW}).status_code == 302
    mail = OutgoingMail.objects.get()
    assert Event.objects.get(verb="user.email_change_asked").actor == user
    client.logout()
    client.post(link_in(mail))
    manager.refresh_from_db()
    assert manager.email == NEW
    assert Event.objects.get(verb="user.email_changed").before == {"email": "pengurus@contoh.test"}


def test_an_officer_changes_no_address_of_the_office(borrowed, head, administrator):
    url = reverse("change_email", args=[head.pk])
    answer = borrowed.get(url)
    assert reauthenticate(borrowed, answer).status_code in (302, 404)
    assert borrowed.get(url).status_code == 404


@pytest.mark.parametrize("taken", ["kepala@contoh.test", "KEPALA@contoh.test", "pengurus@contoh.test", "bukan-alamat"])
def test_an_address_that_cannot_be_is_told_at_its_field(borrowed, taken):
    manager = make_user("manager", "pengurus@contoh.test")
    make_user("head", "kepala@contoh.test")
    url = reverse("change_email", args=[manager.pk])
    reauthenticate(borrowed, borrowed.get(url))
    assert "email" in borrowed.post(url, {"email": taken}).context["form"].errors
    assert not OutgoingMail.objects.exists()


def test_a_second_factor_is_set_up_by_password_with_event_line_and_mail(borrowed, user):
    page = reverse("mfa_activate_totp")
    reauthenticate(borrowed, borrowed.get(page))
    secret = borrowed.get(page).context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    borrowed.post(page, {"code": code})
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    factors = [event.after["factor"] for event in Event.objects.filter(verb="user.factor_added").order_by("pk")]
    assert factors == ["recovery_codes", "totp"]
    assert SecurityEntry.objects.filter(kind="factor_added", user=user).count() == 2
    reauthenticate(borrowed, borrowed.get(reverse("mfa_generate_recovery_codes")))
    borrowed.post(reverse("mfa_generate_recovery_codes"))
    assert Event.objects.get(verb="user.factor_reset").after == {"factor": "recovery_codes"}


def test_a_change_that_cannot_be_told_is_not_made(borrowed, user, monkeypatch):
    reauthenticate(borrowed, ask(borrowed))
    mail = OutgoingMail.objects.get()

    def fails(*args, **kwargs):
        raise RuntimeError("the event cannot be kept")

    monkeypatch.setattr("core.models.Event.save", fails)
    with pytest.raises(RuntimeError):
        borrowed.post(link_in(mail))
    assert User.objects.get(pk=user.pk).email == "petugas@contoh.test"
    assert EmailAddress.objects.get(verified=True).email == "petugas@contoh.test"
