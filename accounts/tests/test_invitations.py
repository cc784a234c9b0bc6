import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import invitations
from accounts.models import Invitation, User
from cooperatives.models import Membership
from cooperatives.people import memberships
from core.errors import DomainError
from core.models import Event, OutgoingMail
from tests.factories import make_cooperative, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "kuda-lari-pagi-7"


def link_in(mail: OutgoingMail) -> str:
    return re.search(r"/invitations/[\w-]+/", mail.body)[0]


def invite(officer, *cooperatives, email="Budi@Contoh.test"):
    return memberships.invite_manager(email=email, name="Budi", cooperatives=cooperatives, actor=officer)


def accept(client, mail, **changes):
    data = {"name": "Budi S", "password1": PASSWORD, "password2": PASSWORD} | changes
    return client.post(link_in(mail), data)


def test_an_invitation_makes_the_account_and_the_memberships_once(client, officer):
    one, other = make_cooperative(), make_cooperative()
    invite(officer, one, other, email=" Budi@Contoh.test ")
    mail = OutgoingMail.objects.get()
    assert mail.to == ["budi@contoh.test"]
    assert client.get(link_in(mail)).status_code == 200
    assert accept(client, mail).status_code == 302
    user = User.objects.get(email="budi@contoh.test")
    assert (user.name, user.role, user.check_password(PASSWORD)) == ("Budi S", "manager", True)
    assert set(Membership.objects.values_list("cooperative_id", flat=True)) == {one.pk, other.pk}
    assert client.get(reverse("home")).context["user"] == user
    client.logout()
    assert accept(client, mail).status_code == 404
    assert User.objects.filter(role="manager").count() == 1


def test_an_existing_manager_gets_another_cooperative_and_keeps_the_password(client, officer):
    user = make_user("manager", "budi@contoh.test", password=PASSWORD)
    cooperative = make_cooperative()
    invite(officer, cooperative)
    assert client.post(link_in(OutgoingMail.objects.get())).url == reverse("account_login")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert [m.cooperative for m in user.memberships.all()] == [cooperative]


def test_a_link_expires_is_renewed_and_withdrawn(client, officer):
    invitation = invite(officer, make_cooperative())
    first = OutgoingMail.objects.get()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert client.get(link_in(first)).status_code == 404
    invitations.send_again(invitation, actor=officer)
    second = OutgoingMail.objects.order_by("pk").last()
    assert client.get(link_in(first)).status_code == 404
    assert client.get(link_in(second)).status_code == 200
    invitations.withdraw(invitation, actor=officer)
    assert client.get(link_in(second)).status_code == 404
    for action in (invitations.withdraw, invitations.send_again):
        with pytest.raises(DomainError):
            action(invitation, actor=officer)
    assert list(Event.objects.filter(object_type="invitation").order_by("pk").values_list("verb", flat=True)) == [
        "invitation.sent",
        "invitation.sent_again",
        "invitation.withdrawn",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password2": "lain-sekali-9"}, "password2"),
        ({"password1": "12345678901", "password2": "12345678901"}, "password1"),
        ({"password1": "pendek", "password2": "pendek"}, "password1"),
        ({"name": ""}, "name"),
    ],
)
def test_a_weak_or_mistyped_password_is_told_and_the_link_stays_good(client, officer, changes, field):
    invite(officer, make_cooperative())
    mail = OutgoingMail.objects.get()
    response = accept(client, mail, **changes)
    assert field in response.context["form"].errors
    assert accept(client, mail).status_code == 302


def test_one_pending_invitation_per_address_whatever_its_case(officer):
    invite(officer, make_cooperative())
    with pytest.raises(DomainError):
        invite(officer, make_cooperative(), email="BUDI@contoh.TEST")
    assert Invitation.objects.count() == 1


def test_only_an_administrator_invites_people_of_the_office(officer, administrator):
    with pytest.raises(DomainError):
        invitations.invite(email="a@contoh.test", name="A", role="officer", actor=officer)
    assert invitations.invite(email="a@contoh.test", name="A", role="officer", actor=administrator).is_pending


def test_somebody_of_the_office_is_not_made_a_manager_by_an_invitation(officer, head):
    with pytest.raises(DomainError):
        invite(officer, make_cooperative(), email=head.email)


def test_the_second_address_of_somebody_else_is_not_invited(officer, administrator):
    EmailAddress.objects.create(user=administrator, email="kedua@contoh.test", verified=True)
    EmailAddress.objects.create(user=administrator, email="ketiga@contoh.test", verified=False)
    with pytest.raises(DomainError):
        invite(officer, make_cooperative(), email="kedua@contoh.test")
    for email in ("ketiga@contoh.test", "lain@contoh.test"):
        assert invite(officer, make_cooperative(), email=email).is_pending


def test_the_link_itself_is_not_in_the_database(officer):
    invitation = invite(officer, make_cooperative())
    token = link_in(OutgoingMail.objects.get()).split("/")[2]
    assert token not in str(Invitation.objects.values())
    assert invitations.find_open(token) == invitation


def test_one_account_per_address_whatever_its_case():
    make_user("officer", "a@contoh.test")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="A@contoh.test", name="x", role="officer")


def test_a_membership_ends_once_and_not_before_it_began(officer, manager):
    membership = memberships.link(manager, make_cooperative(), actor=officer)
    assert memberships.link(manager, membership.cooperative, actor=officer) == membership
    with pytest.raises(DomainError):
        memberships.end(membership, on=membership.since - timedelta(days=1), actor=officer)
    memberships.end(membership, on=membership.since, actor=officer)
    with pytest.raises(DomainError):
        memberships.end(membership, on=membership.since, actor=officer)
