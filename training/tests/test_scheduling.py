from datetime import time, timedelta

import pytest

from cooperatives.models import District
from core import clock
from core.errors import DomainError, StaleVersionError
from core.models import Event, OutgoingMail
from tests.factories import make_cooperative
from tests.training import FIELDS, be_there, begin, days_from, enrol, make_programme, make_session
from training import reminders
from training.choices import Phase
from training.enrolments import enrolment
from training.models import Session, Told
from training.sessions import schedule
from training.sessions.schedule import ScheduledDay

pytestmark = pytest.mark.django_db


def days_of(session) -> list[ScheduledDay]:
    return [ScheduledDay(day.date, day.starts, day.ends) for day in session.days.all()]


def change(session, actor, *, days=None, **fields):
    given = {name: getattr(session, name) for name in schedule.FIELDS} | fields
    return schedule.change(
        session, fields=given, days=days or days_of(session), expected_version=session.version, actor=actor
    )


def test_days_that_cannot_be_are_refused(officer):
    first = clock.today() + timedelta(days=5)
    for days in ([], [*days_from(first, 1)] * 2, [ScheduledDay(first, time(15), time(8))]):
        with pytest.raises(DomainError):
            schedule.create(make_programme(), fields=fields_with(), days=days, actor=officer)
    assert Session.objects.count() == 0


def fields_with(**fields):
    today = clock.today()
    return FIELDS | {"number": 1, "opens_on": today, "closes_on": today} | fields


def test_a_number_is_given_once_in_a_programme(officer):
    session = make_session()
    with pytest.raises(DomainError, match="nomor"):
        schedule.create(
            session.programme, fields=fields_with(number=session.number), days=days_of(session), actor=officer
        )
    assert schedule.next_number(session.programme) == session.number + 1


def test_another_place_or_day_is_told_to_everybody_once_and_a_new_trainer_to_nobody(officer):
    session = make_session(quota=1)
    enrol(session, make_cooperative())
    enrol(session, make_cooperative())
    session = change(session, officer, trainer="Bapak Lain")
    assert Told.objects.filter(what="changed").count() == 0
    session = change(session, officer, venue="Balai Kota")
    session = change(session, officer, venue="Balai Kota")
    assert Told.objects.filter(what="changed").count() == 2
    session = change(session, officer, days=days_from(clock.today() + timedelta(days=30)))
    assert Told.objects.filter(what="changed").count() == 4
    assert session.starts_at.date() == clock.today() + timedelta(days=30)
    assert Event.objects.filter(verb="session.changed").count() == 3


def test_more_seats_are_offered_and_fewer_than_are_taken_are_refused(officer):
    session = make_session(quota=2)
    for _n in range(4):
        enrol(session, make_cooperative())
    with pytest.raises(DomainError, match="2"):
        change(session, officer, quota=1)
    session = change(session, officer, quota=3)
    assert sorted(session.enrolments.values_list("state", flat=True)) == [
        "confirmed",
        "confirmed",
        "offered",
        "waitlisted",
    ]


def test_an_offer_ends_with_the_start_that_has_moved_nearer(officer):
    session = make_session(quota=1, in_days=20, offer_hours=300)
    first, second = (enrol(session, make_cooperative()) for _n in range(2))
    enrolment.cancel(first, actor=officer)
    session.refresh_from_db()
    session = change(session, officer, days=days_from(clock.today() + timedelta(days=2)))
    second.refresh_from_db()
    assert second.offer_until == session.starts_at


def test_a_slip_of_the_finger_does_not_move_people_into_the_past(officer):
    session = make_session(quota=1)
    for _n in range(2):
        enrol(session, make_cooperative())
    with pytest.raises(DomainError):
        change(session, officer, days=days_from(clock.today() - timedelta(days=360)))
    assert sorted(session.enrolments.values_list("state", flat=True)) == ["confirmed", "waitlisted"]


def test_seats_are_not_given_by_rule_while_some_have_asked(officer):
    session = make_session(seating="selection")
    enrol(session, make_cooperative())
    with pytest.raises(DomainError):
        change(session, officer, seating="rule")


def test_an_offer_that_is_over_holds_no_seat_against_a_smaller_room(officer):
    session = make_session(quota=2)
    first, _second, third = (enrol(session, make_cooperative()) for _n in range(3))
    enrolment.cancel(first, actor=officer)
    third.refresh_from_db()
    assert third.state == "offered"
    third.offer_until = clock.now() - timedelta(minutes=1)
    third.save()
    session.refresh_from_db()
    assert change(session, officer, quota=1).quota == 1


