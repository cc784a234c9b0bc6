"""What is done on visits and with their papers."""

from datetime import timedelta
from functools import partial

from core import clock
from core.images import photos
from core.papers import trail
from revival.models import AssignmentLetter, Case, Visit, VisitRecord
from revival.visits import assignments, days, records, visit_log
from revival.visits import photos as visit_photos
from tests.acts import act
from tests.coaching import make_case
from tests.factories import make_cooperative
from tests.visiting import jpeg, make_day, make_photo, make_visit


def _case(o) -> Case:
    return make_case(make_cooperative(status="passive"), o.officer)


def _day(o):
    day = make_day([_case(o), _case(o)], o.officer)
    day.refresh_from_db()
    return day


def _sent(o) -> AssignmentLetter:
    letter = assignments.draft([_day(o)], others="Ibu Ani, Analis", actor=o.officer)
    return assignments.issue(letter, first=0, actor=o.officer)


@act("revival.visits.days.plan")
def _(o):
    on = clock.today() + timedelta(days=1)
    return partial(days.plan, [_case(o)], adviser=o.administrator, on=on, actor=o.officer)


@act("revival.visits.days.put_in_order")
def _(o):
    day = _day(o)
    order = [stop.pk for stop in reversed(day.stops.all())]
    return partial(days.put_in_order, day, order, seen=day.revision, actor=o.officer)


@act("revival.visits.days.take_out")
def _(o):
    day = _day(o)
    return partial(days.take_out, day, day.stops.first().pk, seen=day.revision, actor=o.officer)


@act("revival.visits.days.call_off")
def _(o):
    day = _day(o)
    return partial(days.call_off, day, reason="x", seen=day.revision, actor=o.officer)


@act("revival.visits.visit_log.record")
def _(o):
    visit = Visit(on=clock.today(), met="x", decision="yes", next_step="x", next_due=clock.today())
    return partial(visit_log.record, visit, case=_case(o), stop=None, actor=o.officer, entry="a")


@act("revival.visits.visit_log.correct")
def _(o):
    return partial(visit_log.correct, make_visit(_case(o), o.officer), {"said": "x"}, actor=o.officer)


@act("revival.visits.photos.add")
def _(o):
    content = jpeg()
    small = photos.read([content], len(content), "x.jpg")
    return partial(visit_photos.add, make_visit(_case(o), o.officer), small, actor=o.officer)


@act("revival.visits.photos.drop")
def _(o):
    return partial(visit_photos.drop, make_photo(make_visit(_case(o), o.officer), o.officer), actor=o.officer)


@act("revival.visits.assignments.draft")
def _(o):
    return partial(assignments.draft, [_day(o)], others="x", actor=o.officer)


@act("revival.visits.assignments.issue")
def _(o):
    letter = assignments.draft([_day(o)], others="", actor=o.officer)
    return partial(assignments.issue, letter, first=0, actor=o.officer)


@act("revival.visits.assignments.set_aside")
def _(o):
    return partial(assignments.set_aside, assignments.draft([_day(o)], others="", actor=o.officer), actor=o.officer)


@act("revival.visits.assignments.restore")
def _(o):
    rows = AssignmentLetter.objects.filter(pk=_sent(o).pk)
    trail.void(rows, reason="x", actor=o.officer)
    return partial(assignments.restore, rows, actor=o.officer)


@act("revival.visits.records.issue")
def _(o):
    return partial(records.issue, make_visit(_case(o), o.officer), first=0, actor=o.officer)


@act("revival.visits.records.restore")
def _(o):
    found = records.issue(make_visit(_case(o), o.officer), first=0, actor=o.officer)
    rows = VisitRecord.objects.filter(pk=found.pk)
    trail.void(rows, reason="x", actor=o.officer)
    return partial(records.restore, rows, actor=o.officer)
