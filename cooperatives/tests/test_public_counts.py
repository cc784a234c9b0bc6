"""The numbers of the public list are those that its rows would give, whatever is chosen."""

from itertools import combinations, product

import pytest
from django.http import QueryDict
from django.urls import reverse

from cooperatives.models import Cooperative, Village
from cooperatives.public import counts, removals
from cooperatives.public.lists import REGISTER
from core.lists.selection import Selection
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db
VALUES = ["none", "active", "passive", "", "savings_loan", "KSP", "33.72.01", "33.72.01.1001", "tidak ada", "1"]


@pytest.fixture
def register(officer):
    villages = list(Village.objects.select_related("district").order_by("code")[::20])
    places = [(None, None), *((village, village.district) for village in villages), (None, villages[0].district)]
    kinds, groups, statuses = ("savings_loan", "consumer"), ("KSP", "", "none"), ("active", "passive", "")
    for n, (place, kind, group, status) in enumerate(product(places, kinds, groups, statuses)):
        one = make_cooperative(f"Koperasi {n}", kind=kind, group=group, status=status)
        Cooperative.objects.filter(pk=one.pk).update(village=place[0], district=place[1])
        if n % 7 == 0:
            removals.remove(one, reason="Diminta.", asked_by="ketua", actor=officer)
        if n % 11 == 0:
            double = make_cooperative(f"Ganda {n}")
            Cooperative.objects.filter(pk=double.pk).update(merged_into=one)


def test_each_choice_and_each_pair_of_choices_is_counted_as_its_rows(register, rf):
    made, rows = counts.PublicCounts(), REGISTER.rows(rf.get("/"))
    keys = [one.key for one in REGISTER.filters]
    asked = ["", *(f"{key}={value}" for key in keys for value in VALUES)]
    asked += [f"{a}={x}&{b}={y}" for a, b in combinations(keys, 2) for x, y in product(VALUES[:8], repeat=2)]
    asked += ["status=active&status=none", "group=KSP&group=none", "district=33.72.01&district=none"]
    seen = set()
    for text in asked:
        selection = Selection.read(REGISTER, QueryDict(text))
        seen.add(counted := selection.filter(rows).count())
        assert made(selection) == counted, text
    assert len(seen) > 10


def test_the_page_says_what_its_rows_are_also_where_words_are_searched_for(register, client):
    for query in ("", "?status=passive", "?q=koperasi", "?q=koperasi&status=active", "?q=ganda"):
        listing = client.get(reverse("public_register") + query).context["listing"]
        assert listing.total == listing.found.count()
        (tabs,) = listing.tabs
        for tab in tabs.tabs:
            assert client.get(reverse("public_register") + tab.address).context["listing"].found.count() == tab.n


def test_the_map_counts_what_is_public_and_has_a_place(register):
    public = Cooperative.objects.public().exclude(village=None)
    assert sum(n for _village, n, _active in counts.summary().villages) == public.count()
    active = sum(active for _village, _n, active in counts.summary().villages)
    assert active == public.filter(status="active").count()
