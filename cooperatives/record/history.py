"""Events of a cooperative in words a person understands."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from cooperatives.choices import ComplaintKind, MeetingKind, StatusBasis
from cooperatives.models import Cooperative
from cooperatives.places import villages
from cooperatives.register_fields import cells, field_of
from core.event_words import LABELS, words_of
from core.models import Event
from core.text.formats import thousands

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
        HistoryLine(event, str(words_of(event.verb)), changes(event.before, event.after, hidden)) for event in found
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
