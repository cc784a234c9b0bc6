"""Warning letters: prepared by the ladder, numbered and signed in a batch, followed in the post book."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cooperatives import reaching
from cooperatives.choices import Channel, ContactResult, ContactState
from cooperatives.models import Contact
from core import braces, clock, events, inbox, locks, office
from core.errors import DomainError
from reports import asking, recalling, wording
from reports.choices import LetterLevel, LetterState
from reports.models import Letter, Obligation, Reminder, Step
from reports.periods import ROMAN, Quarter
from reports.recalling import LETTERS

MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
DELIVERY = (ContactResult.DELIVERED, ContactResult.CAME_BACK, ContactResult.CLOSED)


def number_of(sequence: int, level: int, day: date, pattern: str = "") -> str:
    """A letter's number by the office's pattern, e.g. `518/012/TEGUR-I/XI/2026`."""
    parts = {
        "nomor": f"{sequence:03}",
        "tingkat": ROMAN[level - 1],
        "bulan": MONTHS[day.month - 1],
        "tahun": str(day.year),
    }
    return braces.fill(pattern or office.value("letter_number"), parts)


@transaction.atomic
def issue(letters: Iterable[int], *, actor) -> list[Letter]:
    """Give letters that wait their number, date, signer and final words, as one batch in one transaction.

    One that has lost its reason meanwhile is called back instead, one that has lost it in part gets the level of what
    is left. Returns those that were issued, in the order of their numbers.
    """
    locks.hold(LETTERS)
    today = clock.today()
    rows = Letter.objects.filter(pk__in=list(letters), state=LetterState.PREPARED).select_related("cooperative")
    waiting = {letter.pk: letter for letter in rows.select_for_update(of=("self",)).order_by("pk")}
    levels = _levels(waiting, today)
    recalling.cancel([pk for pk in waiting if pk not in levels], today)
    late = asking.late_by_cooperative({letter.cooperative_id for letter in waiting.values()}, today)
    sequence = Letter.objects.filter(year=today.year).aggregate(last=Max("sequence"))["last"] or 0
    issued = sorted(
        (letter for letter in waiting.values() if letter.pk in levels),
        key=lambda letter: (letter.cooperative.name_key, letter.pk),
    )
    steps = _steps()
    for number, letter in enumerate(issued, sequence + 1):
        letter.level = levels[letter.pk]
        _issue(letter, late[letter.cooperative_id], steps, number, today, actor)
    _into_inboxes(issued)
    return issued


def _into_inboxes(issued: list[Letter]) -> None:
    """Managers read a letter in the portal as soon as it is issued, where its step says so."""
    levels = set(Step.objects.filter(by_inbox=True).values_list("letter_level", flat=True))
    told = [letter for letter in issued if letter.level in levels]
    ways = reaching.of([letter.cooperative for letter in told])
    for letter in told:
        inbox.put(
            ways[letter.cooperative_id].managers, key=f"letter-{letter.pk}", text=letter.text,
            title=f"{letter.subject}, {letter.number} – {letter.cooperative.name}", url="/reports/",
        )  # fmt: skip


def _levels(waiting: Iterable[int], on: date) -> dict[int, int]:
    """The level of each letter that has a reason: that of the highest step of its reminders which still have one."""
    alive = recalling.live(on).filter(letter__in=list(waiting)).order_by()
    return dict(alive.values_list("letter").annotate(level=Max("step__letter_level")))


def preview(letter: Letter) -> Letter:
    """A letter that waits, as it would be issued today; nothing is saved."""
    today = clock.today()
    letter.level = _levels([letter.pk], today).get(letter.pk, letter.level)
    _compose(letter, asking.late_by_cooperative([letter.cooperative_id], today)[letter.cooperative_id], _steps())
    letter.issued_on, letter.number = today, _("(number when it is issued)")
    return letter


def _steps() -> dict[int, Step]:
    """The step of each level; one in use before one that is not."""
    return {step.letter_level: step for step in Step.objects.exclude(letter_level=0).order_by("is_on", "-days")}


def _compose(letter: Letter, missing: list[Obligation], steps: dict[int, Step]) -> None:
    step = steps.get(letter.level)
    letter.subject, letter.text = str(LetterLevel(letter.level).label), ""
    if step:
        letter.subject, letter.text = wording.compose(step, letter.cooperative.name, missing)
    letter.signer_name = (step and step.signer_name) or office.value("letter_signer")
    letter.signer_position = (step and step.signer_position) or office.value("letter_signer_position")
    owed = sorted((item.period.value, item.due_on) for item in missing)
    letter.missing = [[quarter.slug, due.isoformat()] for quarter, due in owed]


def _issue(letter: Letter, missing: list[Obligation], steps: dict[int, Step], sequence: int, day: date, actor) -> None:
    _compose(letter, missing, steps)
    letter.state, letter.year, letter.sequence, letter.issued_on = LetterState.ISSUED, day.year, sequence, day
    letter.number = number_of(sequence, letter.level, day)
    letter.issued_by, letter.issued_by_name = actor, actor.display_name[:150]
    letter.contact = Contact.objects.create(
        cooperative=letter.cooperative, channel=Channel.LETTER, state=ContactState.SENT, made_at=clock.now(),
        done_at=clock.now(),
        to=letter.cooperative.address[:254], subject=f"{letter.subject}, {letter.number}"[:250], text=letter.text,
        by=actor, by_name=actor.display_name[:150],
    )  # fmt: skip
    letter.save()
    letter.contact.reminders.set(Reminder.objects.filter(letter=letter))
    events.record(
        "letter.issued", actor=actor, object_type="cooperative", object_id=letter.cooperative_id,
        label=letter.cooperative.name, after={"number": letter.number, "level": letter.get_level_display()},
    )  # fmt: skip


@transaction.atomic
def set_aside(letter: Letter, *, reason: str, actor) -> None:
    """Do not send a letter that waits: the step comes again after the days that a letter leaves to answer.

    Raises DomainError without a reason, or when it was issued meanwhile.
    """
    if not reason.strip():
        raise DomainError(_("Give the reason why the letter is not sent."))
    changed = Letter.objects.filter(pk=letter.pk, state=LetterState.PREPARED).update(
        state=LetterState.CANCELLED, closed_on=clock.today()
    )
    if not changed:
        raise DomainError(_("This letter is not waiting any more."))
    events.record(
        "letter.set_aside", actor=actor, object_type="cooperative", object_id=letter.cooperative_id,
        label=letter.cooperative.name, after={"level": letter.get_level_display()}, reason=reason.strip(),
    )  # fmt: skip


def missing_of(letter: Letter) -> list[tuple[Quarter, str]]:
    """Quarter and due date (ISO) of each report that an issued letter names."""
    return [(Quarter.parse(slug), due) for slug, due in letter.missing]
