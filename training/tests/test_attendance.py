from datetime import timedelta

import pytest
from django.db import connection

from core import clock
from core.errors import DomainError
from core.models import Event
from tests.factories import make_cooperative
from tests.training import be_there, begin, enrol, make_session
from training.attendance import presence
from training.attendance.presence import AttendanceMark
from training.enrolments import corrections
from training.models import Attendance, Evaluation
from training.outcomes import scores

pytestmark = pytest.mark.django_db


@pytest.fixture
def running():
    session = make_session(quota=3)
    for _n in range(5):
        enrol(session, make_cooperative())
    return begin(session)


def take(session, officer, *codes, day=0):
    which = list(session.days.order_by("date"))[day]
    marks = [AttendanceMark(code, which.pk, clock.now()) for code in codes]
    return [outcome.result for outcome in presence.take(session, marks, actor=officer)]


def test_a_repeated_mark_does_no_harm_and_one_event_tells_of_all_that_are_new(running, officer):
    codes = list(running.enrolments.confirmed().values_list("code", flat=True))
    assert take(running, officer, codes[0], codes[1], codes[0]) == ["new", "new", "again"]
    assert take(running, officer, *codes) == ["again", "again", "new"]
    assert Attendance.objects.count() == 3
    assert Event.objects.filter(verb="attendance.taken").count() == 2


def test_a_code_is_read_from_an_address_and_however_it_is_typed(running, officer):
    one = running.enrolments.confirmed().first()
    for text in (f"https://x.test/training/card/{one.code}/", one.code_in_groups.lower(), f" {one.code} "):
        assert presence.code_of(text) == one.code
    assert presence.code_of("oil-1") == "0111"


def test_strangers_and_those_without_a_seat_are_refused_in_words(running, officer):
    waiting = running.enrolments.in_line().first()
    outside = enrol(make_session(), make_cooperative())
    assert take(running, officer, waiting.code, outside.code, "") == ["refused"] * 3
    assert Attendance.objects.count() == 0


def test_a_day_that_lies_ahead_and_one_that_is_gone_are_refused(officer):
    session = make_session(in_days=10)
    one = enrol(session, make_cooperative())
    assert take(session, officer, one.code) == ["refused"]
    begin(session)
    assert [
        o.result for o in presence.take(session, [AttendanceMark(one.code, 10**9, clock.now())], actor=officer)
    ] == ["refused"]


def test_a_mark_keeps_the_time_of_the_device_but_not_a_clock_that_runs_ahead(running, officer):
    one, other = running.enrolments.confirmed()[:2]
    day = running.days.order_by("date").first()
    now = clock.now()
    presence.take(
        running,
        [
            AttendanceMark(one.code, day.pk, now - timedelta(minutes=3)),
            AttendanceMark(other.code, day.pk, now + timedelta(days=2)),
        ],
        actor=officer,
    )
    assert one.attendance.get().at == now - timedelta(minutes=3)
    assert other.attendance.get().at <= clock.now() + presence.AHEAD


def test_a_no_show_who_comes_is_there(running, officer):
    one = running.enrolments.confirmed().first()
    corrections.mark_no_show(one, actor=officer)
    assert take(running, officer, one.code) == ["new"]
    one.refresh_from_db()
    assert one.state == "confirmed"


def test_a_mark_is_taken_back_once(running, officer):
    one = running.enrolments.confirmed().first()
    be_there(one, days=1)
    day = running.days.order_by("date").first()
    assert [presence.take_back(one, day, actor=officer) for _n in range(2)] == [True, False]
    assert Event.objects.filter(verb="attendance.taken_back").count() == 1


def test_scores_are_written_and_told_in_one_event(running, officer):
    one, other = running.enrolments.confirmed()[:2]
    assert (
        scores.put(running, {one.pk: {"pre_score": 40, "post_score": 80}, other.pk: {"pre_score": None}}, actor=officer)
        == 1
    )
    assert scores.put(running, {one.pk: {"pre_score": 40}}, actor=officer) == 0
    one.refresh_from_db()
    assert (one.pre_score, one.post_score) == (40, 80)
    assert Event.objects.filter(verb="scores.put").count() == 1


GRADES = {"content": 5, "trainer": 4, "venue": 3, "confidence": 4}


def test_an_evaluation_is_kept_once_and_leads_to_nobody(running, officer):
    begin(running, days_ago=1)
    people = list(running.enrolments.confirmed())
    with pytest.raises(DomainError):
        scores.evaluate(people[0], answers=GRADES, comment="")
    for one in people:
        be_there(one, days=1)
        scores.evaluate(one, answers=GRADES, comment="Baik")
    with pytest.raises(scores.AnsweredError):
        scores.evaluate(people[0], answers=GRADES, comment="")
    assert Evaluation.objects.count() == 3
    names = {field.name for field in Evaluation._meta.get_fields()}
    assert names == {"id", "session", "comment", *scores.QUESTIONS}
    # Before the time to answer is over, looking twice would tell what one more has answered.
    assert scores.opinions(running) == (3, [])
    begin(running, over=True, days_ago=8)
    running.refresh_from_db()
    n, opinions = scores.opinions(running)
    assert n == 3
    assert (opinions[0].mean, opinions[0].grades) == (5.0, [0, 0, 0, 0, 3])


def test_no_answer_is_taken_any_more_when_they_are_shown(running):
    one = running.enrolments.confirmed().first()
    be_there(one, days=1)
    running.ends_at = clock.now() - timedelta(days=9)
    running.starts_at = running.ends_at - timedelta(days=1)
    running.save()
    with pytest.raises(DomainError):
        scores.evaluate(one, answers=GRADES, comment="")
    assert Evaluation.objects.count() == 0


def test_the_order_of_answers_says_nothing_of_the_order_of_people(officer):
    session = make_session(quota=30)
    people = [enrol(session, make_cooperative()) for _n in range(20)]
    begin(session, days_ago=1)
    for number, one in enumerate(people):
        be_there(one, days=1, actor=officer)
        scores.evaluate(one, answers=GRADES, comment=f"{number:02}")
    with connection.cursor() as cursor:
        # As the table lies on the disk: the row's place on PostgreSQL, its number on SQLite.
        place = "ctid" if connection.vendor == "postgresql" else "rowid"
        cursor.execute(f"SELECT comment FROM training_evaluation ORDER BY {place}")  # noqa: S608
        lying = [comment for (comment,) in cursor.fetchall()]
    assert sorted(lying) == [f"{n:02}" for n in range(20)]
    assert lying != sorted(lying)


def test_fewer_than_three_answers_are_not_shown(running):
    begin(running, days_ago=1)
    one = running.enrolments.confirmed().first()
    be_there(one, days=1)
    scores.evaluate(one, answers=GRADES, comment="")
    assert scores.opinions(running) == (1, [])


def test_nobody_is_asked_before_the_last_day(running):
    one = running.enrolments.confirmed().first()
    be_there(one, days=1)
    with pytest.raises(DomainError):
        scores.evaluate(one, answers=GRADES, comment="")
    assert Evaluation.objects.count() == 0
