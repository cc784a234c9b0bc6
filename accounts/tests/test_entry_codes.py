"""Managers without e-mail: a telephone number, and a code of an officer for the first entry and a new password."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import EntryCode, Role, SecurityEntry, User
from accounts.sign_in import entry_codes
from accounts.sign_in.entry_codes import MOST_TRIES, WrongCodeError
from accounts.tests.conftest import PASSWORD
from cooperatives.people import memberships
from core import office
from core.errors import DomainError
from core.models import Event
from tests.factories import make_cooperative, make_user

pytestmark = pytest.mark.django_db
PHONE = "+6281234567890"
Kind = SecurityEntry.Kind


@pytest.fixture
def treasurer(db):
    """A manager without e-mail, who has never signed in."""
    return User.objects.create_user("", None, name="Bu Sri", role=Role.MANAGER, login_phone=PHONE)


@pytest.fixture
def code(treasurer, officer):
    return give(treasurer, officer)


def give(user, officer, phone: str = PHONE) -> str:
    return entry_codes.give(user, phone=phone, actor=officer, request=None)


def redeem(code: str, phone: str = "0812-3456-7890", password: str = PASSWORD) -> User:
    return entry_codes.redeem(phone, code, password=password, request=None)


def enter(client, code: str, phone: str = "0812 3456 7890", password: str = PASSWORD):
    form = {"phone": phone, "code": code, "password1": password, "password2": password}
    return client.post(reverse("enter"), form)


@pytest.mark.parametrize("typed", [PHONE, "081234567890", "0812-3456-7890", "62 812 3456 7890", "812 3456 7890"])
def test_signing_in_by_telephone_however_it_is_typed(client, treasurer, typed):
    treasurer.set_password(PASSWORD)
    treasurer.save()
    answer = client.post(reverse("account_login"), {"login": typed, "password": PASSWORD})
    assert answer.url == reverse("home")
    assert "0812-3456-7890" in client.get("/").content.decode()


def test_a_wrong_password_an_unknown_number_and_nonsense_get_the_same_answer(client, treasurer):
    def told(login):
        form = client.post(reverse("account_login"), {"login": login, "password": "salah-salah-1"}).context["form"]
        return form.non_field_errors()

    assert told(PHONE) == told("081200000000") == told("bukan nomor") == told("tidakada@contoh.test")


def test_wrong_passwords_at_a_number_are_counted_and_slowed_down(client, treasurer):
    for _n in range(7):
        client.post(reverse("account_login"), {"login": PHONE, "password": "salah-salah-1"})
    treasurer.set_password(PASSWORD)
    treasurer.save()
    client.post(reverse("account_login"), {"login": PHONE, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert SecurityEntry.objects.get(kind=Kind.FAILED).account == "0812-3456-7890"


def test_the_first_entry_sets_a_password_and_signs_in(client, treasurer, code):
    assert enter(client, f" {code.lower()} ").url == reverse("home")
    assert client.session["_auth_user_id"] == str(treasurer.pk)
    treasurer.refresh_from_db()
    assert treasurer.check_password(PASSWORD)
    kinds = list(SecurityEntry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [Kind.CODE_GIVEN, Kind.PASSWORD_SET, Kind.ENTERED, Kind.SIGNED_IN]
    assert list(Event.objects.values_list("verb", flat=True)) == ["user.password_set", "user.code_given"]


def test_a_code_works_once(code):
    redeem(code)
    with pytest.raises(WrongCodeError):
        redeem(code)


def test_a_newer_code_ends_the_older_one(treasurer, officer, code):
    newer = give(treasurer, officer)
    with pytest.raises(WrongCodeError):
        redeem(code)
    assert redeem(newer) == treasurer


def test_a_code_holds_for_its_minutes(code):
    EntryCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(WrongCodeError):
        redeem(code)


def test_the_office_says_for_how_long(treasurer, officer):
    office.store("entry_code_minutes", 15)
    give(treasurer, officer)
    left = EntryCode.objects.get().expires_at - timezone.now()
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)


def test_a_code_dies_of_wrong_tries_though_the_right_one_follows(code):
    for _n in range(MOST_TRIES):
        with pytest.raises(WrongCodeError):
            redeem("AAAA-AAAA")
    with pytest.raises(WrongCodeError):
        redeem(code)
    assert SecurityEntry.objects.get(kind=Kind.ENTRY_FAILED, account="0812-3456-7890").times == MOST_TRIES + 0


def test_a_code_of_somebody_else_lets_nobody_in(officer, code):
    other = User.objects.create_user("", None, name="Pak Budi", role=Role.MANAGER, login_phone="+6281111111111")
    give(other, officer, other.login_phone)
    with pytest.raises(WrongCodeError):
        redeem(code, phone="081111111111")


def test_the_code_itself_is_kept_nowhere(treasurer, code):
    plain = code.replace("-", "")
    kept = [repr(row) for model in (EntryCode, Event, SecurityEntry) for row in model.objects.values()]
    assert not [row for row in kept if plain in row or code in row]


def test_a_wrong_code_is_told_in_words_and_what_was_typed_stays(client, code):
    answer = enter(client, "AAAA-AAAA")
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "0812 3456 7890" in shown
    assert "kode baru" in shown
    assert "_auth_user_id" not in client.session


def test_a_weak_password_costs_no_try(client, code):
    enter(client, code, password="12345")
    assert EntryCode.objects.get().tries == 0
    assert enter(client, code).status_code == 302


def test_who_tries_too_many_codes_is_not_answered(client, settings, code):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"entry_code": "2/h/ip"}
    assert [enter(client, "AAAA-AAAA").status_code for _n in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("role", ["administrator", "officer", "head", "adviser"])
def test_people_of_the_office_get_no_code(officer, role):
    with pytest.raises(DomainError, match="pengurus"):
        give(make_user(role), officer)


def test_who_was_stopped_gets_no_code_and_an_older_one_is_dead(treasurer, officer, code):
    treasurer.is_active = False
    treasurer.save()
    with pytest.raises(WrongCodeError):
        redeem(code)
    with pytest.raises(DomainError, match="Bu Sri"):
        give(treasurer, officer)


def test_a_number_is_that_of_one_user_alone(treasurer, officer):
    other = make_user("manager")
    with pytest.raises(DomainError, match="Bu Sri"):
        give(other, officer)
    assert User.objects.get(pk=other.pk).login_phone is None


def test_a_manager_with_an_address_may_sign_in_by_telephone_as_well(client, officer):
    manager = make_user("manager", "bendahara@contoh.test")
    redeem(give(manager, officer, "+6285555555555"), phone="085555555555")
    for login in ("bendahara@contoh.test", "0855-5555-555-5"):
        client.logout()
        assert client.post(reverse("account_login"), {"login": login, "password": PASSWORD}).status_code == 302
    assert Event.objects.get(verb="user.phone_set").after == {"phone": "+6285555555555"}


def test_a_new_password_ends_what_was_signed_in_before(client, as_user, treasurer, officer):
    thief = as_user(treasurer)
    assert thief.get("/").status_code == 200
    redeem(give(treasurer, officer))
    assert thief.get(reverse("report_home")).status_code == 302


@pytest.mark.parametrize(
    "fields",
    [{"role": "manager", "login_phone": None}, {"role": "officer", "login_phone": "+6281299999999"}],
)
def test_the_database_holds_nobody_without_a_way_in(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("", None, name="X", **fields)


def test_two_managers_without_address_stand_beside_each_other(treasurer):
    User.objects.create_user("", None, name="Pak Budi", role=Role.MANAGER, login_phone="+6281111111111")
    assert User.objects.filter(email="").count() == 2


def test_who_is_signed_in_needs_no_code(as_user, officer):
    assert as_user(officer).get(reverse("enter")).url == reverse("home")


def test_a_password_of_the_own_cooperative_is_refused_to_the_owner_alone_and_costs_no_try(
    client, treasurer, officer, code
):
    own = "zebrawati-12"
    memberships.link(treasurer, make_cooperative("KSP Zebrawati"), actor=officer)
    assert not enter(client, "AAAA-AAAA", password=own).context["form"].errors.get("password1")
    tries = EntryCode.objects.get().tries
    shown = enter(client, code, password=own)
    assert (shown.status_code, EntryCode.objects.get().tries) == (200, tries)
    assert shown.context["form"].errors["password1"]
    assert enter(client, code).status_code == 302


def test_who_is_stopped_while_the_password_is_set_stays_stopped(treasurer, code, monkeypatch):
    hashed = User.set_password

    def stopped_meanwhile(user, password):
        hashed(user, password)
        User.objects.filter(pk=user.pk).update(is_active=False)

    monkeypatch.setattr(User, "set_password", stopped_meanwhile)
    redeem(code)
    assert not User.objects.get(pk=treasurer.pk).is_active
