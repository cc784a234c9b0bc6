"""Coached and not coached: nothing of fewer than five, and each number is as many rows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from revival.models import Case
from revival.results import comparison
from tests.coaching import make_case
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


def make_passive(n: int, **given) -> list:
    on = clock.today() - timedelta(days=800)
    return [make_cooperative(status="passive", status_on=on, legal_date=on, **given) for _n in range(n)]


def coach(cooperatives, officer, days: int) -> None:
    for cooperative in cooperatives:
        case = make_case(cooperative, officer)
        Case.objects.filter(pk=case.pk).update(opened_on=clock.today() - timedelta(days=days))


@pytest.fixture
def groups(officer):
    """Six coached, of which two are active now; five not coached, of which one; one new, one of the province."""
    coached, others, new = make_passive(6), make_passive(5), make_passive(1)
    make_passive(1, authority="province")
    coach(coached, officer, 300)
    coach(new, officer, 20)
    for one in (*coached[:2], others[0]):
        one.status_changes.create(old="passive", new="active", on=clock.today(), basis="revived", reason="x")
        type(one).objects.filter(pk=one.pk).update(status="active", status_on=clock.today())
    type(others[1]).objects.filter(pk=others[1].pk).update(last_rat_on=clock.today())
    return coached, others


def compared() -> comparison.CoachingComparison:
    return comparison.compare(clock.today())


def test_groups_are_counted_by_where_they_stood_a_year_ago(groups):
    found = compared()
    assert (found.coached, found.others, found.new) == (
        comparison.ComparisonGroup(6, 2, 0),
        comparison.ComparisonGroup(5, 1, 1),
        1,
    )
    assert found.is_shown


def test_fewer_than_five_are_not_compared(groups, officer, client):
    coached, _others = groups
    Case.objects.filter(cooperative__in=coached[:2]).update(
        outcome="wrong_entry", stage="ended", closed_on=clock.today()
    )
    assert not compared().is_shown
    client.force_login(officer)
    page = client.get(reverse("revival_results")).content.decode()
    assert "Terlalu sedikit untuk dibandingkan" in page
    assert "group=coached" not in page


def test_each_number_is_as_many_rows(groups, officer, client):
    client.force_login(officer)
    wanted = {
        "group=coached": 6,
        "group=coached&now=active": 2,
        "group=not": 5,
        "group=not&now=active": 1,
        "group=not&now=met": 1,
        "group=new": 1,
    }
    page = client.get(reverse("revival_results")).content.decode().replace("&amp;", "&")
    assert "Ini bukan bukti" in page
    for query, n in wanted.items():
        listed = client.get(f"{reverse('revival_compared')}?{query}")
        assert (query, listed.context["listing"].total) == (query, n)
        assert f"?{query}" in page
