"""What an officer decides about an enrolment: a selection, a move to another session, who came after all."""

import pytest

from core.errors import DomainError
from tests.factories import make_cooperative
from tests.training import begin, enrol, make_session, states
from training.enrolments import corrections, decisions, seats
from training.models import Told

pytestmark = pytest.mark.django_db


def test_moving_gives_a_seat_there_and_passes_the_one_here_on(officer):
    here = make_session(quota=1)
    there = make_session(quota=1, programme=here.programme)
    one, next_one = (enrol(here, make_cooperative()) for _n in range(2))
    new = decisions.transfer(one, to=there, actor=officer, reason="Bentrok dengan RAT.")
    next_one.refresh_from_db()
    assert (new.session, new.state, next_one.state) == (there, "confirmed", "offered")
    late = decisions.transfer(next_one, to=there, actor=officer, reason="Lebih dekat.")
    assert late.state == "waitlisted"
    with pytest.raises(DomainError):
        decisions.transfer(late, to=here, actor=officer, reason=" ")


def test_a_selection_confirms_all_that_are_chosen_or_nobody(officer):
    session = make_session(quota=2, seating="selection")
    people = [enrol(session, make_cooperative()) for _n in range(4)]
    assert states(session) == ["requested"] * 4
    with pytest.raises(seats.FullError):
        decisions.decide(session, [one.pk for one in people[:3]], to="confirmed", actor=officer)
    assert states(session) == ["requested"] * 4
    decisions.decide(session, [people[0].pk], to="waitlisted", actor=officer)
    # No seat is offered while an officer has still to decide about some.
    assert states(session)[0] == "waitlisted"
    decisions.decide(session, [people[1].pk, people[3].pk], to="confirmed", actor=officer)
    with pytest.raises(DomainError):
        decisions.decide(session, [people[2].pk], to="declined", actor=officer)
    decisions.decide(session, [people[2].pk], to="declined", actor=officer, reason="Sudah pernah ikut.")
    assert states(session) == ["waitlisted", "confirmed", "declined", "confirmed"]


def test_a_no_show_comes_after_all_where_a_seat_is_free(officer):
    session = make_session(quota=1)
    one = enrol(session, make_cooperative())
    with pytest.raises(DomainError):
        corrections.mark_no_show(one, actor=officer)
    begin(session)
    for _n in range(2):
        corrections.mark_no_show(one, actor=officer)
    assert Told.objects.filter(enrolment=one, what="no_show").count() == 1
    walk_in = enrol(session, make_cooperative(), actor=officer, override="Datang langsung.")
    assert walk_in.state == "confirmed"
    with pytest.raises(seats.FullError):
        corrections.came_after_all(one, actor=officer)
    corrections.mark_no_show(walk_in, actor=officer)
    assert corrections.came_after_all(one, actor=officer).state == "confirmed"
