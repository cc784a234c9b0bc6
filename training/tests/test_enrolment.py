"""An enrolment and its seat: made once, replaced, cancelled."""

import pytest
from django.db import IntegrityError, transaction

from cooperatives.merging import records
from cooperatives.people import memberships
from core.errors import DomainError
from core.models import Event
from tests.factories import make_cooperative
from tests.training import begin, enrol, make_session, states
from training.enrolments import enrolment, seats
from training.enrolments.enrolment import NotAllowedError, Person
from training.models import Enrolment, Told

pytestmark = pytest.mark.django_db


def test_seats_go_to_the_first_and_the_others_wait_in_order():
    session = make_session(quota=2)
    people = [enrol(session, make_cooperative()) for _n in range(4)]
    assert states(session) == ["confirmed", "confirmed", "waitlisted", "waitlisted"]
    assert list(session.enrolments.in_line()) == people[2:]


def test_a_second_click_gets_the_enrolment_of_the_first(officer):
    session, cooperative = make_session(), make_cooperative()
    first = enrolment.enrol(session, cooperative=cooperative, person=Person("Sri Lestari"), actor=officer)
    again = enrolment.enrol(session, cooperative=cooperative, person=Person("sri  LESTARI."), actor=officer)
    assert (first[1], again[1]) == (True, False)
    assert first[0].pk == again[0].pk
    assert Told.objects.count() == 1
    assert Event.objects.filter(verb="enrolment.made").count() == 1


def test_the_same_person_cannot_sit_twice_by_two_cooperatives(officer):
    session = make_session()
    enrol(session, make_cooperative(), "Sri Lestari", phone="0812 3456 7890")
    with pytest.raises(NotAllowedError, match="Sri Lestari"):
        enrol(session, make_cooperative(), "Sri Lestari", phone="+6281234567890")
    # Two people of one name and two telephones are two people.
    assert enrol(session, make_cooperative(), "Sri Lestari", phone="0813 3456 7890").state == "confirmed"


def test_the_database_holds_one_seat_a_person_and_whole_offers():
    session = make_session()
    one = enrol(session, make_cooperative())
    twin = {"session": session, "cooperative": one.cooperative, "name": one.name, "name_key": one.name_key}
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(**twin, state="waitlisted", code="AAAA0001")
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(**twin | {"name_key": "X"}, state="offered", code="AAAA0002")
    assert Enrolment.objects.create(**twin, state="cancelled", code="AAAA0003").pk


def test_seats_per_cooperative_hold_and_an_officer_passes_over_them_with_a_reason(officer, manager):
    session, cooperative = make_session(per_cooperative=1), make_cooperative()
    memberships.link(manager, cooperative, actor=officer)
    enrol(session, cooperative, actor=manager)
    with pytest.raises(NotAllowedError, match="1"):
        enrol(session, cooperative, actor=manager)
    with pytest.raises(NotAllowedError):
        enrol(session, cooperative, actor=manager, override="saya minta")
    second = enrol(session, cooperative, actor=officer, override="Bendahara baru ikut belajar.")
    assert (second.state, second.override_reason) == ("confirmed", "Bendahara baru ikut belajar.")


def test_an_override_never_makes_a_seat(officer):
    session = make_session(quota=1)
    enrol(session, make_cooperative())
    assert enrol(session, make_cooperative(), actor=officer, override="penting").state == "waitlisted"


def test_what_has_ended_is_not_moved_again(officer):
    session = make_session()
    one = enrolment.cancel(enrol(session, make_cooperative()), actor=officer)
    with pytest.raises(DomainError), transaction.atomic():
        seats.move(one, "confirmed", actor=officer)
    assert states(session) == ["cancelled"]


def test_each_step_is_an_event_of_the_session_and_of_the_cooperative(officer):
    session, cooperative = make_session(), make_cooperative("KSP Satu")
    one = enrol(session, cooperative, "Sri", actor=officer)
    enrolment.cancel(one, actor=officer, reason=" Sakit. ")
    of_one = {"enrolment": one.pk, "cooperative": cooperative.pk}
    events = Event.objects.filter(verb__startswith="enrolment.").order_by("pk")
    assert list(events.values_list("verb", "object_id", "label", "before", "after", "reason", "source")) == [
        ("enrolment.made", session.pk, "Sri – KSP Satu", {}, {"state": "confirmed"}, "", of_one),
        (
            "enrolment.cancelled",
            session.pk,
            "Sri – KSP Satu",
            {"state": "confirmed"},
            {"state": "cancelled"},
            "Sakit.",
            of_one,
        ),
    ]


def test_a_card_has_a_code_of_eight_letters():
    assert len(enrol(make_session(), make_cooperative()).code) == 8


def test_nobody_is_replaced_by_who_sits_there_already_or_has_no_name(officer):
    session, cooperative = make_session(per_cooperative=2), make_cooperative()
    one, two = (enrol(session, cooperative, name) for name in ("Sri", "Budi"))
    with pytest.raises(DomainError):
        enrolment.replace(one, person=Person(two.name), actor=officer)
    with pytest.raises(NotAllowedError):
        enrolment.replace(one, person=Person("  "), actor=officer)
    assert states(session) == ["confirmed", "confirmed"]


def test_a_replacement_keeps_the_seat_and_the_old_card_is_void(officer):
    session = make_session(quota=1)
    one = enrol(session, make_cooperative(), "Sri")
    waiting = enrol(session, make_cooperative())
    new = enrolment.replace(one, person=Person("Budi", "Ketua"), actor=officer)
    one.refresh_from_db()
    waiting.refresh_from_db()
    assert (one.state, new.state, waiting.state) == ("cancelled", "confirmed", "waitlisted")
    assert new.follows == one
    assert new.code != one.code
    assert "Budi" in one.reason


def test_cancelling_twice_changes_nothing_and_after_the_start_it_is_the_offices_matter(officer, manager):
    session, cooperative = make_session(), make_cooperative()
    one = enrol(session, cooperative)
    enrolment.cancel(one, actor=manager)
    enrolment.cancel(one, actor=manager)
    assert Told.objects.filter(what="cancelled").count() == 1
    two = enrol(session, cooperative, "Budi")
    begin(session)
    with pytest.raises(DomainError):
        enrolment.cancel(two, actor=manager)
    assert enrolment.cancel(two, actor=officer).state == "cancelled"


def test_no_move_leads_out_of_an_end():
    assert {state for state, moves in seats.MOVES.items() if not moves} == {"declined", "cancelled", "lapsed"}
    assert set(seats.MOVES) == {state for state, _label in Enrolment._meta.get_field("state").choices}


def test_a_record_that_was_merged_meanwhile_takes_no_enrolment(officer):
    session, kept, dropped = make_session(), make_cooperative(), make_cooperative()
    records.merge(keep=kept.pk, drop=dropped.pk, reason="Data ganda.", actor=officer)
    with pytest.raises(DomainError):
        enrol(session, dropped)
    assert Enrolment.objects.count() == 0
