"""Seats, offers and certificates when everything comes twice at once, or a process dies in the middle."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models import Count
from pypdf import PdfReader

from cooperatives.merging import records
from core import clock
from core.models import Event, OutgoingMail
from tests.factories import make_cooperative, make_signer, make_user
from tests.processes import environment, killed_at_write
from tests.races import at_once
from tests.training import be_there, begin, enrol, make_session
from training.attendance import presence
from training.certificates import awards, batch
from training.enrolments import decisions, enrolment, invitations, waitlist
from training.enrolments.enrolment import Person
from training.models import Attendance, Certificate, Enrolment, Programme, Session, SessionInvitation, Told
from training.sessions import programmes, schedule

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]


def counts(session) -> dict[str, int]:
    return dict(session.enrolments.order_by().values_list("state").annotate(n=Count("pk")))


def told_twice() -> list:
    return list(Told.objects.values("enrolment", "what").annotate(n=Count("pk")).filter(n__gt=1))


def fill(session, n: int, actor) -> list[Enrolment]:
    return [enrol(session, make_cooperative(), actor=actor) for _n in range(n)]


def test_fifty_threads_for_the_last_five_seats():
    officer = make_user("officer")
    session = make_session(actor=officer, quota=8)
    fill(session, 3, officer)
    cooperatives = [make_cooperative() for _n in range(50)]
    results = at_once(*(lambda one=one: enrol(session, one, f"P {one.pk}", actor=officer) for one in cooperatives))
    assert {type(result) for result in results} == {Enrolment}
    assert counts(session) == {"confirmed": 8, "waitlisted": 45}
    line = list(session.enrolments.in_line().values_list("pk", flat=True))
    # The line is in the order in which they came in: whoever has a seat came before whoever waits.
    assert line == sorted(line)
    assert max(session.enrolments.confirmed().values_list("pk", flat=True)) < line[0]
    assert told_twice() == []


ENROL = """
import sys, time
from pathlib import Path
import django
django.setup()
from accounts.models import User
from cooperatives.models import Cooperative
from training.enrolments import enrolment
from training.models import Session
session, officer = Session.objects.get(), User.objects.get(pk=sys.argv[1])
own = Cooperative.objects.filter(pk__in=sys.argv[3:])
people = [(one, enrolment.Person(f"P {one.pk}")) for one in own]
print("ready", flush=True)
while not Path(sys.argv[2]).exists():
    time.sleep(0.002)
for one, person in people:
    enrolment.enrol(session, cooperative=one, person=person, actor=officer)
