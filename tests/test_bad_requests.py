"""Addresses and forms that nobody of good will sends: never a 500."""

import uuid

import pytest
from django.urls import reverse

from cooperatives.models import BoardMember, Cooperative, Note
from cooperatives.people import board
from cooperatives.record import changes, history
from core.messages.outbox import without_secrets
from core.models import OutgoingMail
from tests.factories import make_cooperative, preview, shown_values, village, workbook

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "query",
    [
        "rat=²²²²",
        "per_page=²",
        "per_page=" + "9" * 3900,
        "page=²",
        "page=-1",
        "page=" + "9" * 40,
        "status=%00",
        "group=a%00b",
        "q=%00",
        "q=" + "a" * 3900,
        "village=%FF",
        "complete=x",
        "sort=--name",
        "district=none&district=none",
    ],
)
@pytest.mark.parametrize(
    "path", ["/cooperatives/", "/cooperatives/completeness/", "/cooperatives/export.csv", "/register/"]
)
def test_a_strange_address_is_answered(as_user, officer, path, query):
    make_cooperative()
    assert as_user(officer).get(f"{path}?{query}").status_code == 200


def test_strange_forms_are_answered(as_user, officer):
    client, cooperative = as_user(officer), make_cooperative()
    batch = preview(workbook([["NAMA KOPERASI", "ALAMAT", "KELURAHAN"], ["KSP A", "Jl. A", "Jajjar"]]), officer)
    (signature,) = batch.mapping
    posts = [
        (reverse("import_decide", args=[batch.pk]), {"answer-²-x": "y", f"answer-{'9' * 25}-x": "y", "answer--": "z"}),
        (
            reverse("import_mapping", args=[batch.pk]),
            {f"column-{signature}-abc": "name", f"column-{signature}--1": "name"},
        ),
        (reverse("import_mapping", args=[batch.pk]), {f"column-{signature}-9999": "name"}),
        (reverse("manager_invite", args=[cooperative.pk]), {"name": "A", "email": "a@b.id", "also": "²,99999"}),
        (reverse("cooperative_status", args=[cooperative.pk]), {"to": "x", "version": "y"}),
        (reverse("save_view"), {"name": "x" * 200, "group": "g" * 3000}),
        (reverse("user_list") + "?q=%00", {}),
    ]
    for path, data in posts:
        assert client.post(path, data).status_code in (200, 302)


def test_a_cooperative_without_status_is_shown_everywhere(as_user, officer, client):
    cooperative = changes.create(fields={"name": "KSP Tanpa Status"}, actor=officer)
    for path in (
        reverse("cooperative_detail", args=[cooperative.pk]),
        reverse("cooperative_status", args=[cooperative.pk]),
        "/cooperatives/",
        "/cooperatives/?sort=status",
        "/cooperatives/completeness/",
        "/register/?q=tanpa",
        reverse("public_record", args=[cooperative.pk]),
        "/",
    ):
        assert as_user(officer).get(path).status_code == 200


def test_a_form_that_makes_something_makes_it_once(as_user, officer):
    client, cooperative = as_user(officer), make_cooperative("KSP Ada")
    for path, data in (
        (reverse("note_add", args=[cooperative.pk]), {"text": "Ditelepon."}),
        (reverse("board_add", args=[cooperative.pk]), {"position": "secretary", "name": "Sri"}),
        (reverse("meeting_add", args=[cooperative.pk]), {"kind": "ralb", "book_year": 2020, "held_on": "2020-05-01"}),
        (reverse("cooperative_create"), {"name": "KSU Baru Sekali"}),
    ):
        form = data | {"once": str(uuid.uuid4())}
        assert [client.post(path, form).status_code for _ in range(2)] == [302, 302]
    assert (Note.objects.count(), BoardMember.objects.count(), cooperative.meetings.count()) == (1, 1, 1)
    assert Cooperative.objects.filter(name="KSU Baru Sekali").count() == 1