def test_another_district_is_told_in_the_event(officer):
    session, district = make_session(), District.objects.first()
    schedule.change(
        session,
        fields={name: getattr(session, name) for name in schedule.FIELDS},
        days=days_of(session),
        districts=[district],
        expected_version=session.version,
        actor=officer,
    )
    assert Event.objects.get(verb="session.changed").after == {"districts": district.name}


def test_a_session_with_attendance_is_shortened_and_not_cancelled(officer):
    session = make_session()
    one = enrol(session, make_cooperative())
    begin(session)
    be_there(one, days=1)
    with pytest.raises(DomainError):
        schedule.cancel(session, reason="x", actor=officer)


def test_two_officers_do_not_overwrite_each_other(officer):
    session = make_session()
    stale = Session.objects.get(pk=session.pk)
    change(session, officer, trainer="A")
    with pytest.raises(StaleVersionError):
        change(stale, officer, trainer="B")


def test_a_day_with_attendance_stays(officer):
    session = make_session()
    one = enrol(session, make_cooperative())
    begin(session)
    be_there(one, days=1)
    session.refresh_from_db()
    with pytest.raises(DomainError):
        change(session, officer, days=days_from(clock.today() + timedelta(days=3)))
    assert session.days.count() == 2


def test_publishing_twice_is_once_and_what_has_begun_is_not_published(officer):
    session = make_session(published=False)
    for _n in range(2):
        session = schedule.publish(session, actor=officer)
    assert session.state == "published"
    assert Event.objects.filter(verb="session.published").count() == 1
    late = make_session(published=False, in_days=-3)
    with pytest.raises(DomainError):
        schedule.publish(late, actor=officer)


def test_cancelling_tells_everybody_once_with_the_reason(officer):
    session = make_session(quota=1)
    for _n in range(3):
        enrol(session, make_cooperative(email="k@contoh.test"))
    OutgoingMail.objects.all().delete()
    with pytest.raises(DomainError):
        schedule.cancel(session, reason=" ", actor=officer)
    for _n in range(2):
        schedule.cancel(session, reason="Pengajar berhalangan.", actor=officer)
    assert set(session.enrolments.values_list("state", flat=True)) == {"cancelled"}
    assert OutgoingMail.objects.count() == 3
    assert all("Pengajar berhalangan." in mail.body for mail in OutgoingMail.objects.all())


def test_a_copy_has_everything_but_people_and_days(officer):
    session = make_session(quota=7, kinds=["consumer"], priorities=["late"])
    enrol(session, make_cooperative(kind="consumer"))
    copy = schedule.copy(session, actor=officer)
    assert (copy.state, copy.quota, copy.kinds, copy.priorities) == ("draft", 7, ["consumer"], ["late"])
    assert (copy.number, copy.days.count(), copy.enrolments.count()) == (session.number + 1, 0, 0)


@pytest.mark.parametrize(
    ("in_days", "published", "expected"),
    [(14, True, Phase.OPEN), (14, False, Phase.DRAFT), (-1, False, Phase.DRAFT)],
)
def test_a_phase_in_the_list_is_that_of_the_page(in_days, published, expected):
    session = make_session(in_days=in_days, published=published)
    found = Session.objects.with_phase(clock.now()).get(pk=session.pk)
    assert found.phase_now == expected == session.phase(clock.now(), held=0)


def test_every_phase_is_reached_by_dates_and_seats(officer):
    session, now = make_session(quota=1), clock.now()

    def both(at):
        found = Session.objects.with_phase(at).get(pk=session.pk)
        assert found.phase_now == found.phase(at, held=found.held)
        return found.phase_now

    assert both(now - timedelta(days=5)) == Phase.SOON
    assert both(now) == Phase.OPEN
    enrol(session, make_cooperative())
    assert both(now) == Phase.FULL
    Session.objects.filter(pk=session.pk).update(closes_on=clock.today() - timedelta(days=1))
    assert both(now) == Phase.CLOSED
    assert both(session.starts_at) == Phase.RUNNING
    assert both(session.ends_at) == Phase.FINISHED
    schedule.cancel(session, reason="x", actor=officer)
    assert both(now) == Phase.CANCELLED


def test_participants_are_reminded_twice_and_asked_once(officer):
    session = make_session(in_days=3)
    one = enrol(session, make_cooperative())
    start = session.starts_at
    assert [reminders.remind(start - timedelta(days=n)) for n in (5, 3, 3, 2, 1, 1)] == [0, 1, 0, 0, 1, 0]
    begin(session, over=True)
    session.refresh_from_db()
    assert reminders.remind(clock.now()) == 0
    be_there(one)
    assert [reminders.remind(clock.now()) for _n in range(2)] == [1, 0]
    assert reminders.remind(session.ends_at + timedelta(days=20)) == 0
