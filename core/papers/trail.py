"""The way of an official paper through the office: initials, signature, scan, delivery, void. Each act one event.

Rows come as a queryset; each act takes those alone that are still in the state that it needs, holds them in the order
of their keys, and can be taken back as long as nothing was built on it. Many take as many statements as one.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock, events
from core.errors import DomainError
from core.models import OfficeFile
from core.papers.official import NUMBERED, OfficialPaper, PaperState
from core.papers.scans import Scan
from core.storage import files
from core.text.formats import long_date

INITIALS = ("initialled_by", "initialled_by_name", "initialled_at", "initialled_words")
DELIVERY = ("delivered_on", "receiver")
SCAN = ("scan", "scan_name", "scan_sha256", "signatures")


@transaction.atomic
def initial(rows: QuerySet, *, words: Mapping[int, str], actor) -> int:
    """Put one's initials (paraf) on drafts that have none for what they say now; how many.

    `words` are what was looked at, of each key its digest: a draft that it does not name is left alone, and initials
    hold only as long as the paper says the same.
    """
    drafts = [paper for paper in _held(rows, PaperState.PREPARED) if paper.pk in words]
    found = [paper for paper in drafts if not paper.has_initials_for(words[paper.pk])]
    before = {paper.pk: {"by": paper.initialled_by_name} for paper in found if paper.initialled_at}
    name, now = actor.display_name[:150], clock.now()
    for paper in found:
        paper.initialled_by, paper.initialled_by_name, paper.initialled_at = actor, name, now
        paper.initialled_words = words[paper.pk]
    return _keep(found, INITIALS, "paper.initialled", actor, before, {"by": name})


@transaction.atomic
def take_initials_back(rows: QuerySet, *, actor) -> int:
    """Take initials from drafts; how many had some."""
    found = [paper for paper in _held(rows, PaperState.PREPARED) if paper.initialled_at]
    before = {paper.pk: {"by": paper.initialled_by_name} for paper in found}
    for paper in found:
        forget_initials(paper)
    return _keep(found, INITIALS, "paper.initials_taken_back", actor, before)


def forget_initials(paper: OfficialPaper) -> None:
    """What is on the paper has changed: whoever had put the initials on it did not see this. Nothing is saved."""
    paper.initialled_by, paper.initialled_by_name, paper.initialled_at, paper.initialled_words = None, "", None, ""


@transaction.atomic
def sign(rows: QuerySet, *, on: date, actor) -> int:
    """Note that issued papers were signed, outside of the portal; how many were not yet.

    Raises DomainError for a day that cannot be.
    """
    found = _held(rows, PaperState.ISSUED, signed_on=None)
    check_day(on, found, "made_on")
    late = [paper.number for paper in found if paper.delivered_on and paper.delivered_on < on]
    if late:
        text = _("Delivered before the day {day}, so signed before it: {papers}.")
        raise DomainError(text.format(day=long_date(on), papers=", ".join(late[:5])))
    for paper in found:
        paper.signed_on = on
    return _keep(found, ["signed_on"], "paper.signed", actor, after={"signed_on": on})


@transaction.atomic
def unsign(rows: QuerySet, *, actor) -> int:
    """Take back that papers were signed; those that were delivered since stay."""
    found = [paper for paper in _held(rows, PaperState.ISSUED, delivered_on=None) if paper.signed_on]
    before = {paper.pk: {"signed_on": paper.signed_on} for paper in found}
    for paper in found:
        paper.signed_on = None
    return _keep(found, ["signed_on"], "paper.signature_taken_back", actor, before)


@transaction.atomic
def deliver(rows: QuerySet, *, on: date, receiver: str, actor) -> int:
    """Note who received issued papers, and when.

    Raises DomainError for a day that cannot be, or for papers that are not noted as signed.
    """
    found = _held(rows, PaperState.ISSUED)
    if unsigned := [paper.number for paper in found if not paper.signed_on]:
        text = _("Not noted as signed yet: {papers}. Note that first.")
        raise DomainError(text.format(papers=", ".join(unsigned[:5])))
    before = {paper.pk: _delivery(paper) for paper in found if paper.delivered_on}
    check_day(on, found, "signed_on")
    for paper in found:
        paper.delivered_on, paper.receiver = on, receiver.strip()[:150]
    after = {"delivered_on": on, "receiver": receiver.strip()[:150]}
    return _keep(found, DELIVERY, "paper.delivered", actor, before, after)


@transaction.atomic
def undeliver(rows: QuerySet, *, actor) -> int:
    """Take back that papers were received: one came back, or it was noted by mistake."""
    found = [paper for paper in _held(rows, PaperState.ISSUED) if paper.delivered_on]
    before = {paper.pk: _delivery(paper) for paper in found}
    for paper in found:
        paper.delivered_on, paper.receiver = None, ""
    return _keep(found, DELIVERY, "paper.not_delivered", actor, before)


@transaction.atomic
def keep_scan(rows: QuerySet, scan: Scan, *, actor) -> None:
    """Put a scan or a signed PDF in the place of what the portal prints; an earlier one is set by.

    Raises DomainError for a paper without a number, NotStoredError when there is no room.
    """
    paper = _one(rows, NUMBERED)
    before = _set_by(paper)
    files.store(paper.scan, scan.name, BytesIO(scan.content))
    paper.scan_name, paper.scan_sha256, paper.signatures = scan.name, scan.sha256, list(scan.signatures)
    after = {"file": scan.name, "sha256": scan.sha256}
    _keep([paper], SCAN, "paper.scan_kept", actor, before, after)


@transaction.atomic
def drop_scan(rows: QuerySet, *, actor) -> None:
    """Show again what the portal prints; the file is set by. Does nothing where there is none."""
    paper = _one(rows, NUMBERED)
    before = _set_by(paper)
    if not before:
        return
    paper.scan, paper.scan_name, paper.scan_sha256, paper.signatures = "", "", "", []
    _keep([paper], SCAN, "paper.scan_dropped", actor, before)


@transaction.atomic
def void(rows: QuerySet, *, reason: str, actor) -> Any:
    """Make an issued paper void: its number stays, marked. Raises DomainError without a reason, or in another state."""
    if not reason.strip():
        raise DomainError(_("Give the reason why this paper is void."))
    paper = _one(rows, [PaperState.ISSUED])
    paper.state, paper.closed_on, paper.closed_reason = PaperState.VOID, clock.today(), reason.strip()[:500]
    _keep([paper], ["state", "closed_on", "closed_reason"], "paper.voided", actor, reason=paper.closed_reason)
    return paper


def held_void(rows: QuerySet) -> Any:
    """The one void paper of some rows, held. Raises DomainError when it is not void any more."""
    paper = rows.filter(state=PaperState.VOID).select_for_update(of=("self",)).first()
    if not paper:
        raise DomainError(_("This letter is not void."))
    return paper


def in_force_again(paper: OfficialPaper, *, actor) -> None:
    """Take back that a paper was made void; whether nothing stands in its place, the caller has asked."""
    rows = type(paper)._default_manager.filter(pk=paper.pk)
    rows.update(state=PaperState.ISSUED, closed_on=None, closed_reason="")
    events.record("letter.restored", actor=actor, after={"number": paper.number}, **paper.event_object())


def _held(rows: QuerySet, state: str, **conditions: Any) -> list[Any]:
    return list(rows.filter(state=state, **conditions).order_by("pk").select_for_update(of=("self",)))


def _one(rows: QuerySet, states: Iterable[str]) -> Any:
    paper = rows.filter(state__in=list(states)).select_for_update(of=("self",)).first()
    if not paper:
        raise DomainError(_("This paper is not what it was when you opened it. Look at it again."))
    return paper


def check_day(on: date, papers: Iterable[OfficialPaper], since: str) -> None:
    """Raises DomainError for a day that has not come, or before the day that each paper has in the field `since`."""
    if on > clock.today():
        raise DomainError(_("The day {day} has not come yet.").format(day=long_date(on)))
    early = [paper for paper in papers if on < getattr(paper, since)]
    if early:
        sentence = _("The day {day} was before the paper itself: {papers}.")
        told = ", ".join(f"{paper.number} ({long_date(getattr(paper, since))})" for paper in early[:5])
        raise DomainError(sentence.format(day=long_date(on), papers=told))


def _delivery(paper: OfficialPaper) -> dict[str, Any]:
    return {"delivered_on": paper.delivered_on, "receiver": paper.receiver}


def _set_by(paper: OfficialPaper) -> dict[int, dict[str, str]]:
    """Keep the scan that goes, in a row of its own: what no row names is swept, and in no backup."""
    if not paper.scan:
        return {}
    earlier = OfficeFile.objects.create(
        key=f"scan:{paper.KIND}-{paper.pk}:{uuid.uuid4().hex[:12]}",
        file=paper.scan.name,
        file_name=paper.scan_name,
        sha256=paper.scan_sha256,
    )
    return {paper.pk: {"file": paper.scan_name, "sha256": paper.scan_sha256, "kept": earlier.key}}


def earlier_scans(paper: OfficialPaper) -> QuerySet[OfficeFile]:
    """The files that stood in its place before, the newest first."""
    return OfficeFile.objects.filter(key__startswith=f"scan:{paper.KIND}-{paper.pk}:").order_by("-stored_at")


def _keep(
    papers: Sequence[OfficialPaper],
    fields: Sequence[str],
    verb: str,
    actor,
    before: dict[int, dict[str, Any]] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> int:
    """Save some papers with an event for each; how many they were."""
    if not papers:
        return 0
    type(papers[0])._default_manager.bulk_update(papers, list(fields), batch_size=500)
    log = [
        events.build(
            verb,
            actor=actor,
            before=(before or {}).get(paper.pk),
            after=({"number": paper.number} if paper.number else {}) | (after or {}),
            reason=reason,
            **paper.event_object(),
        )
        for paper in papers
    ]
    events.record_many(log)
    return len(papers)