def test_a_new_record_that_may_exist_is_asked_about_first(as_user, officer):
    make_cooperative("KSP Ada", place="Jajar")
    data = {"name": "Ksp ada", "village": Cooperative.objects.get().village_id}
    response = as_user(officer).post(reverse("cooperative_create"), data)
    assert [c.name for c in response.context["alike"]] == ["KSP Ada"]
    assert as_user(officer).post(reverse("cooperative_create"), data | {"confirmed": "1"}).status_code == 302


def test_a_chair_who_is_replaced_stands_in_the_history(officer):
    cooperative = make_cooperative()
    for name in ("Ani", "Budi"):
        event_before = board.put(cooperative, member=BoardMember(position="chair", name=name), actor=officer)
    change = history.lines(cooperative, limit=1)[0].changes[0]
    assert (change.before, change.after) == ("Ani", "Budi")
    assert event_before.name == "Budi"


def test_a_conflict_keeps_what_the_colleague_changed_elsewhere(as_user, officer):
    cooperative = make_cooperative(address="Jl. A", phone="+6281111111")
    client, url = as_user(officer), reverse("cooperative_edit", args=[cooperative.pk, "contact"])
    data = shown_values(client, url) | {"address": "Jl. Saya", "website": "www.saya.id"}
    theirs = {
        "address": "Jl. Orang",
        "phone": "+6282222222",
        "village": village("Manahan"),
        "email_is_public": not cooperative.email_is_public,
    }
    base = {name: changes.stored(cooperative, name) for name in theirs}
    assert changes.edit(cooperative.pk, fields=theirs, base=base, actor=officer) == []
    response = client.post(url, data)
    form = response.context["form"]
    assert [c.field for c in response.context["conflicts"]] == ["address"]
    assert form.errors == {}
    cooperative.refresh_from_db()
    assert (cooperative.address, cooperative.website) == ("Jl. Orang", "www.saya.id")
    again = {field.html_name: field.value() or "" for field in form}
    client.post(url, {key: value for key, value in again.items() if value is not False})
    cooperative.refresh_from_db()
    assert (cooperative.address, cooperative.phone) == ("Jl. Saya", "+6282222222")
    assert (cooperative.village, cooperative.email_is_public) == (theirs["village"], theirs["email_is_public"])


@pytest.mark.parametrize(
    ("section", "field", "value"),
    [
        ("contact", "phone", "abc"),
        ("contact", "postcode", "5712"),
        ("contact", "website", "javascript:alert(1)"),
        ("contact", "latitude", "50"),
        ("people", "members_male", "3,5"),
        ("figures", "assets", "-5"),
        ("figures", "own_capital", "1.500.000,50"),
        ("figures", "health_year", "20222"),
        ("private", "npwp", "123"),
    ],
)
def test_a_value_that_cannot_be_is_told_at_its_field(as_user, officer, section, field, value):
    client, url = as_user(officer), reverse("cooperative_edit", args=[make_cooperative().pk, section])
    response = client.post(url, shown_values(client, url) | {field: value})
    assert field in response.context["form"].errors


def test_a_total_that_differs_from_its_parts_is_told_and_not_replaced(as_user, officer):
    client, url = as_user(officer), reverse("cooperative_edit", args=[make_cooperative().pk, "people"])
    data = shown_values(client, url) | {"members_male": "17", "members_female": "255", "members": "300"}
    assert "members" in client.post(url, data).context["form"].errors


def test_a_link_that_opens_a_door_is_not_shown_nor_kept(as_user, administrator, settings):
    settings.DEMO = False
    mail = OutgoingMail.objects.create(
        to=["a@b.id"], subject="x", body="https://x.id/invitations/rahasia123/ dan terus", from_email="b@b.id"
    )
    page = as_user(administrator).get(reverse("outbox_mail", args=[mail.pk])).content.decode()
    assert "rahasia123" not in page
    assert without_secrets("/accounts/password/reset/key/1-abc/") == "/accounts/password/reset/key/…/"
