"""The waiting list: who is next, and an offer from its making to its end."""

from datetime import timedelta

import pytest

from cooperatives.models import BoardMember
from core import clock
from core.errors import DomainError
from tests.factories import make_cooperative, make_user
from tests.training import begin, enrol, make_session, states
from training.enrolments import enrolment, seats, waitlist
from training.enrolments.enrolment import Person
from training.models import Enrolment, Session, Told

pytestmark = pytest.mark.django_db


def test_a_session_that_was_called_off_offers_nothing(officer):
    session = make_session(quota=1)
    for _n in range(2):
        enrol(session, make_cooperative())
    Session.objects.filter(pk=session.pk).update(state="cancelled", quota=2)
    session.refresh_from_db()
    assert waitlist.settle(session, clock.now()) == (0, 0)
    assert states(session) == ["confirmed", "waitlisted"]


def test_an_offer_is_not_taken_after_its_time_though_it_still_stands(officer):
    session = make_session(quota=1)
    first, second = (enrol(session, make_cooperative()) for _n in range(2))
    enrolment.cancel(first, actor=officer)
    Enrolment.objects.filter(pk=second.pk).update(offer_until=clock.now() - timedelta(minutes=1))
    with pytest.raises(DomainError):
        enrolment.take_offer(second, actor=officer)
    assert states(session) == ["cancelled", "offered"]


def test_priority_comes_first_on_the_waiting_list_and_its_reason_is_kept():
    session = make_session(quota=1, priorities=["passive", "new_board"])
    enrol(session, make_cooperative())
    plain = enrol(session, make_cooperative())
    fresh = make_cooperative()
    BoardMember.objects.create(cooperative=fresh, position="chair", name="Budi", term_start=clock.today())
    new = enrol(session, fresh)
    passive = enrol(session, make_cooperative(status="passive"))
    assert list(session.enrolments.in_line()) == [new, passive, plain]
    assert [one.priorities for one in (new, passive, plain)] == [["new_board"], ["passive"], []]


def test_a_freed_seat_is_offered_to_the_next_with_a_deadline_and_taken(officer):
    session = make_session(quota=1, offer_hours=24)
    first, second, third = (enrol(session, make_cooperative()) for _n in range(3))
    enrolment.cancel(first, actor=officer)
    second.refresh_from_db()
    assert states(session) == ["cancelled", "offered", "waitlisted"]
    assert timedelta(hours=23) < second.offer_until - clock.now() <= timedelta(hours=24)
    assert enrolment.take_offer(second, actor=officer).state == "confirmed"
    assert enrolment.take_offer(second, actor=officer).state == "confirmed"
    third.refresh_from_db()
    assert third.state == "waitlisted"
    assert list(Told.objects.order_by("pk").values_list("enrolment", "what")) == [
        (first.pk, "confirmed"),
        (second.pk, "waitlisted"),
        (third.pk, "waitlisted"),
        (first.pk, "cancelled"),
        (second.pk, "offered"),
        (second.pk, "confirmed"),
    ]


def test_an_offer_that_is_not_taken_goes_on_to_the_next_once():
    session = make_session(quota=1)
    first, second, third = (enrol(session, make_cooperative()) for _n in range(3))
    enrolment.cancel(first, actor=make_user("officer"))
    later = clock.now() + timedelta(hours=49)
    assert (waitlist.advance(later).offered, waitlist.advance(later).offered) == (1, 0)
    assert states(session) == ["cancelled", "lapsed", "offered"]
    with pytest.raises(DomainError):
        enrolment.take_offer(second, actor=make_user("officer"))
    assert Told.objects.filter(enrolment=second, what="lapsed").count() == 1
    assert Told.objects.filter(enrolment=third, what="offered").count() == 1


def test_the_last_offer_of_a_line_lapses_too_though_nobody_else_waits():
    session = make_session(quota=1)
    first, second = (enrol(session, make_cooperative()) for _n in range(2))
    enrolment.cancel(first, actor=make_user("officer"))
    assert states(session) == ["cancelled", "offered"]
    assert waitlist.advance(clock.now()).lapsed == 0
    done = waitlist.advance(clock.now() + timedelta(hours=49))
    assert (done.sessions, done.offered, done.lapsed) == (1, 0, 1)
    assert states(session) == ["cancelled", "lapsed"]
    assert seats.free(session) == 1
    assert Told.objects.filter(enrolment=second, what="lapsed").count() == 1


def test_offers_and_the_waiting_list_end_when_the_session_starts(officer):
    session = make_session(quota=1)
    first, _second, _third = (enrol(session, make_cooperative()) for _n in range(3))
    enrolment.cancel(first, actor=officer)
    begin(session)
    done = waitlist.advance(clock.now())
    assert (done.offered, done.lapsed) == (0, 2)
    assert states(session) == ["cancelled", "lapsed", "lapsed"]
    assert waitlist.advance(clock.now()).lapsed == 0


def test_an_offer_never_lasts_beyond_the_start():
    session = make_session(quota=1, in_days=1, offer_hours=300)
    first, second = (enrol(session, make_cooperative()) for _n in range(2))
    enrolment.cancel(first, actor=make_user("officer"))
    second.refresh_from_db()
    assert second.offer_until == session.starts_at


def test_somebody_new_never_overtakes_the_line(officer):
    session = make_session(quota=1)
    first, second = (enrol(session, make_cooperative()) for _n in range(2))
    Session.objects.filter(pk=session.pk).update(quota=2)
    third = enrol(session, make_cooperative())
    second.refresh_from_db()
    assert (second.state, third.state) == ("offered", "waitlisted")
    assert first.state == "confirmed"


def test_who_replaces_somebody_keeps_the_place_in_the_line(officer):
    session = make_session(quota=1)
    _seated, second, third = (enrol(session, make_cooperative()) for _n in range(3))
    new = enrolment.replace(second, person=Person("Budi"), actor=officer)
    assert list(session.enrolments.in_line()) == [new, third]


def test_an_offer_that_is_over_is_neither_taken_nor_handed_on(officer):
    session = make_session(quota=1)
    first, second, third = (enrol(session, make_cooperative()) for _n in range(3))
    enrolment.cancel(first, actor=officer)
    Enrolment.objects.filter(pk=second.pk).update(offer_until=clock.now() - timedelta(minutes=1))
    with pytest.raises(DomainError):
        enrolment.replace(second, person=Person("Budi"), actor=officer)
    third.refresh_from_db()
    assert third.state in ("waitlisted", "offered")
    begin(session)
    with pytest.raises(DomainError):
        enrolment.take_offer(third, actor=officer)