"""


@pytest.mark.processes
def test_fifty_requests_of_five_processes_for_the_last_five_seats(tmp_path):
    officer = make_user("officer")
    session = make_session(actor=officer, quota=5)
    cooperatives = [str(make_cooperative().pk) for _n in range(50)]
    start = tmp_path / "start"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", ENROL, str(officer.pk), str(start), *cooperatives[n::5]],
            cwd=settings.BASE_DIR,
            env=environment() | {"DJANGO_SETTINGS_MODULE": "solokop.settings"},
            stdout=subprocess.PIPE,
        )
        for n in range(5)
    ]
    for process in started:
        assert process.stdout.readline() == b"ready\n"
    start.touch()
    assert [process.wait(120) for process in started] == [0] * 5
    for process in started:
        process.stdout.close()
    assert counts(session) == {"confirmed": 5, "waitlisted": 45}
    assert told_twice() == []


def test_ten_clicks_are_one_enrolment_with_one_answer():
    officer, cooperative = make_user("officer"), make_cooperative()
    session = make_session(actor=officer, per_cooperative=3)
    person = Person("Sri Lestari", "Ketua", "0812 3456 7890")
    click = lambda: enrolment.enrol(session, cooperative=cooperative, person=person, actor=officer)  # noqa: E731
    results = at_once(*[click] * 10)
    assert len({one.pk for one, _is_new in results}) == 1
    assert [is_new for _one, is_new in results].count(True) == 1
    assert (Enrolment.objects.count(), Told.objects.count()) == (1, 1)
    assert Event.objects.filter(verb="enrolment.made").count() == 1


def test_taking_cancelling_and_ending_an_offer_at_once_leaves_one_seat_taken_once():
    officer = make_user("officer")
    session = make_session(actor=officer, quota=1)
    first, second, third = fill(session, 3, officer)
    enrolment.cancel(first, actor=officer)
    second.refresh_from_db()
    late = second.offer_until + timedelta(seconds=1)
    at_once(
        lambda: enrolment.take_offer(second, actor=officer),
        lambda: waitlist.advance(late),
        lambda: enrolment.cancel(second, actor=officer),
        lambda: waitlist.advance(late),
        lambda: enrolment.cancel(third, actor=officer),
    )
    assert session.enrolments.holding().count() <= 1
    assert told_twice() == []


def test_twenty_cancellations_and_four_schedulers_offer_each_seat_once():
    officer = make_user("officer")
    session = make_session(actor=officer, quota=6)
    seated, waiting = fill(session, 6, officer), fill(session, 9, officer)
    results = at_once(
        *(lambda one=one: enrolment.cancel(one, actor=officer) for one in seated),
        *[lambda: waitlist.advance(clock.now())] * 4,
    )
    assert not [one for one in results if isinstance(one, Exception)]
    assert counts(session) == {"cancelled": 6, "offered": 6, "waitlisted": 3}
    offered = session.enrolments.holding().order_by("pk")
    assert list(offered) == waiting[:6]
    assert told_twice() == []


def test_people_who_are_moved_both_ways_at_once_do_not_wait_for_each_other():
    officer = make_user("officer")
    here = make_session(actor=officer, quota=10)
    there = make_session(actor=officer, quota=10, programme=here.programme)
    mine, theirs = fill(here, 5, officer), fill(there, 5, officer)
    results = at_once(
        *(lambda one=one: decisions.transfer(one, to=there, actor=officer, reason="x") for one in mine),
        *(lambda one=one: decisions.transfer(one, to=here, actor=officer, reason="x") for one in theirs),
    )
    assert {type(result) for result in results} == {Enrolment}
    assert (here.enrolments.confirmed().count(), there.enrolments.confirmed().count()) == (5, 5)


def test_a_session_that_is_cancelled_while_people_enrol_leaves_nobody_with_a_seat():
    officer = make_user("officer")
    session = make_session(actor=officer)
    cooperatives = [make_cooperative() for _n in range(6)]
    results = at_once(
        lambda: schedule.cancel(session, reason="Pengajar sakit.", actor=officer),
        *(lambda one=one: enrol(session, one, f"P {one.pk}", actor=officer) for one in cooperatives),
    )
    assert {type(result) for result in results} <= {Session, Enrolment, enrolment.NotAllowedError}
    assert set(counts(session)) <= {"cancelled"}
    assert Told.objects.filter(what="called_off").count() == session.enrolments.count()


def test_seats_that_are_taken_away_while_people_enrol_are_never_given():
    officer = make_user("officer")
    session = make_session(actor=officer, quota=6)
    cooperatives = [make_cooperative() for _n in range(6)]
    days = [schedule.ScheduledDay(day.date, day.starts, day.ends) for day in session.days.all()]
    fields = {name: getattr(session, name) for name in schedule.FIELDS} | {"quota": 3}
    at_once(
        lambda: schedule.change(session, fields=fields, days=days, expected_version=session.version, actor=officer),
        *(lambda one=one: enrol(session, one, f"P {one.pk}", actor=officer) for one in cooperatives),
    )
    session.refresh_from_db()
    assert session.enrolments.holding().count() <= session.quota


def test_copies_and_programmes_that_are_made_at_once_have_their_own_numbers_and_names():
    officer = make_user("officer")
    session = make_session(actor=officer)
    results = at_once(*[lambda: schedule.copy(session, actor=officer)] * 5)
    assert sorted(one.number for one in results) == [2, 3, 4, 5, 6]
    fields = {"subject": "basics", "aim": "x", "curriculum": "x", "hours": 1, "audience": "x"}
    made = at_once(*[lambda: programmes.save(Programme(name="Dasar", **fields), before={}, actor=officer)] * 4)
    assert sorted(type(one).__name__ for one in made) == ["DomainError"] * 3 + ["Programme"]


def test_a_merge_beside_enrolments_and_news_strands_nobody_and_waits_for_nobody_in_a_circle():
    officer = make_user("officer")
    sessions = [make_session(actor=officer, quota=2, per_cooperative=9) for _n in range(3)]
    kept, dropped = make_cooperative(), make_cooperative()
    for session in sessions:
        enrol(session, dropped, "Sri", actor=officer, phone="0812 3456 7890")
        enrol(session, make_cooperative(), actor=officer)
    results = at_once(
        lambda: records.merge(keep=kept.pk, drop=dropped.pk, reason="Data ganda.", actor=officer),
        *(lambda s=session: enrol(s, dropped, "Budi", actor=officer) for session in sessions),
        *(lambda s=session: enrolment.cancel(s.enrolments.get(name="Sri"), actor=officer) for session in sessions),
    )
    assert {type(one).__name__ for one in results} <= {"Cooperative", "Enrolment", "DomainError"}
    assert not Enrolment.objects.filter(cooperative=dropped).exists()


def finished(officer, n: int) -> Session:
    """A session that is over, with people who were there."""
    make_signer()
    session = make_session(actor=officer, quota=n)
    fill(session, n, officer)
    begin(session, over=True)
    for one in session.enrolments.all():
        be_there(one, actor=officer)
    return session


def test_four_officers_give_each_certificate_once():
    officer = make_user("officer")
    session = finished(officer, 6)
    chosen = list(session.enrolments.values_list("pk", flat=True))
    results = at_once(*[lambda: awards.issue(session, chosen, actor=officer)] * 4)
    assert sorted(len(made) for made in results) == [0, 0, 0, 6]
    assert Certificate.objects.count() == 6
    assert Told.objects.filter(what="certificate").count() == 6


def test_the_same_invitation_of_three_officers_goes_out_once():
    officer = make_user("officer")
    session = make_session(actor=officer)
    chosen = [make_cooperative(email=f"k{n}@contoh.test").pk for n in range(5)]
    OutgoingMail.objects.all().delete()
    results = at_once(*[lambda: invitations.invite(session, chosen, actor=officer)] * 3)
    assert sorted(results) == [0, 0, 5]
    assert (SessionInvitation.objects.count(), OutgoingMail.objects.count()) == (5, 5)


def test_marks_that_arrive_from_three_devices_at_once_are_kept_once():
    officer = make_user("officer")
    session = make_session(actor=officer)
    people = fill(session, 4, officer)
    begin(session)
    day = session.days.order_by("date").first()
    marks = [presence.AttendanceMark(one.code, day.pk, clock.now()) for one in people]
    results = at_once(*[lambda: presence.take(session, marks, actor=officer)] * 3)
    assert sorted(outcome.result for answer in results for outcome in answer) == ["again"] * 8 + ["new"] * 4
    assert Attendance.objects.count() == 4


ADVANCE = """
from datetime import timedelta
from core import clock
from training.enrolments import waitlist
waitlist.advance(clock.now() + timedelta(hours=49))
"""
CERTIFY = """
from accounts.models import User
from training.certificates import batch
from training.models import Session
batch.PORTION = 2
session = Session.objects.get()
chosen = list(session.enrolments.order_by("pk").values_list("pk", flat=True))
batch.run(lambda done, total: None, session=session.pk, actor=User.objects.filter(role="officer").first().pk,
                      chosen=chosen)
