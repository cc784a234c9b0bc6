"""Two records of one cooperative become one; both histories stay readable, and all is remembered (separation.py)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives import status
from cooperatives.choices import MeetingKind
from cooperatives.key_figures import figures
from cooperatives.merging import merge_plan
from cooperatives.models import Cooperative, Membership, Merge
from cooperatives.people import consent, memberships
from cooperatives.public import removals
from cooperatives.record.changes import display
from cooperatives.record.versions import save
from cooperatives.register_import.comparison import COLUMNS
from core import events
from core.database import named_locks
from core.errors import DomainError, StaleVersionError

Memory = dict[str, Any]
# The columns that a merge may change, as an undoing compares them.
REMEMBERED = (*COLUMNS, "chair", "status", "status_on")


@dataclass(frozen=True, slots=True)
class Follower:
    """What a higher floor moves along, in the transaction of the merge; both get the kept and the dropped record.

    `follow` returns what it has moved, as JSON keeps it; `give_back` undoes that and returns, in words, what it
    cannot put back.
    """

    name: str
    follow: Callable[[Cooperative, Cooperative], Memory]
    give_back: Callable[[Cooperative, Cooperative, Memory], list[str]]


FOLLOWERS: list[Follower] = []


@transaction.atomic
def merge(
    *,
    keep: int,
    drop: int,
    reason: str,
    actor,
    chosen: Mapping[str, str] | None = None,
    seen: tuple[int, int] | None = None,
) -> Cooperative:
    """Make one record of two: fields as merge_plan.py proposes or as `chosen`, and what hangs on `drop` moves over.

    `seen` are the versions of `keep` and `drop` that were looked at. Raises DomainError when either is gone already
    or they are the same, StaleVersionError when one has changed since it was looked at.
    """
    named_locks.hold("register")
    found = {c.pk: c for c in Cooperative.objects.current().select_for_update(no_key=True).filter(pk__in=(keep, drop))}
    if keep == drop or len(found) < 2:
        raise DomainError(_("One of the two records has been merged or removed already."))
    kept, dropped = found[keep], found[drop]
    if not reason.strip():
        raise DomainError(_("Give the reason of the change."))
    if seen is not None and seen != (kept.version, dropped.version):
        raise StaleVersionError(_("One of the two records has changed since you compared them. Look at them again."))
    if bool(removals.of(kept)) != bool(removals.of(dropped)):
        raise DomainError(
            _(
                "One of the two records was removed from the public register. Show it again first, or remove the other "
                "one."
            )
        )
    figures.keep(kept, dropped)
    public = consent.values(kept)
    before, shown = remembered(kept), {name: display(kept, name) for name in _display_names()}
    Cooperative.objects.filter(pk=drop).update(
        merged_into=kept, version=F("version") + 1, updated_at=timezone.now(), in_revival=False
    )
    entry = _take_fields(kept, dropped, chosen, reason.strip(), actor)
    consent.withdraw(kept, public)
    taken_figures = [name for name in figures.NAMES if getattr(kept, name) != before[name]]
    said = figures.take_over(kept, dropped, taken_figures)
    # Before the contacts move: higher floors hold what is theirs first, then change messages (docs/adr/0015).
    memory: Memory = {"followers": {one.name: one.follow(kept, dropped) for one in FOLLOWERS}}
    memory |= _move(kept, dropped, actor)
    # Reports have come along with their obligations: what they say counts by its day, like all figures.
    figures.settle_in_memory(kept)
    save(kept, [*_display_names(), *consent.PUBLIC_BY.values(), "in_revival", "figures_source"])
    after = remembered(kept)
    memory["fields"] = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    memory["figures"] = said
    memory["status_entry"] = entry.pk if entry else None
    Merge.objects.create(
        kept=kept,
        dropped=dropped,
        reason=reason.strip(),
        memory=memory,
        actor=actor,
        actor_name=actor.display_name[:150],
    )
    taken = {name: display(kept, name) for name in shown if display(kept, name) != shown[name]}
    _record(kept, dropped, {name: shown[name] for name in taken}, taken, reason, actor)
    return kept


def remembered(record: Cooperative) -> dict[str, Any]:
    return {name: events.plain(getattr(record, name)) for name in REMEMBERED}


def _display_names() -> list[str]:
    return [name.removesuffix("_id") for name in REMEMBERED]


def _take_fields(kept: Cooperative, dropped: Cooperative, chosen: Mapping[str, str] | None, reason: str, actor):
    """Take over what the dropped record gives; returns the entry of the status history, if there is one."""
    entry = None
    for choice in merge_plan.choices(kept, dropped, chosen):
        if choice.wins != merge_plan.DROPPED:
            continue
        if choice.key == merge_plan.STATUS:
            if dropped.status:
                entry = status.take_over_in_memory(kept, dropped, reason=reason, actor=actor)
                entry.save()
            continue
        for name in merge_plan.SETS[choice.key]:
            setattr(kept, name, merge_plan.held(dropped, name))
    return entry


def _record(kept: Cooperative, dropped: Cooperative, before: dict, after: dict, reason: str, actor) -> None:
    """One event in each history."""
    details: dict[str, Any] = {"actor": actor, "object_type": "cooperative", "reason": reason.strip()}
    for record, other, verb in ((kept, dropped, "cooperative.merged_in"), (dropped, kept, "cooperative.merged_away")):
        is_kept = record is kept
        events.record(
            verb,
            object_id=record.pk,
            label=record.name,
            before=before if is_kept else {},
            after={"other": other.name, "other_number": other.pk, **(after if is_kept else {})},
            **details,
        )


def _move(kept: Cooperative, dropped: Cooperative, actor) -> Memory:
    """Let what hangs on the dropped record go over; returns the ids of what has moved, was begun or was closed."""
    years = list(kept.meetings.filter(kind=MeetingKind.RAT).values_list("book_year", flat=True))
    invited = list(kept.invitations.values_list("invitation_id", flat=True))
    has_board = kept.board.filter(left_on=None).exists()
    board = dropped.board.none() if has_board else dropped.board.filter(left_on=None)
    moving = {
        "notes": dropped.notes.all(),
        "contacts": dropped.contacts.all(),
        "complaints": dropped.complaints.all(),
        "meetings": dropped.meetings.exclude(kind=MeetingKind.RAT, book_year__in=years),
        "invitations": dropped.invitations.exclude(invitation__in=invited),
        "board": board,
    }
    moved = {name: list(rows.order_by().values_list("pk", flat=True)) for name, rows in moving.items()}
    for name, rows in moving.items():
        rows.model.objects.filter(pk__in=moved[name]).update(cooperative=kept)
    if not has_board:
        kept.chair = dropped.chair or ("" if moved["board"] else kept.chair)
    return {"moved": moved, "managers": _link_managers(kept, dropped, actor)}


def _link_managers(kept: Cooperative, dropped: Cooperative, actor) -> list[list[int | None]]:
    """Users of the dropped record, each with the link that was begun for them, if they had none."""
    linked: list[list[int | None]] = []
    for membership in Membership.objects.filter(cooperative=dropped, until=None).select_related("user"):
        had_one = Membership.objects.filter(cooperative=kept, user=membership.user, until=None).exists()
        begun = memberships.link(membership.user, kept, actor=actor)
        memberships.end(membership, on=timezone.localdate(), actor=actor)
        linked.append([membership.user_id, None if had_one else begun.pk])
    return linked
