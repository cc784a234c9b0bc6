"""Keeping what a list says, once; taking a whole list back as long as it is what it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cooperatives import meetings
from cooperatives.choices import Channel, ContactState, MeetingKind
from cooperatives.models import AnnualMeeting, Contact, Cooperative, ListImport
from cooperatives.record_lists.reading import Entry
from cooperatives.saving import lock, save
from core import clock, events, files, locks
from core.errors import DomainError

# What an entry of the contact log about a letter from before the portal is about.
EARLIER = "earlier-warning"
ROMAN = {1: "I", 2: "II", 3: "III"}


@dataclass(frozen=True, slots=True)
class Kept:
    """The list as it is kept, None where it had nothing new, and how many of its entries were new or known."""

    batch: ListImport | None
    new: int
    known: int


@transaction.atomic
def keep(kind: str, entries: Sequence[Entry], *, path: Path, actor) -> Kept:
    """Keep the entries of a list that are not known yet, in one transaction. The same list again makes nothing."""
    locks.hold("lists of before")
    with path.open("rb") as stream:
        sha256 = files.sha256(stream)
    name = files.short_name(path.name, 200)
    batch = ListImport(kind=kind, file_name=name, sha256=sha256, at=clock.now(), by=actor)
    batch.by_name = actor.display_name[:150] if actor else ""
    put = _meeting if kind == "meetings" else _warning
    for entry in sorted(entries, key=lambda one: one.cooperative):
        made = put(entry, batch, actor)
        batch.made += [made] if made else []
    if not batch.made:
        return Kept(None, 0, len(entries))
    batch.save()
    _event("list.imported", batch, actor)
    return Kept(batch, len(batch.made), len(entries) - len(batch.made))


def _meeting(entry: Entry, batch: ListImport, actor) -> int | None:
    values = entry.values
    rows = AnnualMeeting.objects.filter(cooperative=entry.cooperative, kind=MeetingKind.RAT)
    if rows.filter(book_year=values["book_year"]).exists():
        return None
    cooperative = lock(entry.cooperative)
    day, year = cooperative.last_rat_on, cooperative.last_rat_year
    meeting = meetings.put(cooperative, meeting=AnnualMeeting(kind=MeetingKind.RAT, **values), actor=actor)
    batch.before.setdefault(str(cooperative.pk), [day.isoformat() if day else None, year])
    return meeting.pk


def _warning(entry: Entry, batch: ListImport, actor) -> int | None:
    values, at = entry.values, clock.start_of(entry.values["on"])
    level = f"{EARLIER}-{values['level']}"
    if Contact.objects.filter(cooperative=entry.cooperative, about=level, made_at=at).exists():
        return None
    title = " ".join(filter(None, ["Surat Teguran", ROMAN.get(values["level"], "")]))
    contact = Contact.objects.create(
        cooperative_id=entry.cooperative,
        channel=Channel.LETTER,
        state=ContactState.SENT,
        about=level,
        subject=", ".join(filter(None, [title, values["number"]])),
        made_at=at,
        done_at=at,
        by=actor,
        by_name=batch.by_name,
    )
    _noted("contact.noted", contact, actor, {"channel": contact.get_channel_display(), "about": contact.subject})
    return contact.pk


@transaction.atomic
def take_back(batch: ListImport, *, actor) -> int:
    """Take out what a list has brought in, as far as it is there still; how much that was. Raises DomainError when it
    was taken back before.
    """
    if not ListImport.objects.filter(pk=batch.pk, undone_at=None).update(undone_at=clock.now()):
        raise DomainError(_("This list was taken back before."))
    gone = _meetings_gone(batch, actor) if batch.kind == "meetings" else _warnings_gone(batch, actor)
    _event("list.taken_back", batch, actor)
    return gone


def _meetings_gone(batch: ListImport, actor) -> int:
    gone = 0
    for cooperative_id, (day, year) in sorted(batch.before.items()):
        rows = AnnualMeeting.objects.filter(pk__in=batch.made, cooperative=cooperative_id)
        days = [one.held_on for one in rows]
        gone += len(days)
        cooperative = Cooperative.objects.select_for_update(of=("self",)).filter(pk=cooperative_id).first()
        if cooperative is None:
            continue
        rows.delete()
        if cooperative.last_rat_on in days:
            cooperative.last_rat_on = _last_rat(cooperative, date.fromisoformat(day) if day else None)
            cooperative.last_rat_year = cooperative.last_rat_on.year if cooperative.last_rat_on else year
        save(cooperative, ["last_rat_on", "last_rat_year"])
        _noted("meeting.removed", AnnualMeeting(cooperative=cooperative), actor, {"meetings": len(days)})
    return gone


def _last_rat(cooperative: Cooperative, before: date | None) -> date | None:
    """The last RAT that is known without the list: that of before, or one that was noted since."""
    days = cooperative.meetings.filter(kind=MeetingKind.RAT).values_list("held_on", flat=True)
    return max(filter(None, [before, *days]), default=None)


def _warnings_gone(batch: ListImport, actor) -> int:
    rows = list(Contact.objects.filter(pk__in=batch.made, about__startswith=EARLIER).select_related("cooperative"))
    Contact.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        _noted("contact.taken_back", row, actor, {"about": row.subject})
    return len(rows)


def _noted(verb: str, of: AnnualMeeting | Contact, actor, after: dict[str, Any]) -> None:
    events.record(
        verb,
        actor=actor,
        object_type="cooperative",
        object_id=of.cooperative_id,
        label=of.cooperative.name,
        after=after,
    )


def _event(verb: str, batch: ListImport, actor) -> None:
    after = {"kind": batch.kind, "n": len(batch.made), "sha256": batch.sha256}
    events.record(verb, actor=actor, object_type="list", object_id=batch.pk, label=batch.file_name, after=after)
