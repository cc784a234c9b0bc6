"""Letters of coaching that are drafted, get initials for what they say today, and then their number."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock, events, office
from core.database import named_locks
from core.errors import DomainError
from core.papers import trail
from core.papers.letter import OfficialLetter
from core.papers.numbers import filled, first_of_range
from core.papers.official import PaperState
from core.text.formats import long_date


@dataclass(frozen=True, slots=True)
class LetterWay:
    """How a kind of letter goes: what composes a draft in the words of today, and the setting of its numbers.

    `name` begins the verbs of its events.
    """

    model: type[OfficialLetter]
    name: str
    pattern: str
    compose: Callable[[Any], None]
    # A day in the text that moves on with each day: initials hold for the same words of tomorrow.
    moving: str = ""

    @property
    def lock(self) -> str:
        return f"{self.name} letters"

    def drafts(self) -> QuerySet[Any]:
        return self.model._default_manager.filter(state=PaperState.PREPARED)


def digest(way: LetterWay, letter: Any) -> str:
    """Of what a draft says today: initials are given for it."""
    way.compose(letter)
    with translation.override(settings.LANGUAGE_CODE):
        moving = long_date(getattr(letter, way.moving)) if way.moving else ""
    text = letter.text.replace(moving, way.moving) if moving else letter.text
    said: list[Any] = [text, *(letter.frame.get(part, []) for part in ("addressee", "to", "basis", "copies", "rows"))]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def initial(way: LetterWay, rows: QuerySet[Any], *, seen: str, actor) -> int:
    """Put one's initials on a draft, for the words that were looked at. Raises DomainError when they have changed."""
    named_locks.hold(way.lock)
    words = {letter.pk: digest(way, letter) for letter in rows.filter(state=PaperState.PREPARED)}
    if any(now != seen for now in words.values()):
        raise DomainError(_("The letter has changed since you opened the page. Look at it again."))
    return trail.initial(rows, words=words, actor=actor)


@transaction.atomic
def issue(way: LetterWay, letter: Any, *, first: int, actor, check: Callable[[Any], None] | None = None) -> Any:
    """Give a draft its number, date, signer and final words. `first` is a number from the office's agenda, 0 the next.

    `check` looks at it once it is composed. Raises DomainError for one that is no draft, or for a number that is taken.
    """
    named_locks.hold(way.lock)
    held = way.drafts().select_for_update(of=("self",)).filter(pk=letter.pk).first()
    if held is None:
        raise DomainError(_("This paper is not what it was when you opened it. Look at it again."))
    way.compose(held)
    if check:
        check(held)
    today = clock.today()
    sequence = first_of_range(way.model, today.year, first=first, n=1)
    held.number_it(filled(office.value(way.pattern), sequence, today), sequence=sequence, day=today, actor=actor)
    held.save()
    events.record(f"revival.{way.name}_issued", actor=actor, after={"number": held.number}, **held.event_object())
    return held


@transaction.atomic
def set_aside(way: LetterWay, letter: Any, *, actor) -> None:
    """Do not write a letter that is a draft. Raises DomainError for another."""
    named_locks.hold(way.lock)
    closed = {"state": PaperState.CANCELLED, "closed_on": clock.today()}
    if not way.drafts().filter(pk=letter.pk).update(**closed):
        raise DomainError(_("This paper is not what it was when you opened it. Look at it again."))
    events.record(f"revival.{way.name}_set_aside", actor=actor, after={}, **letter.event_object())


def next_number(way: LetterWay) -> int:
    """The number that the next letter gets where the agenda has reserved none."""
    return first_of_range(way.model, clock.today().year, first=0, n=1)
