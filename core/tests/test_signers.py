"""Who signs on a day, what is printed, and the pages on which an administrator says so."""

import importlib
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock, office
from core.areas import AREAS
from core.errors import DomainError
from core.models import Event, OfficeSetting, Signer
from core.office_papers import signers
from core.office_papers.signers import printed, signer_on, unsigned_from
from tests.factories import make_signer

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 26)
NEXT = timedelta(days=1)
migration = importlib.import_module("core.migrations.0007_signers")


def on(day: date, kind: str = "letter") -> str:
    signer = signer_on(day, kind)
    return signer.name if signer else ""


def test_whoever_stands_in_for_three_days_covers_the_head_on_these_days_alone():
    make_signer("Kepala")
    make_signer("Sekretaris", capacity="plh", since=DAY, until=DAY + 2 * NEXT)
    assert [on(DAY + n * NEXT) for n in (-1, 0, 2, 3)] == ["Kepala", "Sekretaris", "Sekretaris", "Kepala"]


def test_a_signer_of_this_kind_stands_before_one_of_all_papers_since_the_same_day():
    make_signer("Surat", papers="letter")
    make_signer("Semua")
    assert (on(DAY, "letter"), on(DAY, "certificate")) == ("Surat", "Semua")


def test_whoever_has_begun_last_stands_before_the_very_kind():
    make_signer("Surat", papers="letter")
    make_signer("Semua", since=DAY, until=DAY)
    assert (on(DAY - NEXT), on(DAY), on(DAY + NEXT), on(DAY, "certificate")) == ("Surat", "Semua", "Surat", "Semua")


def test_of_two_alike_the_one_who_was_entered_last_signs():
    make_signer("Pertama")
    make_signer("Kedua")
    assert on(DAY) == "Kedua"


def test_nobody_signs_before_the_first_day_after_the_last_one_or_papers_of_another_kind():
    make_signer("Kepala", since=DAY, until=DAY, papers="certificate")
    assert [on(day, "certificate") for day in (DAY - NEXT, DAY, DAY + NEXT)] == ["", "Kepala", ""]
    assert signer_on(DAY, "letter") is None


def test_the_first_day_without_a_signer_is_found():
    assert unsigned_from(DAY, "letter") == DAY
    make_signer("Kepala", until=DAY)
    make_signer("Sekretaris", since=DAY, until=DAY + 5 * NEXT, papers="letter")
    assert unsigned_from(DAY, "letter") == DAY + 6 * NEXT
    assert unsigned_from(DAY, "certificate") == DAY + NEXT
    make_signer("Kepala Baru", since=DAY + NEXT)
    assert unsigned_from(DAY, "letter") is None


def test_what_is_printed_has_a_line_for_each_thing_that_is_known():
    bare = Signer(name="Sri", position="Kepala Dinas")
    assert printed(bare) == {"heading": ["Kepala Dinas,"], "name": "Sri", "details": []}
    full = Signer(
        name="Sri",
        position="Kepala Dinas",
        capacity="plh",
        on_behalf="a.n. Wali Kota Surakarta",
        rank="Pembina (IV/a)",
        nip="197001011995031001",
    )
    assert printed(full) == {
        "heading": ["a.n. Wali Kota Surakarta", "Plh. Kepala Dinas,"],
        "name": "Sri",
        "details": ["Pembina (IV/a)", "NIP 19700101 199503 1 001"],
    }


def test_a_nip_is_read_in_its_groups():
    assert signers.grouped_nip("197001011995031001") == "19700101 199503 1 001"
    assert signers.grouped_nip("1970") == "1970"
    assert signers.grouped_nip("") == ""


