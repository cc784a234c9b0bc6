"""Events of a cooperative in words a person understands."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from cooperatives.choices import ComplaintKind, MeetingKind, Position, StatusBasis
from cooperatives.models import Cooperative
from cooperatives.places import villages
from cooperatives.register_fields import cells, field_of
from core.models import Event
from core.text.formats import thousands

VERBS = {
    "complaint.told": gettext_lazy("Told by the public"),
    "complaint.recorded": gettext_lazy("Recorded: money could not be withdrawn"),
    "complaint.taken_back": gettext_lazy("Recorded no longer: money could not be withdrawn"),
    "complaint.answered": gettext_lazy("Answered what the public has told"),
    "cooperative.created": gettext_lazy("Entered by hand"),
    "cooperative.edited": gettext_lazy("Corrected"),
    "cooperative.imported": gettext_lazy("Taken over from a register file"),
    "cooperative.import_undone": gettext_lazy("Import undone"),
    "cooperative.status_changed": gettext_lazy("Status changed"),
    "cooperative.status_corrected": gettext_lazy("Status corrected"),
    "cooperative.merged_in": gettext_lazy("Another record was merged in"),
    "cooperative.merged_away": gettext_lazy("Merged into another record"),
    "cooperative.merge_undone": gettext_lazy("A merge was undone"),
    "cooperative.stands_again": gettext_lazy("Stands by itself again: the merge was undone"),
    "cooperative.not_double": gettext_lazy("Found to be no double of another record"),
    "cooperative.not_double_taken_back": gettext_lazy("May be a double of another record after all"),
    "cooperative.removed_from_public": gettext_lazy("Removed from the public register"),
    "cooperative.restored_to_public": gettext_lazy("Shown on the public register again"),
    "cooperative.figures": gettext_lazy("Figures of an accepted report"),
    "cooperative.figures_withdrawn": gettext_lazy("Figures of a report count no longer"),
    "board.changed": gettext_lazy("Board changed"),
    "board.left": gettext_lazy("Left the board"),
    "meeting.recorded": gettext_lazy("Meeting recorded"),
    "meeting.removed": gettext_lazy("Meetings of a list taken back"),
    "note.added": gettext_lazy("Note written"),
    "circular.sent": gettext_lazy("Written to by the office"),
    "contact.noted": gettext_lazy("A contact was recorded"),
    "contact.sent": gettext_lazy("A message was noted as sent"),
    "contact.taken_back": gettext_lazy("A message was not sent after all"),
    "contact.failed": gettext_lazy("A message could not go to its number"),
    "contact.removed": gettext_lazy("A letter of a list taken back"),
    "contact.result": gettext_lazy("The result of a contact was noted"),
    "membership.begun": gettext_lazy("A manager was linked"),
    "membership.ended": gettext_lazy("A manager's link ended"),
}
LABELS = {
    "about": gettext_lazy("about"),
    "basis": gettext_lazy("basis"),
    "complaint": gettext_lazy("number"),
    "channel": gettext_lazy("way"),
    "result": gettext_lazy("result"),
    "subject": gettext_lazy("about"),
    "meetings": gettext_lazy("meetings"),
    "note": gettext_lazy("note"),
    "user": gettext_lazy("user"),
    "until": gettext_lazy("until"),
    "held_on": gettext_lazy("held on"),
    "book_year": gettext_lazy("book year"),
    "in_revival": gettext_lazy("in revival"),
    "other": gettext_lazy("other record"),
    "other_number": gettext_lazy("number of the other record"),
    "manager_name": gettext_lazy("manager (pengelola)"),
    **dict(Position.choices),
}
HIDDEN = {"last_rat_year", "district_id"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    event: Event
    what: str
    changes: list[FieldChange]


def chain(cooperative: Cooperative) -> list[int]:
    """The record and all that were merged into it, over however many steps."""
    found = fresh = [cooperative.pk]
    while fresh:
        fresh = list(Cooperative.objects.filter(merged_into__in=fresh).values_list("pk", flat=True))
        found = found + fresh
    return found


def of(cooperative: Cooperative) -> QuerySet[Event]:
    """The events of a record and of those that were merged into it, newest first."""
    return Event.objects.filter(object_type="cooperative", object_id__in=chain(cooperative))


def lines(cooperative: Cooperative, *, limit: int, hidden: Collection[str] = ()) -> list[HistoryLine]:
    """The newest events in words; fields in `hidden` are left out."""
    return in_words(of(cooperative)[:limit], hidden)


def in_words(found, hidden: Collection[str] = ()) -> list[HistoryLine]:
    return [
        HistoryLine(event, str(VERBS.get(event.verb, event.verb)), changes(event.before, event.after, hidden))
        for event in found
    ]


def changes(before: dict[str, Any], after: dict[str, Any], hidden: Collection[str] = ()) -> list[FieldChange]:
    names = [name for name in {**before, **after} if name not in HIDDEN and name not in hidden]
    return [FieldChange(field_label(name), show(name, before.get(name)), show(name, after.get(name))) for name in names]


def field_label(name: str) -> str:
    field = field_of(name)
    return str(LABELS.get(name) or (field.label if field else name))


def show(name: str, value: Any) -> str:
    """A stored value as people read it."""
    if value in (None, ""):
        return "–"
    if name == "village_id":
        place = villages().get(value)
        return place.name if place else str(value)
    if name == "kind" and value in MeetingKind.values:
        return str(MeetingKind(value).label)
    if name == "about":
        return str(dict(ComplaintKind.choices).get(value, value))
    if name == "basis":
        return str(dict(StatusBasis.choices).get(value, value))
    field = field_of(name)
    return cells.in_words(field, value) if field else _show_other(name, value)


def _show_other(name: str, value: Any) -> str:
    """What an event tells besides fields of the register."""
    if isinstance(value, bool):
        return cells.yes_or_no(value)
    if isinstance(value, date) or (isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)):
        return cells.date_in_words(value)
    if isinstance(value, int) and "year" not in name and "number" not in name:
        return thousands(value)
    return str(value)
