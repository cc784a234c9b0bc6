"""Ways out for tests, made by the portal's own functions."""

import hashlib
from datetime import date

from cooperatives.models import Cooperative
from core import clock
from core.papers.scans import Scan
from revival.dissolution import law, ministry_proposal, obligations, warning_letters
from revival.models import Case, Dissolution, Evidence, LegalStep, ObligationsAnswer, WarningLetter
from tests.visiting import make_visit

PDF = b"%PDF-1.4 "
# The day of the tests of leaving; the fixtures `on_the_day` and `case` stand in revival/tests/conftest.py.
DAY = date(2026, 11, 10)


def make_warning(case: Case, actor) -> WarningLetter:
    """The next warning, numbered."""
    case.refresh_from_db()
    return warning_letters.issue(warning_letters.draft(case, actor=actor), first=0, actor=actor)


def make_answer(case: Case, actor, left: str = "none") -> ObligationsAnswer:
    case.refresh_from_db()
    said = ObligationsAnswer(left=left, on=clock.today(), said_by="Ibu Sri", said_as="Ketua")
    return obligations.answer(case, said=said, actor=actor)


def make_evidence(case: Case, actor, kind: str = "statement") -> Evidence:
    case.refresh_from_db()
    content = PDF + kind.encode()
    scan = Scan(content, f"{kind}.pdf", "pdf", hashlib.sha256(content).hexdigest(), [])
    paper = Evidence(kind=kind, on=clock.today(), signed_by="Ibu Sri")
    return obligations.keep(case, paper=paper, scan=scan, actor=actor)


def make_ready(case: Case, actor) -> Case:
    """A case that is warned, visited, and has the answer that nothing is owed with its papers."""
    make_warning(case, actor)
    case.refresh_from_db()
    make_visit(case, actor)
    case.refresh_from_db()
    make_answer(case, actor)
    for kind in obligations.slots(case):
        make_evidence(case, actor, kind)
    case.refresh_from_db()
    return case


def make_proposal(case: Case, actor, **given) -> Dissolution:
    values = {"ground": "no_survival", "on": clock.today(), "number": "518/1", "reason": "Tidak mungkin jalan lagi."}
    return ministry_proposal.propose(make_ready(case, actor), **values | given, actor=actor)


def make_step(case: Case, actor, kind: str, on: date | None = None, **given) -> LegalStep:
    values = {"number": "KEP-1", "words": "", "is_upheld": None, **given}
    case.refresh_from_db()
    return law.note(case, kind=kind, on=on or clock.today(), **values, actor=actor)


def where(case: Case) -> tuple[str, str]:
    """The stage of a case, and the status of the register beside it."""
    case.refresh_from_db()
    return case.stage, Cooperative.objects.get(pk=case.cooperative_id).status
