"""An officer lets a manager in by telephone: shown once, told to the other managers, and only with the own password."""

import pytest
from django.urls import reverse

from accounts.models import EntryCode, Role, User
from accounts.sign_in.entry_codes import WrongCodeError, redeem
from accounts.tests.conftest import PASSWORD
from cooperatives.messaging import reach
from cooperatives.models import Membership
from cooperatives.people import access_codes, memberships
from core.errors import DomainError
from core.models import Event, Notice, OutgoingMail
from tests.factories import make_cooperative, make_user

pytestmark = pytest.mark.django_db
PHONE = "+6281234567890"


@pytest.fixture
def cooperative(db):
    return make_cooperative("KSP Maju", phone="", email="")


def let_in(cooperative, officer, **more):
    details = {"name": "Bu Sri", "phone": PHONE} | more
    return access_codes.let_in(cooperative, **details, actor=officer, request=None)


def test_a_manager_is_let_in_and_the_others_are_told(cooperative, officer):
    chair = make_user("manager", "ketua@contoh.test")
    memberships.link(chair, cooperative, actor=officer)
    membership, code = let_in(cooperative, officer)
    assert len(code) == 9
    assert (membership.user.login_phone, membership.user.email, membership.user.role) == (PHONE, "", Role.MANAGER)
    told = {notice.user for notice in Notice.objects.all()}
    assert told == {chair, membership.user}
    mail = OutgoingMail.objects.get()
    assert mail.to == ["ketua@contoh.test"]
    assert "Bu Sri" in mail.body
    assert code not in mail.body


def test_somebody_with_an_account_under_the_number_is_linked_and_gets_no_code(cooperative, officer):
    membership, _code = let_in(make_cooperative("KSP Lain"), officer)
    EntryCode.objects.all().delete()
    chair = make_user("manager", "ketua@contoh.test")
    memberships.link(chair, cooperative, actor=officer)
    again, code = let_in(cooperative, officer, name=" BU  SRI ")
    assert (again.user, code) == (membership.user, "")
    assert not EntryCode.objects.exists()
    assert "Bu Sri" in Notice.objects.get(user=chair).title


def test_a_number_of_somebody_else_lets_no_stranger_in(cooperative, officer):
    let_in(make_cooperative("KSP Lain"), officer)
    with pytest.raises(DomainError, match="Bu Sri"):
        let_in(cooperative, officer, name="Pak Budi")
    assert not Membership.objects.filter(cooperative=cooperative).exists()


def test_a_code_ends_with_the_last_membership(cooperative, officer):
    membership, code = let_in(cooperative, officer)
    memberships.end(membership, on=membership.since, actor=officer)
    with pytest.raises(WrongCodeError):
        redeem(PHONE, code, password=PASSWORD, request=None)


def test_a_number_of_the_office_is_refused(cooperative, officer):
    User.objects.filter(pk=officer.pk).update(login_phone=PHONE)
    with pytest.raises(DomainError, match=officer.name):
        let_in(cooperative, officer)
    assert not Membership.objects.exists()


def test_who_acts_no_longer_gets_no_code(cooperative, officer):
    membership, _code = let_in(cooperative, officer)
    memberships.end(membership, on=membership.since, actor=officer)
    with pytest.raises(DomainError, match="tidak lagi"):
        access_codes.new_code(membership, phone=PHONE, actor=officer, request=None)


def test_a_board_without_address_is_reached_at_the_number_of_its_manager(cooperative, officer):
    let_in(cooperative, officer)
    found = reach.of([cooperative])[cooperative.pk]
    assert (found.addresses(of_reminders=False), found.phone) == ([], PHONE)


def test_the_page_asks_for_the_own_password_and_then_shows_the_code_once(client, cooperative):
    officer = make_user("officer", "petugas@contoh.test", password=PASSWORD)
    client.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})
    address = reverse("manager_let_in", args=[cooperative.pk])
    token = client.get(address).context["form_token"]
    asked = client.post(address, {"name": "Bu Sri", "phone": "0812-3456-7890", "once": token})
    # Not by a session that somebody has left open.
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not EntryCode.objects.exists()
    shown = client.post(asked.url, {"password": PASSWORD})
    code = shown.context["code"]
    assert code in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    again = client.post(address, {"name": "Bu Sri", "phone": "0812-3456-7890", "once": token})
    assert code not in again.content.decode()
    assert EntryCode.objects.count() == 1


def test_the_board_of_the_register_is_proposed(cooperative, as_user, officer):
    member = cooperative.board.create(name="Sri Rahayu", position="treasurer", phone=PHONE)
    shown = as_user(officer).get(reverse("manager_let_in", args=[cooperative.pk]) + f"?member={member.pk}")
    assert "0812-3456-7890" in shown.content.decode()


def test_the_event_names_the_officer_and_not_the_code(cooperative, officer):
    _membership, code = let_in(cooperative, officer)
    event = Event.objects.get(verb="user.code_given")
    assert (event.actor, event.after) == (officer, {"phone": PHONE})
    assert code not in repr(list(Event.objects.values()))


def test_the_managers_of_every_cooperative_of_the_person_are_told(cooperative, officer):
    chair, other = make_user("manager", "ketua@contoh.test"), make_cooperative("KSP Lain")
    memberships.link(chair, other, actor=officer)
    membership, _code = let_in(cooperative, officer)
    memberships.link(membership.user, other, actor=officer)
    access_codes.new_code(membership, phone=PHONE, actor=officer, request=None)
    assert Notice.objects.filter(user=chair).count() == 1
