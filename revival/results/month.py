"""The monthly report of a field adviser, from what is recorded: visits, hours, results and photos, by cooperative."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from cooperatives.choices import Channel, ContactState
from cooperatives.contacts.contact_log import REACHED
from cooperatives.models import Contact, Cooperative
from core import clock
from revival.models import Decision, Move, Photo, Visit

TALKS = (Channel.CALL, Channel.WHATSAPP)
OF_CASE = "case__cooperative__district"
# Of what was said on a visit, as much as a line of a table holds.
MOST_WORDS = 160


@dataclass(slots=True)
class MonthLine:
    """One cooperative in the month: its visits, how often it was spoken to, and what has come of it."""

    cooperative: Cooperative
    visits: list[Visit] = field(default_factory=list)
    talks: int = 0
    results: list[str] = field(default_factory=list)
    n_photos: int = 0

    @property
    def days(self) -> list[date]:
        return sorted(visit.on for visit in self.visits)

    @property
    def time(self) -> timedelta:
        return hours_of(self.visits)

    @property
    def next_step(self) -> str:
        """Of the newest visit that names one."""
        newest = sorted(self.visits, key=lambda visit: (visit.on, visit.pk), reverse=True)
        return next((visit.next_step for visit in newest if visit.next_step), "")


@dataclass(frozen=True, slots=True)
class Month:
    """The report: whose, the first day of its month, and its lines by the name of the cooperative."""

    adviser: User
    first: date
    lines: list[MonthLine]

    @property
    def last(self) -> date:
        return last_of(self.first)

    @property
    def visits(self) -> list[Visit]:
        found = [visit for line in self.lines for visit in line.visits]
        return sorted(found, key=lambda visit: (visit.on, visit.begun or datetime.min.time(), visit.pk))

    @property
    def time(self) -> timedelta:
        return hours_of(self.visits)

    @property
    def without_hours(self) -> int:
        """Visits of which nobody has noted from when to when."""
        return sum(not (visit.begun and visit.ended) for visit in self.visits)

    @property
    def n_photos(self) -> int:
        return sum(line.n_photos for line in self.lines)

    @property
    def talks(self) -> int:
        return sum(line.talks for line in self.lines)


def last_of(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def hours_of(visits: Iterable[Visit]) -> timedelta:
    """The time from begin to end of those visits that have both."""
    spans = [
        datetime.combine(visit.on, visit.ended) - datetime.combine(visit.on, visit.begun)
        for visit in visits
        if visit.begun and visit.ended
    ]
    return sum(spans, timedelta())


def of(adviser: User, first: date) -> Month:
    """What somebody has recorded in the month that begins on a day, in a fixed number of statements."""
    last, found = last_of(first), {}
    said: dict[int, list[str]] = defaultdict(list)

    def line(cooperative: Cooperative) -> MonthLine:
        return found.setdefault(cooperative.pk, MonthLine(cooperative))

    visits = Visit.objects.filter(adviser=adviser, on__range=(first, last)).order_by("on", "pk")
    visits = visits.select_related(OF_CASE)
    for visit in visits.annotate(n_photos=Count("photos")):
        one = line(visit.case.cooperative)
        one.visits.append(visit)
        one.n_photos += visit.n_photos
        said[one.cooperative.pk] += _found(visit)
    begin, end = clock.start_of(first), clock.start_of(last + timedelta(days=1))
    moves = Move.objects.filter(actor=adviser, at__gte=begin, at__lt=end, taken_back_at=None).order_by("at", "pk")
    for move in moves.select_related(OF_CASE):
        said[line(move.case.cooperative).cooperative.pk].append(str(move.get_new_display()))
    decisions = Decision.objects.filter(actor=adviser, on__range=(first, last)).order_by("on", "pk")
    for decision in decisions.select_related(OF_CASE):
        said[line(decision.case.cooperative).cooperative.pk].append(str(decision.get_wish_display()))
    # A message that nobody has answered is no talk.
    reached = Contact.objects.filter(by=adviser, channel__in=TALKS, state=ContactState.SENT, result__in=REACHED)
    talks = reached.filter(done_at__gte=begin, done_at__lt=end)
    for contact in talks.select_related("cooperative__district"):
        line(contact.cooperative).talks += 1
    for pk, words in said.items():
        found[pk].results = list(dict.fromkeys(words))
    return Month(adviser, first, sorted(found.values(), key=lambda one: one.cooperative.name_key))


def _found(visit: Visit) -> list[str]:
    """Who was met on a visit, and what was said."""
    words = Truncator(visit.said).chars(MOST_WORDS)
    return [text] if (text := ": ".join(filter(None, [visit.met, words]))) else []


def in_hours(time: timedelta) -> str:
    """As it is said in a report: `3 h 20 min`."""
    minutes = int(time.total_seconds()) // 60
    return _("{hours} h {minutes:02} min").format(hours=minutes // 60, minutes=minutes % 60)


def pictures(month: Month, most: int) -> list[Photo]:
    """The first photo of each cooperative, up to so many."""
    rows = Photo.objects.filter(visit__in=[visit.pk for visit in month.visits]).order_by("visit__on", "pk")
    first: dict[int, Photo] = {}
    for photo in rows.select_related("visit__case__cooperative"):
        first.setdefault(photo.visit.case.cooperative_id, photo)
    return list(first.values())[:most]
