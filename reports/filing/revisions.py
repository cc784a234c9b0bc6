"""The revisions of a draft, and two people in it at once: what each has changed is kept, and only a figure that both
have changed is asked about.

A form says which revision it showed. What differs from that one was changed by its sender; everything else stays as
others have left it. The earlier revisions are read back from the events of the saves.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.models import Event
from reports.models import Report

SAVED = "report.saved"


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else has made of a figure meanwhile, in rupiah or people; None: blank."""

    amount: int | None
    by: str = ""
    at: datetime | None = None


@dataclass(slots=True)
class DraftMerge:
    """`changes`: what the sender has changed and nobody else; `conflicts`: what both have changed, by key."""

    changes: dict[str, int | None] = field(default_factory=dict)
    conflicts: dict[str, Theirs] = field(default_factory=dict)


def merge(
    report: Report,
    mine: Mapping[str, int | None],
    stored: Mapping[str, int],
    *,
    seen: int,
    draft: int | None,
    unresolved: Collection[str] = (),
) -> DraftMerge:
    """What of the sender's figures `mine` is to be saved over those that are `stored`.

    `draft` and `seen` say which draft and which of its revisions the sender's page showed (0: before it was begun).
    `unresolved` are keys that the sender was asked about and has not decided. Call with the obligation locked.
    """
    found = DraftMerge()
    saves = _saves_after(report, seen) if draft in (None, report.pk) else None
    base = _undone(stored, saves) if saves is not None else {}
    for key, amount in mine.items():
        theirs = stored.get(key)
        if amount == theirs or (amount == base.get(key) and key not in unresolved):
            continue
        if theirs == base.get(key) and key not in unresolved:
            found.changes[key] = amount
        else:
            found.conflicts[key] = _theirs(key, theirs, saves)
    return found


def _saves_after(report: Report, revision: int) -> list[Event]:
    """The saves of a draft that made it what it is since a revision, the newest first."""
    saves = Event.objects.filter(object_type="report", object_id=report.pk, verb=SAVED).order_by("-pk")
    # A save without its revision is of an earlier version of the portal: one that the sender cannot have seen.
    latest = saves[: max(report.revision - revision, 0)]
    return [event for event in latest if event.source.get("revision", report.revision) > revision]


def _undone(stored: Mapping[str, int], saves: list[Event]) -> dict[str, int | None]:
    """The figures as they were before these saves."""
    base: dict[str, int | None] = dict(stored)
    for event in saves:
        base |= event.before
    return base


def _theirs(key: str, amount: int | None, saves: list[Event] | None) -> Theirs:
    last = next((event for event in saves or [] if key in event.after), None)
    return Theirs(amount, last.actor_name, last.at) if last else Theirs(amount)
