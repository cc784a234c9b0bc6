"""What is done with programmes, sessions, seats, attendance and certificates."""

from datetime import timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from tests.acts import act
from tests.factories import make_cooperative, make_signer
from tests.training import FIELDS, be_there, begin, days_from, enrol, make_programme, make_session
from training.attendance import presence
from training.attendance.presence import AttendanceMark
from training.certificates import awards
from training.enrolments import corrections, decisions, enrolment, invitations, waitlist
from training.enrolments.enrolment import Person
from training.models import Enrolment, Programme
from training.outcomes import scores
from training.sessions import programmes, schedule


@act("training.sessions.programmes.save")
def _(o):
    programme = Programme(name="Baru", subject="finance", aim="x", curriculum="x", hours=1, audience="x")
    return partial(programmes.save, programme, before={}, actor=o.officer)


def _material(o):
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    return programmes.add_material(make_programme(), title="Bahan", file=file, actor=o.officer)


@act("training.sessions.programmes.add_material")
def _(o):
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    return partial(programmes.add_material, make_programme(), title="Bahan", file=file, actor=o.officer)


@act("training.sessions.programmes.remove_material")
def _(o):
    return partial(programmes.remove_material, _material(o), actor=o.officer)


@act("training.sessions.schedule.create")
def _(o):
    first = clock.today() + timedelta(days=14)
    fields = FIELDS | {"number": 1, "opens_on": clock.today(), "closes_on": first}
    return partial(schedule.create, make_programme(), fields=fields, days=days_from(first), actor=o.officer)


@act("training.sessions.schedule.change")
def _(o):
    session = make_session(quota=1)
    enrol(session, make_cooperative())
    enrol(session, make_cooperative())
    days = days_from(clock.today() + timedelta(days=20), 3)
    fields = {name: getattr(session, name) for name in schedule.FIELDS} | {"venue": "Aula Baru", "quota": 2}
    return partial(
        schedule.change, session, fields=fields, days=days, expected_version=session.version, actor=o.officer
    )


@act("training.sessions.schedule.publish")
def _(o):
    return partial(schedule.publish, make_session(published=False), actor=o.officer)


@act("training.sessions.schedule.cancel")
def _(o):
    session = make_session()
    enrol(session, make_cooperative())
    return partial(schedule.cancel, session, reason="x", actor=o.officer)


@act("training.sessions.schedule.delete_draft")
def _(o):
    return partial(schedule.delete_draft, make_session(published=False), actor=o.officer)


@act("training.sessions.schedule.copy")
def _(o):
    return partial(schedule.copy, make_session(), actor=o.officer)


@act("training.enrolments.invitations.invite")
def _(o):
    return partial(invitations.invite, make_session(), [make_cooperative().pk], actor=o.officer)


@act("training.enrolments.enrolment.enrol")
def _(o):
    return partial(
        enrolment.enrol,
        make_session(),
        cooperative=make_cooperative(),
        person=Person("Sri", "", "0811"),
        actor=o.officer,
    )


def _line(n: int = 3, **fields) -> list[Enrolment]:
    """Some people for one seat."""
    session = make_session(quota=1, **fields)
    return [enrol(session, make_cooperative()) for _n in range(n)]


def _offered(o) -> Enrolment:
    first, second = _line(2)
    enrolment.cancel(first, actor=o.officer)
    return Enrolment.objects.get(pk=second.pk)


@act("training.enrolments.enrolment.take_offer")
def _(o):
    return partial(enrolment.take_offer, _offered(o), actor=o.officer)


@act("training.enrolments.enrolment.cancel")
def _(o):
    return partial(enrolment.cancel, _line()[0], actor=o.officer)


@act("training.enrolments.enrolment.replace")
def _(o):
    return partial(enrolment.replace, _line()[0], person=Person("Budi"), actor=o.officer)


@act("training.enrolments.waitlist.advance")
def _(o):
    first, _second, _third = _line()
    enrolment.cancel(first, actor=o.officer)
    return partial(waitlist.advance, clock.now() + timedelta(hours=49))


@act("training.enrolments.decisions.transfer")
def _(o):
    one = _line()[0]
    there = make_session(programme=one.session.programme)
    return partial(decisions.transfer, one, to=there, actor=o.officer, reason="x")


@act("training.enrolments.decisions.decide")
def _(o):
    people = [one.pk for one in _line(2, seating="selection")]
    session = Enrolment.objects.get(pk=people[0]).session
    return partial(decisions.decide, session, people, to="declined", actor=o.officer, reason="x")


@act("training.enrolments.corrections.correct")
def _(o):
    return partial(corrections.correct, _line(1)[0], person=Person("Nama Benar"), actor=o.officer)


def _begun() -> Enrolment:
    one = _line(1)[0]
    begin(one.session)
    return Enrolment.objects.get(pk=one.pk)


@act("training.enrolments.corrections.mark_no_show")
def _(o):
    return partial(corrections.mark_no_show, _begun(), actor=o.officer)


@act("training.enrolments.corrections.came_after_all")
def _(o):
    one = _begun()
    corrections.mark_no_show(one, actor=o.officer)
    return partial(corrections.came_after_all, Enrolment.objects.get(pk=one.pk), actor=o.officer)


@act("training.attendance.presence.take")
def _(o):
    one = _begun()
    marks = [AttendanceMark(one.code, one.session.days.first().pk, clock.now(), "list")]
    return partial(presence.take, one.session, marks, actor=o.officer)


@act("training.attendance.presence.take_back")
def _(o):
    one = _begun()
    be_there(one, days=1, actor=o.officer)
    return partial(presence.take_back, one, one.session.days.first(), actor=o.officer)


@act("training.outcomes.scores.put")
def _(o):
    one = _begun()
    return partial(scores.put, one.session, {one.pk: {"pre_score": 5}}, actor=o.officer)


def _over(o) -> Enrolment:
    make_signer()
    one = _line(1)[0]
    begin(one.session, over=True)
    one = Enrolment.objects.get(pk=one.pk)
    be_there(one, actor=o.officer)
    return one


@act("training.outcomes.scores.evaluate")
def _(o):
    return partial(scores.evaluate, _over(o), answers=dict.fromkeys(scores.QUESTIONS, 5), comment="x")


@act("training.certificates.awards.issue")
def _(o):
    one = _over(o)
    return partial(awards.issue, one.session, [one.pk], actor=o.officer)


@act("training.certificates.awards.withdraw")
def _(o):
    one = _over(o)
    (paper,) = awards.issue(one.session, [one.pk], actor=o.officer)
    return partial(awards.withdraw, paper, reason="x", actor=o.officer)
