"""Keeping what a list says, once; taking a whole list back as long as it is what it was.

A list takes a few statements for each cooperative that it changes, however many rows speak of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cooperatives.choices import Channel, ContactState, MeetingKind
from cooperatives.models import AnnualMeeting, Contact, Cooperative, ListImport
from cooperatives.record import meetings
from cooperatives.record.versions import save
from cooperatives.record_lists.rows import Entry, RowProblem
from core import clock, events
from core.database import named_locks
from core.database.many_keys import among
from core.errors import DomainError
from core.models import Event
from core.storage import files
from core.text.formats import long_date

LOCK = "lists of before"
# What an entry of the contact log about a letter from before the portal is about.
EARLIER = "earlier-warning"
ROMAN = {1: "I", 2: "II", 3: "III"}


@dataclass(slots=True)
class KeptList:
    """The list as it is kept, None where it had nothing new; how many of its entries were new or known, and those
    that could not be kept.
    """

    batch: ListImport | None
    new: int = 0
    known: int = 0
    problems: list[RowProblem] = field(default_factory=list)


@transaction.atomic
def keep(kind: str, entries: Sequence[Entry], *, path: Path, actor) -> KeptList:
    """Keep the entries of a list that are not known yet, in one transaction. The same list again makes nothing."""
    named_locks.hold(LOCK)
    with path.open("rb") as stream:
        sha256 = files.sha256(stream)
    batch = ListImport(kind=kind, file_name=files.short_name(path.name, 200), sha256=sha256, at=clock.now(), by=actor)
    batch.by_name = actor.display_name[:150] if actor else ""
    kept = KeptList(batch)
    held = _hold({entry.cooperative for entry in entries})
    there = [entry for entry in entries if entry.cooperative in held]
    merged = _("This record has been merged or removed meanwhile.")
    kept.problems += [
        RowProblem(entry.where, "", merged, _("Take the list in again."))
        for entry in entries
        if entry.cooperative not in held
    ]
    (_meetings if kind == "meetings" else _warnings)(there, held, kept, actor)
    kept.new = len(batch.made)
    if not kept.new:
        return KeptList(None, 0, kept.known, kept.problems)
    batch.save()
    _event("list.imported", batch, kept.new, actor)
    return kept


def _hold(keys: Iterable[int]) -> dict[int, Cooperative]:
    """The records that still stand by themselves, held in the order of their keys as everywhere."""
    rows = Cooperative.objects.current().filter(pk__in=among(keys)).select_related("village", "district")
    return {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True).order_by("pk")}


def _meetings(entries: list[Entry], held: dict[int, Cooperative], kept: KeptList, actor) -> None:
    rows = AnnualMeeting.objects.filter(kind=MeetingKind.RAT, cooperative__in=among(held)).order_by()
    known = {(pk, year): day for pk, year, day in rows.values_list("cooperative", "book_year", "held_on")}
    of_each: dict[int, list[AnnualMeeting]] = {}
    for entry in entries:
        place, held_on = (entry.cooperative, entry.values["book_year"]), entry.values["held_on"]
        if place not in known:
            known[place] = held_on
            meeting = AnnualMeeting(cooperative=held[entry.cooperative], kind=MeetingKind.RAT, **entry.values)
            of_each.setdefault(entry.cooperative, []).append(meeting)
        elif known[place] == held_on:
            kept.known += 1
        else:
            kept.problems.append(_two_days(entry, known[place]))
    before = {pk: held[pk].last_rat_on for pk in of_each}
    for pk, new in of_each.items():
        _keep_meetings(held[pk], new, kept.batch)
    made = AnnualMeeting.objects.bulk_create([one for new in of_each.values() for one in new], batch_size=500)
    kept.batch.made = [one.pk for one in made]
    # A day that only the record knew stands among the meetings from now on.
    meetings.keep_earlier((held[pk], day, held[pk].last_rat_on) for pk, day in before.items())
    log = [
        _built("meeting.recorded", one.cooperative, actor, {"book_year": one.book_year, "held_on": one.held_on})
        for one in made
    ]
    events.record_many(log)


def _keep_meetings(record: Cooperative, new: list[AnnualMeeting], batch: ListImport) -> None:
    """Let the last RAT of a record follow from its new meetings; what it was is kept for the way back."""
    day, year = record.last_rat_on, record.last_rat_year
    batch.before[str(record.pk)] = [day.isoformat() if day else None, year]
    newest = max(new, key=lambda one: one.held_on)
    if meetings.is_later(newest, record):
        record.last_rat_on = newest.held_on
    save(record, ["last_rat_on"])


def _two_days(entry: Entry, day: date) -> RowProblem:
    year, held_on = entry.values["book_year"], entry.values["held_on"]
    wrong = _("The RAT about {year} is known already, of {day}.").format(year=year, day=long_date(day))
    return RowProblem(
        entry.where, long_date(held_on), wrong, _("Compare the two days, and change the wrong one by hand.")
    )


def _warnings(entries: list[Entry], held: dict[int, Cooperative], kept: KeptList, actor) -> None:
    rows = Contact.objects.filter(about__startswith=EARLIER, cooperative__in=among(held)).order_by()
    known = set(rows.values_list("cooperative", "subject", "made_at"))
    new: list[Contact] = []
    for entry in entries:
        contact = _letter(entry, held[entry.cooperative], kept.batch)
        place = (contact.cooperative_id, contact.subject, contact.made_at)
        kept.known += place in known
        new += [] if place in known else [contact]
        known.add(place)
    made = Contact.objects.bulk_create(new, batch_size=500)
    kept.batch.made = [one.pk for one in made]
    said = [(one, {"channel": one.get_channel_display(), "subject": one.subject}) for one in made]
    events.record_many([_built("contact.noted", one.cooperative, actor, after) for one, after in said])


def _letter(entry: Entry, record: Cooperative, batch: ListImport) -> Contact:
    values, at = entry.values, clock.start_of(entry.values["on"])
    title = " ".join(filter(None, ["Surat Teguran", ROMAN.get(values["level"], "")]))
    return Contact(
        cooperative=record,
        channel=Channel.LETTER,
        state=ContactState.SENT,
        about=f"{EARLIER}-{values['level']}",
        subject=", ".join(filter(None, [title, values["number"]])),
        made_at=at,
        done_at=at,
        by=batch.by,
        by_name=batch.by_name,
    )


@transaction.atomic
def take_back(batch: ListImport, *, actor) -> int:
    """Take out what a list has brought in, as far as it is there still; how much that was.

    Raises DomainError when it was taken back before, or while a later list about the same cooperatives stands: what
    was known before that one came from this one.
    """
    named_locks.hold(LOCK)
    if not ListImport.objects.filter(pk=batch.pk, undone_at=None).update(undone_at=clock.now()):
        raise DomainError(_("This list was taken back before."))
    later = ListImport.objects.filter(kind=batch.kind, undone_at=None, pk__gt=batch.pk).order_by("-pk")
    if newer := next((one for one in later if set(one.before) & set(batch.before)), None):
        raise DomainError(_("Take list {number} back first: it came after this one.").format(number=newer.pk))
    gone = _meetings_gone(batch, actor) if batch.kind == "meetings" else _warnings_gone(batch, actor)
    _event("list.taken_back", batch, gone, actor)
    return gone


def _meetings_gone(batch: ListImport, actor) -> int:
    of_each: dict[int, list[AnnualMeeting]] = {}
    for one in AnnualMeeting.objects.filter(pk__in=among(batch.made)):
        # Where it stands now: two records may have become one since.
        of_each.setdefault(one.cooperative_id, []).append(one)
    rows = Cooperative.objects.filter(pk__in=among(of_each)).select_related("village", "district")
    held = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    AnnualMeeting.objects.filter(pk__in=among(batch.made)).delete()
    for record in held:
        _last_rat_back(record, [one.held_on for one in of_each[record.pk]], batch.before.get(str(record.pk)))
    said = [(record, {"meetings": len(of_each[record.pk])}) for record in held]
    events.record_many([_built("meeting.removed", record, actor, after) for record, after in said])
    return sum(map(len, of_each.values()))


def _last_rat_back(record: Cooperative, days: list[date], before: list[Any] | None) -> None:
    """The last RAT that is known without the list: that of before, or one that was noted since."""
    if record.last_rat_on in days:
        day, year = before or (None, None)
        others = record.meetings.filter(kind=MeetingKind.RAT).values_list("held_on", flat=True)
        known = [date.fromisoformat(day)] if day else []
        record.last_rat_on = max([*known, *others], default=None)
        record.last_rat_year = record.last_rat_on.year if record.last_rat_on else year
    save(record, ["last_rat_on", "last_rat_year"])


def _warnings_gone(batch: ListImport, actor) -> int:
    found = Contact.objects.filter(pk__in=among(batch.made), about__startswith=EARLIER).select_related("cooperative")
    rows = list(found)
    Contact.objects.filter(pk__in=among(row.pk for row in rows)).delete()
    events.record_many([_built("contact.removed", row.cooperative, actor, {"subject": row.subject}) for row in rows])
    return len(rows)


def _built(verb: str, record: Cooperative, actor, after: dict[str, Any]) -> Event:
    return events.build(
        verb, actor=actor, object_type="cooperative", object_id=record.pk, label=record.name, after=after
    )


def _event(verb: str, batch: ListImport, n: int, actor) -> None:
    after = {"kind": batch.kind, "n": n, "sha256": batch.sha256}
    events.record(verb, actor=actor, object_type="list", object_id=batch.pk, label=batch.file_name, after=after)
