"""Warning letters: prepared by the ladder, numbered and signed in a batch, followed in the post book."""

import hashlib
import json
from collections.abc import Collection, Iterable
from copy import copy
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cooperatives.choices import Channel
from cooperatives.messaging import delivery
from cooperatives.messaging.message import Message, MessageWords
from cooperatives.models import Cooperative
from core import areas, clock, events, office
from core.database import named_locks
from core.errors import DomainError
from core.models import Signer
from core.papers.numbers import filled, first_of_range
from core.papers.official import PaperState
from core.text.formats import long_date
from reports.area import AREA
from reports.choices import LetterLevel
from reports.escalation import cancellation, letter_frame, message_texts
from reports.escalation.cancellation import LETTERS
from reports.models import Letter, Obligation, Reminder, Step
from reports.obligations import eligibility
from reports.obligations.quarter import ROMAN, Quarter


def number_of(sequence: int, level: int, day: date, pattern: str = "") -> str:
    """A letter's number by the office's pattern, e.g. `518/012/TEGUR-I/XI/2026`."""
    return filled(pattern or office.value("letter_number"), sequence, day, tingkat=ROMAN[level - 1])


@transaction.atomic
def issue(letters: Iterable[int], *, actor, first: int = 0) -> list[Letter]:
    """Give letters that wait their number, date, signer and final words, as one batch in one transaction.

    `first` is the number that the office's agenda has reserved for the first of them; without it they follow the last
    one of the year. Raises DomainError when a number of the range is taken.

    One that has lost its reason meanwhile is called back instead, one that has lost it in part gets the level of what
    is left. Returns those that were issued, in the order of their numbers.
    """
    named_locks.hold(LETTERS)
    today = clock.today()
    rows = Letter.objects.filter(pk__in=list(letters), state=PaperState.PREPARED).select_related("cooperative__village")
    waiting = {letter.pk: letter for letter in rows.select_for_update(of=("self",)).order_by("pk")}
    levels = _levels(waiting, today)
    _check_initials([letter for letter in waiting.values() if letter.pk in levels])
    cancellation.cancel([pk for pk in waiting if pk not in levels], today)
    late = eligibility.late_by_cooperative({letter.cooperative_id for letter in waiting.values()}, today)
    issued = sorted(
        (letter for letter in waiting.values() if letter.pk in levels),
        key=lambda letter: (letter.cooperative.name_key, letter.pk),
    )
    steps, signer = _steps(), letter_frame.signer_today()
    for number, letter in enumerate(issued, first_of_range(Letter, today.year, first=first, n=len(issued))):
        letter.level = levels[letter.pk]
        _compose(letter, late[letter.cooperative_id], steps, signer)
        letter.number_it(number_of(number, letter.level, today), sequence=number, day=today, actor=actor)
    _send(issued, steps, actor)
    return issued


def _check_initials(letters: list[Letter]) -> None:
    """Raises DomainError for letters without initials, where the office asks for them, all at once."""
    if not office.value("letter_initials"):
        return
    digests = digests_of(letters)
    without = [one for one in letters if not one.has_initials_for(digests[one.pk])]
    if without:
        names = sorted(letter.cooperative.name for letter in without)
        text = _("{n} of these letters have no initials (paraf) for what they say today: {names}. Look at them first.")
        more = ", …" if len(names) > 5 else ""
        raise DomainError(text.format(n=len(names), names=", ".join(names[:5]) + more))


def _send(issued: list[Letter], steps: dict[int, Step], actor) -> None:
    """Into the contact log; managers read it in the portal too, where its step says so."""
    messages = [_message(letter, steps, actor) for letter in issued]
    delivery.send(messages)
    for letter, message in zip(issued, messages, strict=True):
        letter.contact = next(entry for entry in message.entries if entry.channel == Channel.LETTER)
        letter.save()
        letter.contact.reminders.set(Reminder.objects.filter(letter=letter))
        events.record(
            "letter.issued",
            actor=actor,
            object_type="cooperative",
            object_id=letter.cooperative_id,
            label=letter.cooperative.name,
            after={"number": letter.number, "level": letter.get_level_display()},
        )


def _message(letter: Letter, steps: dict[int, Step], actor) -> Message:
    words = MessageWords(f"{letter.subject}, {letter.number}", letter.text)
    step = steps.get(letter.level)
    return Message(
        lambda _way, _reach: words,
        about=f"letter-{letter.pk}",
        cooperative=letter.cooperative,
        ways=(Channel.LETTER, Channel.INBOX) if step and Channel.INBOX in step.ways else (Channel.LETTER,),
        key=f"letter-{letter.pk}",
        url="/reports/",
        by=actor,
    )


def _levels(waiting: Iterable[int], on: date) -> dict[int, int]:
    """The level of each letter that has a reason: that of the highest step of its reminders which still have one."""
    alive = cancellation.live(on).filter(letter__in=list(waiting)).order_by()
    return dict(alive.values_list("letter").annotate(level=Max("step__letter_level")))


