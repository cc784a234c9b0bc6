"""What is known of obligations to anybody: the answers, the signed papers behind them, and what is missing.

Neighbouring offices propose a cooperative only when it is certain that nothing is owed (DOMAIN-2.md A1, B).
"""

from io import BytesIO

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from core.papers.scans import Scan
from core.storage import files
from revival.cases.changes import record, write
from revival.choices import EvidenceKind, Obligations, VisitFinding
from revival.dissolution import turns
from revival.models import Case, Evidence, ObligationsAnswer

K = EvidenceKind
# The papers that an answer “nothing is owed” stands on, by whether somebody of the board was found.
BOARD_FOUND = (K.STATEMENT, K.CREDITORS, K.SAVINGS)
NOBODY_FOUND = (K.WITNESS,)
SLOTS = (K.STATEMENT, K.CREDITORS, K.SAVINGS, K.WITNESS)


@transaction.atomic
def answer(case: Case, *, said: ObligationsAnswer, actor) -> ObligationsAnswer:
    """Keep what was answered to whether anything is owed. Raises DomainError for a day to come, or an ended case."""
    if said.on > clock.today():
        raise DomainError(_("The day of the answer lies in the future."))
    said.case, said.actor, said.actor_name = case, actor, actor.display_name[:150]
    write(case, seen=None)
    said.save(force_insert=True)
    after = {"left": str(said.get_left_display()), "on": said.on}
    record("revival.obligations_answered", case, actor=actor, after=after, reason=said.words)
    return said


def newest(case: Case) -> ObligationsAnswer | None:
    """The answer that counts: of the running turn."""
    return case.obligations_answers.filter(at__gt=turns.since(case)).first()


def counting(case: Case) -> QuerySet[Evidence]:
    """The papers that count: not set by, and of the running turn."""
    return case.evidence.filter(dropped_at=None, at__gt=turns.since(case))


def nothing_is_owed(case: Case) -> bool:
    """Whether the newest answer says so; its papers are another question (`missing`)."""
    found = newest(case)
    return found is not None and found.left == Obligations.NONE


def is_board_found(case: Case) -> bool:
    """Whether any visit has met somebody of the board, or could reach it."""
    return case.visits.filter(board_reachable=VisitFinding.YES).exists() or case.visits.exclude(met="").exists()


def slots(case: Case) -> tuple[EvidenceKind, ...]:
    """The papers that are needed: of the board and all whom it may owe, or of a witness where nobody is found."""
    return BOARD_FOUND if is_board_found(case) else NOBODY_FOUND


def missing(case: Case) -> list[EvidenceKind]:
    there = set(counting(case).values_list("kind", flat=True))
    return [kind for kind in slots(case) if kind not in there]


@transaction.atomic
def keep(case: Case, *, paper: Evidence, scan: Scan, actor) -> Evidence:
    """Keep a signed paper. Raises DomainError for a day to come, a paper that is kept already, or an ended case."""
    if paper.on > clock.today():
        raise DomainError(_("The date of the paper lies in the future."))
    write(case, seen=None)
    paper.case, paper.actor, paper.actor_name = case, actor, actor.display_name[:150]
    paper.file_name, paper.sha256 = scan.name, scan.sha256
    files.store(paper.file, scan.name, BytesIO(scan.content))
    try:
        with transaction.atomic():
            paper.save(force_insert=True)
    except IntegrityError:
        text = _("This file is kept already: each paper is a file of its own.")
        raise DomainError(text) from None
    after = {"kind": str(paper.get_kind_display()), "file": scan.name, "sha256": scan.sha256}
    record("revival.evidence_kept", case, actor=actor, after=after)
    return paper


@transaction.atomic
def drop(case: Case, *, paper: int, reason: str, actor) -> None:
    """Set a paper by, with a reason: it does not count and stays to be read. Raises DomainError without a reason."""
    reason = reason.strip()
    if not reason:
        raise DomainError(_("Give the reason why this paper does not count."))
    write(case, seen=None)
    found = case.evidence.select_for_update(of=("self",)).filter(pk=paper, dropped_at=None).first()
    if found is None:
        raise DomainError(_("This paper is set by already."))
    found.dropped_at, found.dropped_by_name, found.dropped_reason = clock.now(), actor.display_name[:150], reason[:300]
    found.save(update_fields=["dropped_at", "dropped_by_name", "dropped_reason"])
    after = {"kind": str(found.get_kind_display()), "file": found.file_name}
    record("revival.evidence_dropped", case, actor=actor, after=after, reason=reason)