@pytest.mark.parametrize("wrong", [{"capacity": "pjs"}, {"until": date(2019, 12, 31)}])
def test_the_database_refuses_an_unknown_capacity_and_an_end_before_the_beginning(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_signer(**wrong)


def test_a_kind_that_no_app_has_declared_is_refused():
    with pytest.raises(DomainError):
        make_signer(papers="kuitansi")
    signer = make_signer()
    with pytest.raises(DomainError):
        signers.change(signer.pk, {"papers": "kuitansi"}, actor=None)


def test_a_change_writes_what_it_changes_and_one_event(administrator):
    signer = make_signer("Kepala")
    signers.change(signer.pk, {"name": "Kepala", "rank": "Pembina"}, actor=administrator)
    event = Event.objects.get(verb="signer.changed")
    assert (event.before, event.after, event.object_id) == ({"rank": ""}, {"rank": "Pembina"}, signer.pk)
    signers.change(signer.pk, {"rank": "Pembina"}, actor=administrator)
    assert Event.objects.filter(verb="signer.changed").count() == 1


def test_what_another_administrator_has_ended_meanwhile_stays_in_order():
    signer = make_signer("Kepala", since=DAY)
    signers.change(signer.pk, {"until": DAY + NEXT}, actor=None)
    with pytest.raises(DomainError):
        signers.change(signer.pk, {"since": DAY + 2 * NEXT}, actor=None)
    signers.remove(signer.pk, actor=None)
    signers.remove(signer.pk, actor=None)
    assert Event.objects.filter(verb="signer.removed").count() == 1
    with pytest.raises(DomainError):
        signers.change(signer.pk, {"name": "Lain"}, actor=None)


FORM = {"name": "Drs. Budi", "position": "Kepala Dinas", "since": "2026-01-02", "nip": "19700101 199503 1 001"}


def test_a_signer_is_added_with_the_nip_as_digits_and_once(as_user, administrator):
    client = as_user(administrator)
    for _n in range(2):
        assert client.post(reverse("signer_add"), FORM | {"once": "a" * 36}).status_code == 302
    signer = Signer.objects.get()
    assert (signer.nip, signer.until, signer.papers, signer.capacity) == ("197001011995031001", None, "", "")
    assert Event.objects.get(verb="signer.added").after["since"] == "2026-01-02"


def test_all_that_is_wrong_in_a_form_is_said_at_once(as_user, administrator):
    wrong = {"since": "2026-01-02", "until": "2026-01-01", "nip": "1970", "papers": "kuitansi", "capacity": "pjs"}
    form = as_user(administrator).post(reverse("signer_add"), wrong).context["form"]
    assert sorted(form.errors) == ["capacity", "name", "nip", "papers", "position", "until"]
    assert "18" in str(form.errors["nip"])


def test_an_empty_form_names_each_field_that_it_needs(as_user, administrator):
    form = as_user(administrator).post(reverse("signer_add"), {"rank": ""}).context["form"]
    assert sorted(form.errors) == ["name", "position", "since"]


def test_a_form_as_it_was_shown_changes_nothing(as_user, administrator):
    signer = make_signer("Drs. Budi", nip="197001011995031001", papers="letter", until=DAY)
    client, url = as_user(administrator), reverse("signer_edit", args=[signer.pk])
    form = client.get(url).context["form"]
    shown = {name: form[name].value() or "" for name in form.fields}
    assert shown["nip"] == "19700101 199503 1 001"
    assert client.post(url, shown).status_code == 302
    assert not Event.objects.filter(verb="signer.changed").exists()
    assert client.post(url, shown | {"papers": "", "until": ""}).status_code == 302
    assert Event.objects.get(verb="signer.changed").before == {"papers": "letter", "until": "2026-11-26"}


def test_a_nip_that_the_old_settings_held_otherwise_may_stay(as_user, administrator):
    signer = make_signer("Drs. Budi", nip="1970 lama")
    url = reverse("signer_edit", args=[signer.pk])
    assert as_user(administrator).post(url, FORM | {"nip": "1970 lama", "position": "Kepala"}).status_code == 302
    signer.refresh_from_db()
    assert (signer.nip, signer.position) == ("1970 lama", "Kepala")


def test_a_signer_ends_on_a_day_that_is_not_before_the_first(as_user, administrator):
    signer = make_signer("Kepala", since=DAY)
    client, url = as_user(administrator), reverse("signer_end", args=[signer.pk])
    assert client.post(url, {"until": "2026-11-25"}).context["form"].errors
    assert client.post(url, {"until": "2026-11-26"}).status_code == 302
    signer.refresh_from_db()
    assert signer.until == DAY


def test_deleting_asks_first(as_user, administrator):
    signer = make_signer("Salah Ketik")
    client, url = as_user(administrator), reverse("signer_delete", args=[signer.pk])
    assert "Salah Ketik" in client.get(url).content.decode()
    assert Signer.objects.exists()
    client.post(url)
    assert not Signer.objects.exists()
    assert Event.objects.get(verb="signer.removed").before["name"] == "Salah Ketik"


def test_the_list_says_who_signs_today_and_what_nobody_signs(as_user, administrator):
    client, url, today = as_user(administrator), reverse("signers"), clock.today()
    gaps = client.get(url).context["gaps"]
    assert {gap.is_now for gap in gaps} == {True}
    assert len(gaps) == len(signers.KINDS)
    make_signer("Kepala", until=today + NEXT)
    make_signer("Sekretaris", since=today, until=today, papers="letter")
    make_signer("Dulu", until=today - NEXT)
    make_signer("Nanti", since=today + 9 * NEXT)
    page = client.get(url)
    signs = {row.signer.name: (len(row.signs), row.is_in_force, row.is_to_come) for row in page.context["rows"]}
    assert signs == {
        "Kepala": (len(signers.KINDS) - 1, True, False),
        "Sekretaris": (1, True, False),
        "Dulu": (0, False, False),
        "Nanti": (0, False, True),
    }
    assert {(gap.since, gap.is_now) for gap in page.context["gaps"]} == {(today + 2 * NEXT, False)}


def test_papers_of_an_area_that_is_switched_off_need_no_signer(as_user, administrator):
    office.change({AREAS[key].setting: False for key in ("training", "revival")}, actor=administrator)
    make_signer("Kepala", papers="letter")
    page = as_user(administrator).get(reverse("signers"))
    assert page.context["gaps"] == []
    assert [len(row.signs) for row in page.context["rows"]] == [1]


def test_the_settings_and_the_layout_of_certificates_lead_to_the_signers(as_user, administrator):
    client = as_user(administrator)
    for name in ("office_settings", "certificate_layout"):
        assert reverse("signers") in client.get(reverse(name)).content.decode()


def settings_of(kept: dict[str, str]) -> None:
    OfficeSetting.objects.all().delete()
    OfficeSetting.objects.bulk_create(OfficeSetting(key=key, value=value) for key, value in kept.items())


OLD = {
    "letter_signer": "Drs. Budi",
    "letter_signer_position": "Plt. Kepala Dinas",
    "letter_signer_rank": "Pembina (IV/a)",
    "letter_signer_nip": "197001011995031001",
    "letter_on_behalf": "a.n. Wali Kota Surakarta",
}


def test_the_settings_of_before_become_a_signer_of_each_kind_and_come_back():
    old = OLD | {"certificate_signer": "Ibu Sri", "phone": "0271"}
    settings_of(old)
    migration.take_over(apps, None)
    rows = Signer.objects.order_by("papers").values_list("papers", "name", "capacity", "position", "rank", "since")
    assert list(rows) == [
        ("certificate", "Ibu Sri", "", signers.POSITION, "", date(2000, 1, 1)),
        ("letter", "Drs. Budi", "plt", "Kepala Dinas", "Pembina (IV/a)", date(2000, 1, 1)),
    ]
    assert list(OfficeSetting.objects.values_list("key", flat=True)) == ["phone"]
    migration.put_back(apps, None)
    assert dict(OfficeSetting.objects.values_list("key", "value")) == old


def test_the_same_person_for_both_becomes_one_signer_of_all_papers():
    old = OLD | {"certificate_signer": "Drs. Budi", "certificate_signer_position": "Plt. Kepala Dinas"}
    settings_of(old)
    migration.take_over(apps, None)
    signer = Signer.objects.get()
    assert (signer.papers, signer.nip, signer.title) == ("", "197001011995031001", "Plt. Kepala Dinas")
    migration.put_back(apps, None)
    assert dict(OfficeSetting.objects.values_list("key", "value")) == old


def test_settings_that_named_nobody_become_nobody():
    settings_of({"letter_signer_position": "Kepala Dinas", "letter_signer": "  "})
    migration.take_over(apps, None)
    assert not Signer.objects.exists()
    assert not OfficeSetting.objects.exists()
    migration.put_back(apps, None)
    assert not OfficeSetting.objects.exists()


def test_the_way_back_takes_whoever_signs_on_its_day():
    make_signer("Kepala Lama", until=date(2020, 12, 31))
    make_signer("Kepala")
    make_signer("Surat", papers="letter", since=date(2021, 1, 1), capacity="plh")
    migration.put_back(apps, None)
    assert dict(OfficeSetting.objects.values_list("key", "value")) == {
        "letter_signer": "Surat",
        "letter_signer_position": "Plh. Kepala Dinas",
        "certificate_signer": "Kepala",
        "certificate_signer_position": "Kepala Dinas",
    }


def test_a_strange_address_of_a_signer_is_not_there(as_user, administrator):
    client = as_user(administrator)
    for name in ("signer_edit", "signer_end", "signer_delete"):
        assert client.get(reverse(name, args=[10**12])).status_code == 404
