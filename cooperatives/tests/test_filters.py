from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory

from cooperatives import status
from cooperatives.models import Cooperative
from cooperatives.people import memberships
from cooperatives.register.listing import REGISTER, RegisterListing, selected
from cooperatives.register.search import search
from core.lists.selection import Selection
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    make_cooperative(
        "KSP Langgeng Amanah",
        legal_number="518/541/BH/XIV.34/VI/2013",
        place="Manahan",
        status="passive",
        chair="Ratna",
        last_rat_year=2017,
        members=20,
        group="KSP",
        pattern="conventional",
        form="primary",
        national_number="3372465075820",
    )
    make_cooperative(
        "KSU Maju",
        place="Jebres",
        status="passive",
        kind="consumer",
        group="KSU",
        members=5,
        address="Jl. Slamet Riyadi 1",
    )
    make_cooperative(
        "Kopwan Asih",
        place="Jebres",
        kind="consumer",
        group="Kopwan",
        last_rat_year=2020,
        members=None,
        in_revival=True,
        phone="+6281277778888",
    )
    make_cooperative("Koperasi Tanpa Alamat", place="", kind="", status="", legal_number="")


def names(query: str, user):
    return [c.name for c in selected(user, Selection.read(REGISTER, QueryDict(query)))]


def listing(query: str, user) -> RegisterListing:
    request = RequestFactory().get(f"/?{query}")
    request.user = user
    return RegisterListing(REGISTER, request)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["KSP Langgeng Amanah", "KSU Maju", "Koperasi Tanpa Alamat", "Kopwan Asih"]),
        ("q=langgeng", ["KSP Langgeng Amanah"]),
        ("q=AMANAH+lang", ["KSP Langgeng Amanah"]),
        ("q=518+%2F+541+%2F+bh+%2F+xiv.34", ["KSP Langgeng Amanah"]),
        ("q=3372465", ["KSP Langgeng Amanah"]),
        ("q=ratna", ["KSP Langgeng Amanah"]),
        ("q=slamet", ["KSU Maju"]),
        ("q=K.S.P.+langgeng", ["KSP Langgeng Amanah"]),
        ("q=koperasi+simpan+pinjam+langgeng", ["KSP Langgeng Amanah"]),
        ("q=0812-7777+8888", ["Kopwan Asih"]),
        ("q=%2B62+812+7777+8888", ["Kopwan Asih"]),
        ("q=%25", []),
        ("status=passive", ["KSP Langgeng Amanah", "KSU Maju"]),
        ("status=passive&district=Jebres", ["KSU Maju"]),
        ("district=jebres", ["KSU Maju", "Kopwan Asih"]),
        ("district=33.72.04", ["KSU Maju", "Kopwan Asih"]),
        ("village=Kel.+Manahan", ["KSP Langgeng Amanah"]),
        ("status=passive&status=active&district=Jebres", ["KSU Maju", "Kopwan Asih"]),
        ("kind=consumer&group=KSU", ["KSU Maju"]),
        ("pattern=conventional&form=primary", ["KSP Langgeng Amanah"]),
        ("rat=2017&rat=2020", ["KSP Langgeng Amanah", "Kopwan Asih"]),
        ("rat=none", ["KSU Maju", "Koperasi Tanpa Alamat"]),
        ("district=none", ["Koperasi Tanpa Alamat"]),
        ("status=none", ["Koperasi Tanpa Alamat"]),
        ("revival=1", ["Kopwan Asih"]),
        ("complete=0-49", ["KSU Maju", "Koperasi Tanpa Alamat", "Kopwan Asih"]),
        ("sort=-members", ["KSP Langgeng Amanah", "KSU Maju", "Koperasi Tanpa Alamat", "Kopwan Asih"]),
        ("sort=members", ["KSU Maju", "KSP Langgeng Amanah", "Koperasi Tanpa Alamat", "Kopwan Asih"]),
        ("sort=-rat", ["Kopwan Asih", "KSP Langgeng Amanah", "Koperasi Tanpa Alamat", "KSU Maju"]),
    ],
)
def test_the_address_selects_and_orders_the_rows(register, officer, query, expected):
    found = names(query, officer)
    assert sorted(found) == sorted(expected)
    if "sort" in query:
        assert found == expected


@pytest.mark.parametrize(
    "query", ["status=foo", "district=Atlantis", "rat=abc", "rat=99999", "complete=7", "village=none&district=Jebres"]
)
def test_a_value_that_is_not_known_selects_nothing_and_never_more(register, officer, query):
    assert names(query, officer) == []


def test_rubbish_in_order_and_page_size_is_put_right():
    selection = Selection.read(REGISTER, QueryDict("sort=password&per_page=100000&page=x&q=%00a"))
    assert (selection.sort, selection.descending, selection.per_page, selection.q) == ("name", False, 25, "a")


def test_a_selection_survives_its_address():
    query = QueryDict("q=a+b&status=passive&status=active&sort=-assets&per_page=50&village=Jajar")
    selection = Selection.read(REGISTER, query)
    assert Selection.read(REGISTER, QueryDict(selection.query_string())) == selection


def test_typing_errors_are_forgiven_on_postgresql(register):
    found = [c.name for c in search(Cooperative.objects.all(), "langeng amanh")]
    assert found == (["KSP Langgeng Amanah"] if connection.vendor == "postgresql" else [])


def test_counts_beside_the_choices_are_those_of_the_lists_they_open(register, officer):
    found = listing("district=Jebres", officer)
    assert found.total == 2
    counts = {(facet.key, choice.value): choice.count for facet in found.facets for choice in facet.choices}
    for (key, value), count in counts.items():
        query = f"{key}={value}" if key == "district" else f"district=Jebres&{key}={value}"
        assert (key, value, count) == (key, value, len(names(query, officer)))
    assert counts[("district", "Banjarsari")] == 1
    assert [(chip.label.split(": ")[1], chip.remove) for chip in found.chips] == [("Jebres", "?")]


def test_counts_follow_a_change_of_the_register(register, officer):
    assert listing("status=passive", officer).total == 2
    cooperative = Cooperative.objects.get(name="KSU Maju")
    status.change_status(cooperative, to="active", on=date(2026, 1, 1), basis="revived", reason="RAT.", actor=officer)
    assert listing("status=passive", officer).total == 1


def test_managers_see_their_own_and_strangers_nothing(register, manager, officer):
    own = Cooperative.objects.get(name="KSU Maju")
    membership = memberships.link(manager, own, actor=officer)
    assert names("", manager) == ["KSU Maju"]
    assert listing("", manager).total == 1
    assert list(Cooperative.objects.visible_to(AnonymousUser())) == []
    memberships.end(membership, on=membership.since, actor=officer)
    assert names("", manager) == []
