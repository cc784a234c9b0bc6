"""The list of all events, for administrators: each in words, with the page of what it is about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cooperatives.personal import PERSONAL
from cooperatives.record import history
from core import clock, event_words
from core.lists.declaration import ListColumn, ListOf
from core.lists.filters import NOTHING, Filter, one_of
from core.models import Event
from core.text.formats import long_date, moment
from core.text.parsing import iso_day, whole

# By name, wherever it stands: what the register hides, and how somebody is reached. Its own page shows it.
HIDDEN = frozenset({*PERSONAL, "email", "phone"})
NOT_SHOWN = _("not shown here")
MOST_CHANGES, LONGEST = 6, 80
# Days beyond which there is nothing; the database counts in another zone and would leave the calendar.
FIRST, LAST = date(1900, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as it is read, on the page and in the file."""

    event: Event
    what: str
    about: str
    url: str
    changes: list[str]

    @property
    def pk(self) -> int:
        return self.event.pk

    def __str__(self) -> str:
        return f"{self.what}, {moment(self.event.at)}"


def describe(rows: list[Event]) -> list[EventLine]:
    addresses = event_words.addresses_of({(row.object_type, row.object_id) for row in rows})
    return [
        EventLine(
            row,
            str(event_words.words_of(row.verb)),
            thing_called(row.object_type),
            addresses.get((row.object_type, row.object_id), ""),
            changes_of(row),
        )
        for row in rows
    ]


def thing_called(kind: str) -> str:
    thing = event_words.THINGS.get(kind)
    return str(thing.label) if thing else "–"


def changes_of(event: Event) -> list[str]:
    """What has changed, the old value before the new one: only what has a name, and no personal data."""
    told = []
    for name in {**event.before, **event.after}:
        label = event_words.label_of(event.verb, name)
        if label is not None:
            told.append(f"{label}: {_values(event, name)}")
    return told[:MOST_CHANGES] + (["…"] if len(told) > MOST_CHANGES else [])


def _values(event: Event, name: str) -> str:
    if name in HIDDEN:
        return str(NOT_SHOWN)
    said = [_short(event.verb, name, values[name]) for values in (event.before, event.after) if name in values]
    return " → ".join(said)


def _short(verb: str, name: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    value = event_words.choice_of(verb, name, value)
    try:
        text = history.show(name, value)
    except (ValueError, TypeError, KeyError, ArithmeticError):
        # A value as an earlier version has kept it.
        text = str(value)
    return Truncator(text).chars(LONGEST)


def _newest_first(backwards: bool) -> list[OrderBy]:
    """As the index on the moment has them: a moment is never missing, and the last key of two is the later one."""
    return [F("at").asc(), F("pk").asc()] if backwards else [F("at").desc(), F("pk").desc()]


def _kinds() -> Mapping[str, Any]:
    """All kinds with words, those of a group beside each other."""
    found = {verb: f"{label}: {event_words.WORDS[verb]}" for label, verbs in groups() for verb in verbs}
    return dict(sorted(found.items(), key=lambda one: one[1].casefold()))


def groups() -> list[tuple[Any, frozenset[str]]]:
    return list(event_words.GROUPS.values())


def _of_groups(values: list[str]) -> Q:
    verbs = {verb for value in values if value in event_words.GROUPS for verb in event_words.GROUPS[value][1]}
    return Q(verb__in=sorted(verbs))


def _of_objects(values: list[str]) -> Q:
    """Events of one object, written as report-12."""
    found = NOTHING
    for value in values:
        kind, _dash, key = value.rpartition("-")
        if kind in event_words.THINGS and (pk := whole(key)) is not None:
            found |= Q(object_type=kind, object_id=pk)
    return found


def _object_called(value: str) -> str:
    """By the name that its newest event gives it."""
    newest = Event.objects.filter(_of_objects([value])).first()
    return f"{thing_called(newest.object_type)} {newest.label}".strip() if newest else value


def _by_name(values: list[str]) -> Q:
    found = NOTHING
    for value in values:
        found |= Q(actor_name__icontains=value)
    return found


def _bounded(condition: Callable[[datetime], Q], days: int) -> Callable[[list[str]], Q]:
    """Rows on one side of a day, written as 2026-12-31; its end is the beginning of the next one."""

    def rows(values: list[str]) -> Q:
        found = NOTHING
        for value in values:
            try:
                day = min(max(iso_day(value), FIRST), LAST)
            except ValueError:
                continue
            found |= condition(clock.start_of(day + timedelta(days)))
        return found

    return rows


def _day_called(value: str) -> str:
    try:
        return long_date(iso_day(value))
    except ValueError:
        return value


def _day(key: str, label: Any, condition: Callable[[datetime], Q], days: int) -> Filter:
    return Filter(key=key, label=label, condition=_bounded(condition, days), empty="", naming=_day_called, kind="side")


EVENTS = ListOf(
    name="event_log",
    title=_("Event log"),
    rows=lambda request: Event.objects.all(),
    cells=(
        ListColumn(_("When"), lambda line: moment(line.event.at), width=34),
        ListColumn(_("Who"), lambda line: line.event.actor_name, width=26),
        ListColumn(_("What happened"), lambda line: line.what, width=40),
        ListColumn(_("Kind of object"), lambda line: line.about, width=24),
        ListColumn(_("Object"), lambda line: line.event.label, width=44),
        ListColumn(_("Reason"), lambda line: line.event.reason, width=44),
        ListColumn(_("Changed"), lambda line: "; ".join(line.changes), width=60),
    ),
    orders={"at": _newest_first},
    search=("label", "reason"),
    search_label=_("Object or reason"),
    filters=(
        Filter(
            key="group",
            label=_("Area"),
            condition=_of_groups,
            choices=lambda: {key: str(label) for key, (label, _verbs) in event_words.GROUPS.items()},
            empty="",
        ),
        Filter(
            key="kind",
            label=_("What happened"),
            condition=lambda values: one_of("verb", event_words.WORDS)(values),
            choices=_kinds,
            empty="",
        ),
        Filter(key="who", label=_("Who"), condition=_by_name, empty="", kind="text"),
        Filter(
            key="about",
            label=_("Kind of object"),
            condition=lambda values: one_of("object_type", event_words.THINGS)(values),
            choices=lambda: {key: str(thing.label) for key, thing in event_words.THINGS.items()},
            empty="",
        ),
        Filter(key="object", label=_("Object"), condition=_of_objects, empty="", naming=_object_called, kind="hidden"),
        _day("from", _("From day"), lambda moment: Q(at__gte=moment), 0),
        _day("until", _("Until day"), lambda moment: Q(at__lt=moment), 1),
    ),
    describe=describe,
    file_name="catatan-peristiwa",
)