"""


@pytest.mark.processes
def test_a_process_killed_while_offers_pass_on_leaves_what_the_next_run_completes():
    officer = make_user("officer")
    sessions = [make_session(actor=officer, quota=2) for _n in range(3)]
    for session in sessions:
        seated = fill(session, 2, officer)
        fill(session, 4, officer)
        for one in seated:
            enrolment.cancel(one, actor=officer)
    write, deaths = 2, 0
    while killed_at_write(ADVANCE, write):
        deaths += 1
        write += 9
    assert deaths >= 2
    for session in sessions:
        assert counts(session) == {"cancelled": 2, "lapsed": 2, "offered": 2}
    assert told_twice() == []
    assert Told.objects.filter(what="offered").count() == 12


@pytest.mark.processes
def test_a_process_killed_in_a_batch_of_certificates_leaves_what_the_next_run_completes():
    officer = make_user("officer")
    session = finished(officer, 7)
    write, deaths = 3, 0
    while killed_at_write(CERTIFY, write):
        deaths += 1
        write += 9
    assert deaths >= 1
    assert Certificate.objects.values("enrolment").distinct().count() == Certificate.objects.count() == 7
    assert Told.objects.filter(what="certificate").count() == 7
    result = batch.run(
        lambda done, total: None,
        session=session.pk,
        actor=officer.pk,
        chosen=list(session.enrolments.values_list("pk", flat=True)),
    )
    assert len(PdfReader(result.file).pages) == 7
    result.file.unlink()
