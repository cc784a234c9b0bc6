"""The public register: the whole of it for anybody, by place, kind, group and status."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cooperatives import places
from cooperatives.choices import Kind
from cooperatives.merging import records
from cooperatives.models import AnnualMeeting, Cooperative
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db
REGISTER = reverse("public_register")


def names(answer) -> list[str]:
    return [row.name for row in answer.context["listing"].rows]


def place(name: str) -> str:
    return next(village.code for village in places.villages().values() if village.name == name)


@pytest.fixture
def register(db):
    make_cooperative("KSP Amanah", place="Jajar", status="active", group="KSP", last_rat_year=2026)
    make_cooperative("Koperasi Batik", place="Sondakan", kind="producer", status="passive", last_rat_year=2019)
    make_cooperative("KPRI Cahaya", place="", kind="consumer", status="", status_on=None, group="KPRI")
    make_cooperative("KSU Dulu", place="Jajar", status="dissolved")


def test_without_a_question_all_of_it_is_there(client, register):
    answer = client.get(REGISTER)
    assert sorted(names(answer)) == ["KPRI Cahaya", "KSP Amanah", "KSU Dulu", "Koperasi Batik"]
    [tabs] = answer.context["listing"].tabs
    counts = {str(tab.label): tab.n for tab in tabs.tabs}
    assert [str(tab.label) for tab in tabs.tabs if tab.is_open] == ["Semua"]
    assert counts == {"Aktif": 1, "Tidak aktif (pasif)": 1, "Bubar": 1, "Status belum diketahui": 1, "Semua": 4}


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"status": "passive"}, ["Koperasi Batik"]),
        ({"status": "none"}, ["KPRI Cahaya"]),
        ({"kind": "producer"}, ["Koperasi Batik"]),
        ({"group": "KPRI"}, ["KPRI Cahaya"]),
        ({"village": "none"}, ["KPRI Cahaya"]),
        ({"q": "amanah"}, ["KSP Amanah"]),
        ({"q": "batik koperasi"}, ["Koperasi Batik"]),
        ({"q": "ksp batik"}, []),
        ({"sort": "-rat"}, ["KSP Amanah", "Koperasi Batik", "KSU Dulu", "KPRI Cahaya"]),
        ({"status": "x", "kind": "\x00", "village": "9" * 30}, []),
    ],
)
def test_it_is_chosen_by_status_kind_group_place_and_name(client, register, chosen, found):
    assert names(client.get(REGISTER, chosen)) == found


def test_a_square_of_the_map_leads_to_the_cooperatives_of_its_kelurahan(client, register):
    page = client.get(REGISTER).content.decode()
    squares = re.findall(r'<a href="([^"]+)" aria-label="([^":,(]+)', page)
    leads = {label.strip(): address for address, label in squares}
    assert leads["Jajar"] == f"{REGISTER}?village={place('Jajar')}"
    assert names(client.get(leads["Jajar"])) == ["KSP Amanah", "KSU Dulu"]


def test_as_many_statements_for_one_row_as_for_many(client, register):
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(REGISTER, {"per_page": "100"})
        return len(seen)

    count()
    first = count()
    for _n in range(30):
        make_cooperative(place="Kerten")
    assert count() == first


def test_who_is_not_found_may_be_elsewhere_and_the_office_is_named(client, register):
    page = client.get(REGISTER, {"q": "tidak ada"}).content.decode()
    assert "Mungkin namanya ditulis lain" in page


def test_a_file_and_an_act_are_not_offered_here(client, register):
    assert client.get(REGISTER, {"format": "xlsx"}).status_code == 403
    assert client.post(REGISTER, {"action": "xlsx"}).status_code == 405


def test_a_record_says_what_its_status_means_and_when_it_met(client, register):
    cooperative = make_cooperative("KSP Esa", status="attention", last_rat_year=2026)
    for year in (2023, 2025):
        AnnualMeeting.objects.create(cooperative=cooperative, kind="rat", book_year=year - 1, held_on=date(year, 3, 1))
    AnnualMeeting.objects.create(cooperative=cooperative, kind="ralb", book_year=2024, held_on=date(2024, 3, 1))
    page = client.get(reverse("public_record", args=[cooperative.pk])).content.decode()
    assert "2026, 2025, 2023" in page
    assert "Koperasi ini aktif, tetapi ada yang kurang" in page


def test_the_address_of_a_merged_record_leads_to_the_one_that_stays(client, officer):
    kept, gone = make_cooperative("KSP Satu"), make_cooperative("KSP Dua")
    records.merge(keep=kept.pk, drop=gone.pk, reason="Ganda.", actor=officer)
    answer = client.get(reverse("public_record", args=[gone.pk]))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert reverse("public_record", args=[kept.pk]) in page
    assert "Data ini ganda" in page


def test_whoever_takes_record_after_record_is_slowed_down(client, register, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "public_page": "3/m/ip"}
    cooperative = make_cooperative()
    answers = [client.get(reverse("public_record", args=[cooperative.pk])).status_code for _n in range(4)]
    assert answers == [200, 200, 200, 429]
    assert client.get(REGISTER).status_code == 200


def test_only_kinds_that_somebody_is_of_are_offered_and_one_of_an_address_has_its_name(client, register):
    listing = client.get(REGISTER, {"kind": "services"}).context["listing"]
    asked = next(one for one in listing.filters if one.filter.key == "kind")
    held = set(Cooperative.objects.public().values_list("kind", flat=True))
    assert [value for value, _label in asked.choices] == [*(kind for kind in Kind.values if kind in held), "services"]
    assert listing.chips[0].label.endswith(str(Kind.SERVICES.label))


def test_what_engines_show_of_a_page_is_one_line(client, register):
    for address in (REGISTER, reverse("public_record", args=[Cooperative.objects.first().pk])):
        text = client.get(address).content.decode()
        described = re.search(r'<meta name="description"\s+content="([^"]*)">', text)
        assert described and "\n" not in described[1] and described[1].strip() == described[1]
