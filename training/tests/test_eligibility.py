"""Who may enrol in a session, what stands in the way and whose reasons come first."""

from datetime import timedelta

import pytest
from django.utils import translation

from cooperatives.models import BoardMember
from core import clock
from tests.factories import make_cooperative
from tests.reporting import make_obligation
from tests.training import enrol, make_session
from training.enrolments import eligibility
from training.enrolments.enrolment import NotAllowedError
from training.models import Session

pytestmark = pytest.mark.django_db


def test_all_that_stands_in_the_way_is_said_at_once(manager):
    session = make_session(statuses=["passive"], kinds=["consumer"])
    Session.objects.filter(pk=session.pk).update(
        closes_on=clock.today() - timedelta(days=1), opens_on=clock.today() - timedelta(days=9)
    )
    with pytest.raises(NotAllowedError) as raised:
        enrol(session, make_cooperative(), actor=manager)
    assert len(raised.value.problems) == 3


@pytest.mark.parametrize(
    ("wanted", "fields", "allowed"),
    [
        ({"statuses": ["passive"]}, {"status": "passive"}, True),
        ({"statuses": ["passive"]}, {"status": "active"}, False),
        ({"statuses": ["passive"], "with_revival": True}, {"status": "active", "in_revival": True}, True),
        ({"kinds": ["consumer"]}, {"kind": "consumer"}, True),
        ({"kinds": ["consumer"]}, {"kind": "producer"}, False),
        ({"only_named": True}, {}, False),
        ({}, {"status": "dissolved"}, False),
        ({}, {"status": "passive"}, True),
    ],
)
def test_who_may_enrol_is_the_same_for_one_and_for_a_list(wanted, fields, allowed):
    session, cooperative = make_session(**wanted), make_cooperative(**fields)
    assert (not eligibility.obstacles(session, cooperative)) == allowed
    assert eligibility.eligible(session).filter(pk=cooperative.pk).exists() == allowed


def test_a_merged_record_is_not_asked():
    kept, dropped = make_cooperative(), make_cooperative()
    type(dropped).objects.filter(pk=dropped.pk).update(merged_into=kept)
    assert list(eligibility.eligible(make_session())) == [kept]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({}, "all cooperatives"),
        ({"with_revival": True}, "all cooperatives"),
        ({"statuses": ["passive"]}, "“Not active (passive)”"),
        ({"statuses": ["passive"], "with_revival": True}, "“Not active (passive)”, or in revival"),
        ({"kinds": ["consumer"], "only_named": True}, "kind “Consumer”, only those invited by name"),
    ],
)
def test_for_whom_a_session_is_stands_in_one_line(wanted, words):
    with translation.override("en"):
        assert eligibility.target_in_words(make_session(**wanted)) == words


def test_only_the_reasons_of_the_session_come_first():
    late = make_cooperative(status="passive")
    BoardMember.objects.create(cooperative=late, position="chair", name="Budi", term_start=clock.today())
    make_obligation(cooperative=late)
    other = make_cooperative()

    def first(cooperative, *reasons):
        return eligibility.priorities(make_session(priorities=list(reasons)), cooperative, clock.today())

    assert first(late, "late", "passive", "new_board") == ["late", "passive", "new_board"]
    assert [first(late, one) for one in ("late", "passive", "new_board")] == [["late"], ["passive"], ["new_board"]]
    assert first(late) == []
    assert first(other, "late", "passive", "new_board") == []


def test_a_district_and_a_name_open_a_session():
    own, other = make_cooperative(place="Jajar"), make_cooperative(place="Gilingan")
    session = make_session(districts=[own.village.district])
    own.district, other.district = own.village.district, other.village.district
    own.save()
    other.save()
    assert list(eligibility.eligible(session)) == [own]
    assert eligibility.obstacles(session, other)
    named = make_session(only_named=True)
    named.named.add(other)
    assert list(eligibility.eligible(named)) == [other]
    assert eligibility.obstacles(named, other) == []
