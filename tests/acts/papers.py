"""What is done with letters and other official papers of the office."""

from functools import partial

from cooperatives.correspondence import delivery
from cooperatives.people import memberships
from core import clock
from core.papers import trail
from core.papers.scans import Scan
from reports.escalation import letter_trail, letters
from reports.models import Letter, Reminder, Step
from tests.acts import act
from tests.factories import make_cooperative
from tests.reporting import days_ago, make_obligation


@act("reports.escalation.letters.issue")
def _(o):
    letter = Letter.objects.create(cooperative=make_cooperative(), level=1, made_on=days_ago(1))
    owed = make_obligation(cooperative=letter.cooperative)
    memberships.link(o.manager, owed.cooperative, actor=o.officer)
    Reminder.objects.create(obligation=owed, step=Step.objects.get(code="T2"), on=days_ago(1), letter=letter)
    return partial(letters.issue, [letter.pk], actor=o.officer)


def _numbered(o) -> Letter:
    """A letter that was issued, with its entry in the contact log."""
    letter = Letter.objects.create(cooperative=make_cooperative(), level=1, made_on=days_ago(1))
    owed = make_obligation(cooperative=letter.cooperative)
    Reminder.objects.create(obligation=owed, step=Step.objects.get(code="T2"), on=days_ago(1), letter=letter)
    (issued,) = letters.issue([letter.pk], actor=o.officer)
    return issued


SCAN = Scan(b"%PDF-1.7", "surat.pdf", "pdf", "a" * 64, [])


@act("core.papers.trail.initial")
def _(o):
    letter = Letter.objects.create(cooperative=make_cooperative(), level=1, made_on=days_ago(1))
    return partial(trail.initial, Letter.objects.filter(pk=letter.pk), words={letter.pk: "x"}, actor=o.officer)


@act("core.papers.trail.take_initials_back")
def _(o):
    letter = Letter.objects.create(cooperative=make_cooperative(), level=1, made_on=days_ago(1))
    rows = Letter.objects.filter(pk=letter.pk)
    trail.initial(rows, words={letter.pk: "x"}, actor=o.officer)
    return partial(trail.take_initials_back, rows, actor=o.officer)


@act("core.papers.trail.sign")
def _(o):
    return partial(trail.sign, Letter.objects.filter(pk=_numbered(o).pk), on=clock.today(), actor=o.officer)


@act("core.papers.trail.unsign")
def _(o):
    rows = Letter.objects.filter(pk=_numbered(o).pk)
    trail.sign(rows, on=clock.today(), actor=o.officer)
    return partial(trail.unsign, rows, actor=o.officer)


@act("core.papers.trail.deliver")
def _(o):
    rows = Letter.objects.filter(pk=_numbered(o).pk)
    trail.sign(rows, on=clock.today(), actor=o.officer)
    return partial(trail.deliver, rows, on=clock.today(), receiver="Sri", actor=o.officer)


@act("core.papers.trail.undeliver")
def _(o):
    rows = Letter.objects.filter(pk=_numbered(o).pk)
    trail.sign(rows, on=clock.today(), actor=o.officer)
    trail.deliver(rows, on=clock.today(), receiver="Sri", actor=o.officer)
    return partial(trail.undeliver, rows, actor=o.officer)


@act("core.papers.trail.keep_scan")
def _(o):
    return partial(trail.keep_scan, Letter.objects.filter(pk=_numbered(o).pk), SCAN, actor=o.officer)


@act("core.papers.trail.drop_scan")
def _(o):
    rows = Letter.objects.filter(pk=_numbered(o).pk)
    trail.keep_scan(rows, SCAN, actor=o.officer)
    return partial(trail.drop_scan, rows, actor=o.officer)


@act("core.papers.trail.void")
def _(o):
    return partial(trail.void, Letter.objects.filter(pk=_numbered(o).pk), reason="x", actor=o.officer)


@act("reports.escalation.letter_trail.void")
def _(o):
    return partial(letter_trail.void, _numbered(o), reason="x", again=True, actor=o.officer)


@act("reports.escalation.letter_trail.restore")
def _(o):
    letter = _numbered(o)
    letter_trail.void(letter, reason="x", again=False, actor=o.officer)
    return partial(letter_trail.restore, letter, actor=o.officer)


@act("cooperatives.correspondence.delivery.note_results")
def _(o):
    rows = Letter.objects.filter(pk=_numbered(o).pk)
    trail.sign(rows, on=clock.today(), actor=o.officer)
    return partial(delivery.note_results, rows, result="delivered", on=clock.today(), receiver="", actor=o.officer)


@act("reports.escalation.letters.set_aside")
def _(o):
    letter = Letter.objects.create(cooperative=make_cooperative(), level=1, made_on=days_ago(1))
    return partial(letters.set_aside, letter, reason="x", actor=o.officer)
