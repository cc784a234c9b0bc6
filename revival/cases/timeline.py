"""One line of time of a case: what was recorded anywhere about its cooperative, the newest first.

Floors above declare what they know (solokop/revival_links.py); nothing is typed again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.choices import ContactState
from core import clock
from core.event_words import words_of
from core.models import Event
from core.text.formats import long_date
from revival.choices import Stage
from revival.event_words import CASE_VERBS
from revival.models import Answer, Case
from revival.question import answers, questions

MOST = 60
# What the machine keeps for itself.
HIDDEN = ("sha256", "kept", "by")
DAYS = (
    "signed_on",
    "delivered_on",
    "due",
    "step_due",
    "hold_until",
    "on",
    "until",
    "done_on",
    "meeting_on",
    "other_meeting_on",
)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that has happened: when, what, more about it, who, and the page that it stands on."""

    at: datetime | date
    icon: str
    what: str
    more: str = ""
    who: str = ""
    url: str = ""

    @property
    def day(self) -> date:
        return timezone.localtime(self.at).date() if isinstance(self.at, datetime) else self.at

    @property
    def moment(self) -> datetime:
        """Of a day without an hour, its end in the office's time: what else was done on it led to it."""
        if isinstance(self.at, datetime):
            return self.at
        return timezone.make_aware(datetime.combine(self.at, time.max))


SOURCES: list[Callable[[Case], list[TimelineEntry]]] = []


def of(case: Case) -> list[TimelineEntry]:
    lines = [line for source in SOURCES for line in source(case)]
    return sorted(lines, key=lambda line: line.moment, reverse=True)[:MOST]


def _contacts(case: Case) -> list[TimelineEntry]:
    rows = case.cooperative.contacts.filter(state=ContactState.SENT).exclude(about__startswith=questions.ANSWER)
    return [
        TimelineEntry(
            row.made_at,
            "phone",
            str(row.get_channel_display()),
            " · ".join(filter(None, [str(row.get_result_display()), row.text[:160]])),
            row.by_name,
        )
        for row in rows.order_by("-made_at")[:MOST]
    ]


def _answers(case: Case) -> list[TimelineEntry]:
    """What was answered to the question, from the answers themselves."""
    rows = Answer.objects.filter(question__cooperative=case.cooperative_id).select_related("question")[:MOST]
    url = reverse("revival_question", args=[case.cooperative_id])
    what, how = _("Answered whether it wants to go on"), Answer.get_how_display
    return [
        TimelineEntry(
            row.at, "message-circle-question-mark", what, f"{how(row)}: {answers.in_words(row)}", row.actor_name, url
        )
        for row in rows
    ]


def _notes(case: Case) -> list[TimelineEntry]:
    return [
        TimelineEntry(note.at, "notebook-pen", _("Note"), note.text[:200], note.author_name)
        for note in case.cooperative.notes.all()[:MOST]
    ]


def _meetings(case: Case) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            row.held_on, "users", str(row.get_kind_display()), _("book year {year}").format(year=row.book_year or "–")
        )
        for row in case.cooperative.meetings.exclude(held_on=None)[:MOST]
    ]


def _status(case: Case) -> list[TimelineEntry]:
    rows = case.cooperative.status_changes.standing()[:MOST]
    return [TimelineEntry(row.on, "flag", str(row.get_new_display()), row.reason[:160], row.actor_name) for row in rows]


def _events(case: Case) -> list[TimelineEntry]:
    """The steps of the case itself, from its events."""
    rows = Event.objects.filter(object_type="case", object_id=case.pk, verb__in=CASE_VERBS)[:MOST]
    opened = TimelineEntry(
        clock.start_of(case.opened_on),
        "sprout",
        _("Case opened"),
        case.reason,
        case.opened_by.display_name if case.opened_by else "",
    )
    ended = (
        [TimelineEntry(case.closed_on, "lock", str(case.get_outcome_display()), case.outcome_text)]
        if case.closed_on
        else []
    )
    return [*(_line(event) for event in rows), opened, *ended]


def _line(event: Event) -> TimelineEntry:
    what = str(words_of(event.verb))
    values = [text for name, value in event.after.items() if (text := _word(name, value))]
    return TimelineEntry(event.at, "sprout", what, " · ".join(filter(None, [*values, event.reason])), event.actor_name)


def _word(name: str, value: Any) -> str:
    if name == "stage":
        return str(Stage(value).label)
    if name in DAYS and value:
        return long_date(date.fromisoformat(value))
    if name in HIDDEN or isinstance(value, int):
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


SOURCES += [_events, _contacts, _answers, _notes, _meetings, _status]
