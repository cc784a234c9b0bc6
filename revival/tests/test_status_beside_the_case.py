"""What a case says and what the register says: told where they differ."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cooperatives import status
from cooperatives.models import Cooperative
from cooperatives.people import memberships
from core import clock
from revival import way_back
from revival.cases import stages
from revival.models import Case
from tests.coaching import make_case
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


def fresh(case: Case) -> Case:
    return Case.objects.select_related("cooperative").get(pk=case.pk)


@pytest.fixture
def case(officer) -> Case:
    return make_case(make_cooperative(status="passive"), officer)


@pytest.mark.parametrize(
    ("status", "way", "ahead", "behind"),
    [
        ("passive", (), False, False),
        ("active", (), True, False),
        ("attention", ("plan",), True, False),
        ("passive", ("plan", "meeting_held", "active_again"), False, True),
        ("active", ("plan", "meeting_held", "active_again", "watched"), False, False),
        ("winding_up", ("plan", "meeting_held", "active_again"), False, False),
    ],
)
def test_of_an_open_case(case, officer, status, way, ahead, behind):
    for stage in way:
        stages.move(case, stage, actor=officer)
    Cooperative.objects.update(status=status)
    now = fresh(case)
    assert (way_back.status_is_ahead(now), way_back.status_is_behind(now)) == (ahead, behind)


def test_of_an_ended_case_while_nothing_has_happened_since(case, officer):
    stages.end(case, outcome="active", text="", actor=officer)
    assert way_back.status_is_behind(fresh(case))
    Cooperative.objects.update(status_on=clock.today() + timedelta(days=1))
    assert not way_back.status_is_behind(fresh(case))
    Cooperative.objects.update(status_on=None)
    make_case(case.cooperative, officer)
    assert not way_back.status_is_behind(fresh(case))


def test_the_page_says_it_and_leads_to_the_status(case, officer, as_user, adviser):
    stages.end(case, outcome="active", text="", actor=officer)
    there = reverse("cooperative_status", args=[case.cooperative_id])
    url = reverse("revival_case", args=[case.pk])
    assert there in as_user(officer).get(url).content.decode()
    told = as_user(adviser).get(url).content.decode()
    assert "Register masih menyebut" in told and there not in told


def test_the_board_reads_on_what_ground_it_is_passive(officer, manager, as_user):
    own = make_cooperative(status="active")
    memberships.link(manager, own, actor=officer)
    status.change_status(
        own, to="passive", on=clock.today(), basis="rat_missed", reason="Rahasia kantor", actor=officer
    )
    told = as_user(manager).get(reverse("revival_panel", args=[own.pk])).content.decode()
    assert "RAT tidak dilaksanakan" in told
    assert "Rahasia kantor" not in told