def preview(letter: Letter) -> Letter:
    """A letter that waits, as it would be issued today; nothing is saved."""
    (shown,) = previews([letter])
    shown.issued_on, shown.number = clock.today(), _("(number when it is issued)")
    return shown


def previews(letters: Iterable[Letter]) -> list[Letter]:
    """Letters that wait, in the words of today, in a fixed number of statements; nothing is saved.

    For letters that have their cooperative and its village along.
    """
    found, today = list(letters), clock.today()
    levels = _levels([letter.pk for letter in found], today)
    late = eligibility.late_by_cooperative({letter.cooperative_id for letter in found}, today)
    steps, signer = _steps(), letter_frame.signer_today()
    for letter in found:
        letter.level = levels.get(letter.pk, letter.level)
        _compose(letter, late[letter.cooperative_id], steps, signer)
    return found


def seen(letter: Letter, words: str = "") -> str:
    """What somebody who gives initials has looked at: the ladder may raise a letter between the page and the button.

    A list shows the level alone; the page of a letter leads to its words, of which `words` is the digest.
    """
    return f"{letter.pk}-{letter.level}" + (f"-{words[:16]}" if words else "")


def digests_of(letters: Iterable[Letter]) -> dict[int, str]:
    """By key, a digest of what each letter that waits says today; who signs it is left out."""
    return {letter.pk: _digest(letter) for letter in previews(copy(letter) for letter in letters)}


def _digest(letter: Letter) -> str:
    around = [letter.frame[key] for key in ("nature", "enclosures", "basis", "salutation", "closing", "copies", "to")]
    said = [letter.level, letter.subject, letter.text, letter.missing, around]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def example(cooperative: Cooperative, step: Step, missing: list[Obligation]) -> Letter:
    """A letter in the words of a step, whatever its level, to one who owes some reports; nothing is saved."""
    letter = Letter(cooperative=cooperative, level=step.letter_level or 1, made_on=clock.today())
    _compose(letter, missing, {letter.level: step}, letter_frame.signer_today())
    letter.issued_on, letter.number = clock.today(), _("(number when it is issued)")
    return letter


def _steps() -> dict[int, Step]:
    """The step of each level; one in use before one that is not."""
    return {step.letter_level: step for step in Step.objects.exclude(letter_level=0).order_by("is_on", "-days")}


def _compose(letter: Letter, missing: list[Obligation], steps: dict[int, Step], signer: Signer | None) -> None:
    step = steps.get(letter.level)
    letter.subject, letter.text = str(LetterLevel(letter.level).label), ""
    if step:
        letter.subject, letter.text = message_texts.compose(step, letter.cooperative.legal_name, missing)
    letter_frame.put(letter, step, signer)
    owed = sorted((item.period.value, item.due_on) for item in missing)
    letter.missing = [[quarter.slug, due.isoformat()] for quarter, due in owed]


@transaction.atomic
def set_aside(letter: Letter, *, reason: str, actor) -> None:
    """Do not send a letter that waits: the step comes again after the days that a letter leaves to answer.

    Raises DomainError without a reason, or when it was issued meanwhile.
    """
    if not reason.strip():
        raise DomainError(_("Give the reason why the letter is not sent."))
    changed = Letter.objects.filter(pk=letter.pk, state=PaperState.PREPARED).update(
        state=PaperState.CANCELLED, closed_on=clock.today(), closed_reason=reason.strip()[:500], replaces=None
    )
    if not changed:
        raise DomainError(_("This letter is not waiting any more."))
    events.record(
        "letter.set_aside",
        actor=actor,
        object_type="cooperative",
        object_id=letter.cooperative_id,
        label=letter.cooperative.name,
        after={"level": letter.get_level_display()},
        reason=reason.strip(),
    )


def replaced_in_words(letter: Letter) -> str:
    """The sentence that names the void letter in whose place this one was written, "" for none; in Indonesian."""
    old = letter.replaces
    if not old:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        day = long_date(old.issued_on)
        return f"Surat ini menggantikan surat nomor {old.number} tanggal {day}, yang dinyatakan batal."


def result_pages(contacts: Collection[int]) -> dict[int, str]:
    """Of entries of the contact log, those of letters, with the page on which one notes how the letter went; "" while
    letters have no pages.
    """
    rows, has_page = Letter.objects.filter(contact__in=contacts).values_list("contact", "pk"), areas.is_on(AREA.key)
    return {contact: reverse("letter", args=[pk]) if has_page else "" for contact, pk in rows}


def missing_of(letter: Letter) -> list[tuple[Quarter, str]]:
    """Quarter and due date (ISO) of each report that an issued letter names."""
    return [(Quarter.parse(slug), due) for slug, due in letter.missing]
