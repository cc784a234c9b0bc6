"""What is done on the way out of a case."""

import hashlib
from functools import partial

from core import clock
from core.papers.scans import Scan
from revival.dissolution import law, ministry_proposal, obligations, warning_letters
from revival.models import Case, Evidence, ObligationsAnswer, WarningLetter
from tests.acts import act
from tests.coaching import make_case
from tests.factories import make_cooperative
from tests.leaving import PDF, make_evidence, make_proposal, make_ready, make_step, make_warning


def _case(o) -> Case:
    return make_case(make_cooperative(status="passive"), o.officer)


def _proposed(o) -> Case:
    case = _case(o)
    make_proposal(case, o.officer)
    case.refresh_from_db()
    return case


def _warned(o) -> Case:
    case = _case(o)
    make_warning(case, o.officer)
    case.refresh_from_db()
    return case


@act("revival.dissolution.warning_letters.draft")
def _(o):
    return partial(warning_letters.draft, _case(o), actor=o.officer)


@act("revival.dissolution.warning_letters.issue")
def _(o):
    return partial(warning_letters.issue, warning_letters.draft(_case(o), actor=o.officer), first=0, actor=o.officer)


@act("revival.dissolution.warning_letters.set_aside")
def _(o):
    return partial(warning_letters.set_aside, warning_letters.draft(_case(o), actor=o.officer), actor=o.officer)


@act("revival.dissolution.warning_letters.void")
def _(o):
    rows = WarningLetter.objects.filter(case=_warned(o))
    return partial(warning_letters.void, rows, reason="x", actor=o.officer)


@act("revival.dissolution.warning_letters.restore")
def _(o):
    rows = WarningLetter.objects.filter(case=_warned(o))
    warning_letters.void(rows, reason="x", actor=o.officer)
    return partial(warning_letters.restore, rows, actor=o.officer)


@act("revival.dissolution.obligations.answer")
def _(o):
    said = ObligationsAnswer(left="none", on=clock.today(), said_by="x")
    return partial(obligations.answer, _case(o), said=said, actor=o.officer)


@act("revival.dissolution.obligations.keep")
def _(o):
    scan = Scan(PDF, "x.pdf", "pdf", hashlib.sha256(PDF).hexdigest(), [])
    paper = Evidence(kind="other", on=clock.today(), signed_by="x")
    return partial(obligations.keep, _case(o), paper=paper, scan=scan, actor=o.officer)


@act("revival.dissolution.obligations.drop")
def _(o):
    case = _case(o)
    paper = make_evidence(case, o.officer)
    return partial(obligations.drop, case, paper=paper.pk, reason="x", actor=o.officer)


@act("revival.dissolution.ministry_proposal.propose")
def _(o):
    case = make_ready(_case(o), o.officer)
    given = {"ground": "no_survival", "on": clock.today(), "number": "x", "reason": "x"}
    return partial(ministry_proposal.propose, case, **given, actor=o.officer)


@act("revival.dissolution.ministry_proposal.withdraw")
def _(o):
    case = _proposed(o)
    make_step(case, o.officer, "told")
    make_step(case, o.officer, "decided")
    case.refresh_from_db()
    return partial(ministry_proposal.withdraw, case, by="ministry", reason="x", actor=o.officer)


@act("revival.dissolution.law.note")
def _(o):
    case = _proposed(o)
    make_step(case, o.officer, "told")
    case.refresh_from_db()
    given = {"kind": "decided", "on": clock.today(), "number": "x", "words": "x", "is_upheld": None}
    return partial(law.note, case, **given, actor=o.officer)


@act("revival.dissolution.law.take_back")
def _(o):
    case = _proposed(o)
    make_step(case, o.officer, "told")
    make_step(case, o.officer, "decided")
    case.refresh_from_db()
    return partial(law.take_back, case, reason="x", actor=o.officer)


@act("revival.dissolution.law.set_team")
def _(o):
    return partial(law.set_team, _proposed(o), lines="Budi, Lurah", actor=o.officer)
