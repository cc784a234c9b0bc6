"""The events of a session in words, for the office."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.event_words import words_of
from core.models import Event
from training.models import Session

# What of an event is worth a line, with a word before bare numbers; other values are codes.
TOLD = {
    "people": "",
    "days": "",
    "venue": "",
    "address": "",
    "name": "",
    "scores": "",
    "number": "",
    "quota": _("seats"),
    "fee": _("fee"),
    "cooperatives": _("Cooperatives"),
}


@dataclass(frozen=True, slots=True)
class SessionHistoryLine:
    event: Event
    what: str
    details: str


def of(session: Session) -> QuerySet[Event]:
    return Event.objects.filter(object_type="session", object_id=session.pk)


def line(event: Event) -> SessionHistoryLine:
    """One event as a person reads it."""
    # What is about the session itself needs no name on the page of the session.
    about = event.label if event.verb.startswith(("enrolment", "certificate")) else ""
    values = [_value(name, event) for name in TOLD if name in event.after and not _is_number_of_session(name, event)]
    return SessionHistoryLine(event, str(words_of(event.verb)), " · ".join(filter(None, [about, *values])))


def _is_number_of_session(name: str, event: Event) -> bool:
    return name == "number" and event.verb.startswith("session")


def _value(name: str, event: Event) -> str:
    """The new value, behind the old one where there was one."""
    parts = [_plain(value) for value in (event.before.get(name), event.after[name]) if value not in (None, "")]
    return f"{TOLD[name]} {' → '.join(parts)}".strip()


def _plain(value) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
