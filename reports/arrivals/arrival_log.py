"""A paper comes in, gets its number, and is typed in or set aside: the only module that writes an Arrival.

An arrival is not a report. The report that is typed from it counts as received on the day it came.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock, events
from core.errors import DomainError
from core.papers.pages import IncomingPaper
from core.text import tokens
from core.text.formats import long_date
from reports import workflow
from reports.arrivals import notifications
from reports.arrivals.storage import Received, keep
from reports.choices import ArrivalState, ArrivalWay, State
from reports.escalation.cancellation import recall
from reports.filing import drafts
from reports.models import Arrival, ArrivalFile, ArrivalPage, Obligation, Report


def number_of(obligation: Obligation) -> str:
    """`M-TW2-2026-7K3M-9QXT`: of what came in (masuk), told apart from the receipt of a report at its first letter."""
    quarter = obligation.period.value
    return f"M-TW{quarter.number}-{quarter.year}-{tokens.grouped(tokens.letters(8))}"


def refusal(obligation: Obligation) -> str:
    """Why no paper is taken for an obligation now; empty when one is."""
    quarter = obligation.period.value
    if quarter.end >= clock.today():
        return _("{quarter} is not over: its report can be sent from {day}.").format(
            quarter=quarter.label, day=long_date(quarter.next.start)
        )
    return drafts.what_next(obligation).refusal


def problem_of_day(obligation: Obligation, on: date) -> str:
    """Why a paper cannot have arrived on a day; empty when it can."""
    first = obligation.period.value.next.start
    if on > clock.today():
        return _("{day} lies in the future. Give the day on which the paper came.").format(day=long_date(on))
    if on < first:
        return _("{day} is before the end of the quarter. A report of it can have come from {first} on.").format(
            day=long_date(on), first=long_date(first)
        )
    return ""


def receive(
    obligation: Obligation,
    papers: Iterable[IncomingPaper],
    *,
    actor,
    way: str = "",
    on: date | None = None,
    note: str = "",
    is_told: bool = True,
) -> Received:
    """Keep what came in. Files that come while one waits are added to it; its day and number stay. The board gets the
    receipt of arrival, unless its report is sent at once (`is_told`).

    A board sends through the portal, now; an officer says by which way and on which day it came. Raises DomainError
    when no paper is taken, for a wrong day and for too many pages, files.NotStoredError when the store is full; then
    nothing has changed.
    """
    by_office = actor.is_of_office
    with transaction.atomic():
        held = workflow.lock(obligation.pk)
        if said := refusal(held):
            raise DomainError(said)
        day = on if on and by_office else clock.today()
        if said := problem_of_day(held, day):
            raise DomainError(said)
        arrival = held.arrivals.waiting().first() or Arrival(
            obligation=held,
            number=number_of(held),
            way=(way or ArrivalWay.COUNTER) if by_office else ArrivalWay.PORTAL,
            arrived_at=_moment(day),
            note=note.strip()[:300],
            recorded_by=actor,
            recorded_by_name=actor.display_name[:150],
            by_office=by_office,
        )
        arrival.obligation = held
        is_new = arrival.pk is None
        found = keep(arrival, papers, actor)
        found.is_new = is_new and bool(found.pages)
        if found.pages:
            _record("arrival.received" if is_new else "arrival.added", arrival, actor, pages=len(found.pages))
            recall(Obligation.objects.filter(pk=held.pk))
        if found.is_new and is_told:
            notifications.arrived(arrival)
    return found


@transaction.atomic
def acknowledge(arrival: Arrival) -> None:
    """Give the board the receipt of a paper that was to be sent at once, and was not."""
    notifications.arrived(arrival)


def _moment(day: date) -> datetime:
    """When something counts as arrived that came on a day: now for today."""
    return clock.now() if day == clock.today() else clock.start_of(day)


def _held(arrival: Arrival, *states: str) -> Arrival:
    """An arrival as it is now, with its obligation held. Raises DomainError when it is in none of these states."""
    obligation = workflow.lock(arrival.obligation_id)
    held = Arrival.objects.get(pk=arrival.pk)
    held.obligation = obligation
    if held.state not in states:
        text = _("This paper is “{state}” by now. Look at it again first.")
        raise DomainError(text.format(state=held.get_state_display()))
    return held


@transaction.atomic
def correct(arrival: Arrival, *, way: str, on: date, note: str, actor) -> None:
    """Mend way, day and remark of what waits. Raises DomainError for a wrong day, or when it waits no more."""
    held = _held(arrival, ArrivalState.WAITING)
    if not held.by_office:
        raise DomainError(_("The board has sent this itself: its day and its way are those of the sending."))
    if said := problem_of_day(held.obligation, on):
        raise DomainError(said)
    before = {"way": held.way, "on": timezone.localdate(held.arrived_at), "note": held.note}
    after = {"way": way, "on": on, "note": note.strip()[:300]}
    if before == after:
        return
    held.way, held.note = way, after["note"]
    if before["on"] != on:
        held.arrived_at = _moment(on)
    held.save(update_fields=["way", "note", "arrived_at"])
    _record("arrival.corrected", held, actor, before=before, **after)


@transaction.atomic
def drop(file: ArrivalFile, *, actor) -> None:
    """Take one file out of what waits, for good: a wrong photo. Raises DomainError for the last one, and for what the
    other side has sent: a board drops nothing of the office's, nor the office of a board's.
    """
    held = _held(file.arrival, ArrivalState.WAITING)
    if file.by_office != actor.is_of_office:
        raise DomainError(_("{name} has sent this: it is not yours to take out.").format(name=file.sent_by_name))
    if not held.files.exclude(pk=file.pk).exists():
        raise DomainError(_("This is the only file. Set the paper aside instead, with the reason."))
    if Report.objects.filter(signed_page__of=file).exists():
        raise DomainError(_("A sent report was signed on this page: it stays."))
    gone = [(row.picture.storage, row.picture.name) for row in file.pages.all()]
    if file.file:
        gone.append((file.file.storage, file.file.name))
    if ArrivalFile.objects.filter(pk=file.pk).delete()[0]:
        _record("arrival.file_dropped", held, actor, file=file.name, sha256=file.sha256)
        transaction.on_commit(lambda: [storage.delete(name) for storage, name in gone], robust=True)


@transaction.atomic
def set_aside(arrival: Arrival, *, reason: str, actor) -> None:
    """Say that what came is no report of this quarter; the board is told why. Raises DomainError without a reason."""
    reason = reason.strip()[:300]
    if not reason:
        raise DomainError(_("Say why the paper is set aside: the board reads it."))
    held = _held(arrival, ArrivalState.WAITING)
    _move(held, ArrivalState.SET_ASIDE, actor=actor, reason=reason)
    _record("arrival.set_aside", held, actor, reason=reason)
    notifications.set_aside(held)


@transaction.atomic
def restore(arrival: Arrival, *, actor) -> None:
    """Let a paper wait again that was set aside or overtaken. Raises DomainError while another one waits or none is
    taken.
    """
    held = _held(arrival, ArrivalState.SET_ASIDE, ArrivalState.OVERTAKEN)
    if said := refusal(held.obligation):
        raise DomainError(said)
    if held.obligation.arrivals.waiting().exists():
        raise DomainError(_("Another paper of this report waits already. Set that one aside first."))
    _move(held, ArrivalState.WAITING, actor=None)
    _record("arrival.restored", held, actor)
    notifications.restored(held)
    recall(Obligation.objects.filter(pk=held.obligation_id))


def pages_of(obligation: Obligation) -> QuerySet[ArrivalPage]:
    """The pages of the paper that waits, in their order; none while none waits."""
    waiting = Arrival.objects.waiting().filter(obligation=obligation)
    return ArrivalPage.objects.filter(arrival__in=waiting).select_related("arrival", "of")


def of_sending(report: Report, *, actor) -> Arrival | None:
    """The waiting paper that a draft was typed from: an officer sends it, or the board that was asked for its yes."""
    if not actor.is_of_office and not report.asked_at:
        return None
    return report.obligation.arrivals.waiting().first()


def close(report: Report, *, actor) -> None:
    """After a report was sent: its paper is typed in; one that the board has overtaken itself waits no more.

    Call inside the transaction that sends, with the obligation held.
    """
    for held in report.obligation.arrivals.waiting():
        state = ArrivalState.FILED if held.pk == report.arrival_id else ArrivalState.OVERTAKEN
        _move(held, state, actor=actor)


def reopen(report: Report) -> None:
    """After a report was withdrawn: the paper waits again that it was typed from, or that it had overtaken."""
    if report.state != State.WITHDRAWN or report.obligation.arrivals.waiting().exists():
        return
    overtaken = Q(state=ArrivalState.OVERTAKEN, closed_at__gte=report.submitted_at)
    held = report.obligation.arrivals.filter(Q(pk=report.arrival_id) | overtaken).order_by("-closed_at").first()
    if held:
        _move(held, ArrivalState.WAITING, actor=None)


def go_along(obligation: Obligation, *, to: Obligation) -> dict[str, Any]:
    """Let the papers of an obligation, of which nothing was typed yet, go over to the one that takes its place. Where
    both wait, those that go over are overtaken: their pictures stay to be read. Returns what `come_back` needs. Call
    inside the transaction that merges.
    """
    mine = obligation.arrivals.filter(reports=None).exclude(pages__in=_signed())
    moved = list(mine.values_list("pk", flat=True))
    overtaken: list[int] = []
    if to.reports.exclude(state=State.DRAFT).exists() or to.arrivals.waiting().exists():
        overtaken = list(mine.waiting().values_list("pk", flat=True))
        Arrival.objects.filter(pk__in=overtaken).update(state=ArrivalState.OVERTAKEN, closed_at=clock.now())
    Arrival.objects.filter(pk__in=moved).update(obligation=to)
    return {"from": obligation.pk, "to": to.pk, "moved": moved, "overtaken": overtaken}


def come_back(memory: dict[str, Any]) -> None:
    """Undo what `go_along` has moved, but for papers of which a report was typed since."""
    back = Arrival.objects.filter(pk__in=memory["moved"], obligation=memory["to"], reports=None)
    pks = list(back.exclude(pages__in=_signed()).values_list("pk", flat=True))
    Arrival.objects.filter(pk__in=pks).update(obligation=memory["from"])
    if not Arrival.objects.waiting().filter(obligation=memory["from"]).exists():
        again = Arrival.objects.filter(pk__in=set(pks) & set(memory["overtaken"]), state=ArrivalState.OVERTAKEN)
        again.update(state=ArrivalState.WAITING, closed_at=None)


def _signed() -> QuerySet[ArrivalPage]:
    """Pages with the signature of a report that was sent."""
    return ArrivalPage.objects.filter(pk__in=Report.objects.filter(signed_page__isnull=False).values("signed_page"))


def _move(arrival: Arrival, state: str, *, actor, reason: str = "") -> None:
    arrival.state, arrival.reason = state, reason
    arrival.closed_at = clock.now() if actor else None
    arrival.closed_by_name = actor.display_name[:150] if actor else ""
    arrival.save(update_fields=["state", "reason", "closed_at", "closed_by_name"])


def _record(verb: str, arrival: Arrival, actor, *, before=None, reason: str = "", **after) -> None:
    obligation = arrival.obligation
    events.record(
        verb,
        actor=actor,
        object_type="arrival",
        object_id=arrival.pk,
        label=f"{obligation.cooperative.name}, {obligation.period.label}",
        before=before,
        after={"number": arrival.number, "way": arrival.way, "on": timezone.localdate(arrival.arrived_at)} | after,
        reason=reason,
    )
