"""What is done with programmes, sessions, seats, attendance and certificates."""

from datetime import timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from tests.acts import act
from tests.factories import make_cooperative, make_signer
from tests.training import FIELDS, be_there, begin, days_from, enrol, make_programme, make_session
from training import (
    attendance,
    certificates,
    deciding,
    enrolment,
    inviting,
    programmes,
    putting_right,
    scheduling,
    scores,
    waitlist,
)
from training.attendance import Mark
from training.enrolment import Person
from training.models import Enrolment, Programme


@act("training.programmes.save")
def _(o):
    programme = Programme(name="Baru", subject="finance", aim="x", curriculum="x", hours=1, audience="x")
    return partial(programmes.save, programme, before={}, actor=o.officer)


def _material(o):
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    return programmes.add_material(make_programme(), title="Bahan", file=file, actor=o.officer)


@act("training.programmes.add_material")
def _(o):
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    return partial(programmes.add_material, make_programme(), title="Bahan", file=file, actor=o.officer)


@act("training.programmes.remove_material")
def _(o):
    return partial(programmes.remove_material, _material(o), actor=o.officer)


@act("training.scheduling.create")
def _(o):
    first = clock.today() + timedelta(days=14)
    fields = FIELDS | {"number": 1, "opens_on": clock.today(), "closes_on": first}
    return partial(scheduling.create, make_programme(), fields=fields, days=days_from(first), actor=o.officer)


@act("training.scheduling.change")
def _(o):
    session = make_session(quota=1)
    enrol(session, make_cooperative())
    enrol(session, make_cooperative())
    days = days_from(clock.today() + timedelta(days=20), 3)
    fields = {name: getattr(session, name) for name in scheduling.FIELDS} | {"venue": "Aula Baru", "quota": 2}
    return partial(
        scheduling.change, session, fields=fields, days=days, expected_version=session.version, actor=o.officer
    )


@act("training.scheduling.publish")
def _(o):
    return partial(scheduling.publish, make_session(published=False), actor=o.officer)


@act("training.scheduling.cancel")
def _(o):
    session = make_session()
    enrol(session, make_cooperative())
    return partial(scheduling.cancel, session, reason="x", actor=o.officer)


@act("training.scheduling.delete_draft")
def _(o):
    return partial(scheduling.delete_draft, make_session(published=False), actor=o.officer)


@act("training.scheduling.copy")
def _(o):
    return partial(scheduling.copy, make_session(), actor=o.officer)


@act("training.inviting.invite")
def _(o):
    return partial(inviting.invite, make_session(), [make_cooperative().pk], actor=o.officer)


@act("training.enrolment.enrol")
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


@act("training.enrolment.take_offer")
def _(o):
    return partial(enrolment.take_offer, _offered(o), actor=o.officer)


@act("training.enrolment.cancel")
def _(o):
    return partial(enrolment.cancel, _line()[0], actor=o.officer)


@act("training.enrolment.replace")
def _(o):
    return partial(enrolment.replace, _line()[0], person=Person("Budi"), actor=o.officer)


@act("training.waitlist.advance")
def _(o):
    first, _second, _third = _line()
    enrolment.cancel(first, actor=o.officer)
    return partial(waitlist.advance, clock.now() + timedelta(hours=49))


@act("training.deciding.transfer")
def _(o):
    one = _line()[0]
    there = make_session(programme=one.session.programme)
    return partial(deciding.transfer, one, to=there, actor=o.officer, reason="x")


@act("training.deciding.decide")
def _(o):
    people = [one.pk for one in _line(2, seating="selection")]
    session = Enrolment.objects.get(pk=people[0]).session
    return partial(deciding.decide, session, people, to="declined", actor=o.officer, reason="x")


@act("training.putting_right.correct")
def _(o):
    return partial(putting_right.correct, _line(1)[0], person=Person("Nama Benar"), actor=o.officer)


def _begun() -> Enrolment:
    one = _line(1)[0]
    begin(one.session)
    return Enrolment.objects.get(pk=one.pk)


@act("training.putting_right.mark_no_show")
def _(o):
    return partial(putting_right.mark_no_show, _begun(), actor=o.officer)


@act("training.putting_right.came_after_all")
def _(o):
    one = _begun()
    putting_right.mark_no_show(one, actor=o.officer)
    return partial(putting_right.came_after_all, Enrolment.objects.get(pk=one.pk), actor=o.officer)


@act("training.attendance.take")
def _(o):
    one = _begun()
    marks = [Mark(one.code, one.session.days.first().pk, clock.now(), "list")]
    return partial(attendance.take, one.session, marks, actor=o.officer)


@act("training.attendance.take_back")
def _(o):
    one = _begun()
    be_there(one, days=1, actor=o.officer)
    return partial(attendance.take_back, one, one.session.days.first(), actor=o.officer)


@act("training.scores.put")
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


@act("training.scores.evaluate")
def _(o):
    return partial(scores.evaluate, _over(o), answers=dict.fromkeys(scores.QUESTIONS, 5), comment="x")


@act("training.certificates.issue")
def _(o):
    one = _over(o)
    return partial(certificates.issue, one.session, [one.pk], actor=o.officer)


@act("training.certificates.withdraw")
def _(o):
    one = _over(o)
    (paper,) = certificates.issue(one.session, [one.pk], actor=o.officer)
    return partial(certificates.withdraw, paper, reason="x", actor=o.officer)
