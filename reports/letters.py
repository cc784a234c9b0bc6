"""Warning letters: prepared by the ladder, numbered and signed in a batch, followed in the post book."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.choices import Channel, ContactResult, ContactState
from cooperatives.models import Contact
from core import clock, events, locks, office
from core.errors import DomainError
from reports import wording
from reports.choices import LetterLevel, LetterState
from reports.models import Letter, Obligation, Reminder, Step
from reports.periods import ROMAN, Quarter

LOCK = "letters"
MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
DELIVERY = (ContactResult.DELIVERED, ContactResult.CAME_BACK, ContactResult.CLOSED)


def number_of(sequence: int, level: int, day) -> str:
    """A letter's number by the office's pattern, e.g. `518/012/TEGUR-I/XI/2026`."""
    parts = {
        "nomor": f"{sequence:03}",
        "tingkat": ROMAN[level - 1],
        "bulan": MONTHS[day.month - 1],
        "tahun": str(day.year),
    }
    return wording.fill(office.value("letter_number"), parts)


@transaction.atomic
def issue(letters: Iterable[int], *, actor) -> list[Letter]:
    """Give letters that wait their number, date, signer and final words, as one batch in one transaction.

    One whose cooperative has filed meanwhile is called back instead. Raises DomainError when none is left.
    """
    locks.hold(LOCK)
    today = clock.today()
    waiting = list(
        Letter.objects.filter(pk__in=list(letters), state=LetterState.PREPARED)
        .select_related("cooperative")
        .order_by("cooperative__name_key", "pk")
    )
    late = _late([letter.cooperative_id for letter in waiting])
    words = {step.letter_level: step for step in Step.objects.exclude(letter_level=0).order_by("-days")}
    sequence = Letter.objects.filter(year=today.year).aggregate(last=Max("sequence"))["last"] or 0
    issued = []
    for letter in waiting:
        if letter.cooperative_id not in late:
            Letter.objects.filter(pk=letter.pk).update(state=LetterState.CANCELLED)
            continue
        sequence += 1
        _issue(letter, words.get(letter.level), late[letter.cooperative_id], sequence, today, actor)
        issued.append(letter)
    if not issued:
        raise DomainError(_("None of these letters is needed any more."))
    return issued


def _late(cooperatives: list[int]) -> dict[int, list]:
    found = defaultdict(list)
    for owed in (
        Obligation.objects.overdue_on(clock.today()).filter(cooperative__in=cooperatives).select_related("period")
    ):
        found[owed.cooperative_id].append((owed.period.value, owed.due_on))
    return found


def preview(letter: Letter) -> Letter:
    """A letter that waits, as it would be issued today; nothing is saved."""
    _compose(letter, _step_of(letter), _late([letter.cooperative_id])[letter.cooperative_id])
    letter.issued_on, letter.number = clock.today(), _("(number when it is issued)")
    return letter


def _step_of(letter: Letter) -> Step | None:
    return Step.objects.filter(letter_level=letter.level).order_by("days").first()


def _compose(letter: Letter, step: Step | None, missing: list) -> None:
    values = wording.values_for(letter.cooperative.name, missing)
    letter.subject = wording.fill(step.subject, values) if step else str(LetterLevel(letter.level).label)
    letter.text = wording.fill(step.text, values) if step else values["tunggakan"]
    letter.signer_name = (step and step.signer_name) or office.value("letter_signer")
    letter.signer_position = (step and step.signer_position) or office.value("letter_signer_position")
    letter.missing = [[quarter.slug, due.isoformat()] for quarter, due in sorted(missing)]


def _issue(letter: Letter, step: Step | None, missing: list, sequence: int, day, actor) -> None:
    _compose(letter, step, missing)
    letter.state, letter.year, letter.sequence, letter.issued_on = LetterState.ISSUED, day.year, sequence, day
    letter.number = number_of(sequence, letter.level, day)
    letter.issued_by, letter.issued_by_name = actor, actor.display_name[:150]
    letter.contact = Contact.objects.create(
        cooperative=letter.cooperative, channel=Channel.LETTER, state=ContactState.SENT, done_at=timezone.now(),
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
    """Do not send a letter that waits. Raises DomainError without a reason, or when it was issued meanwhile."""
    if not reason.strip():
        raise DomainError(_("Give the reason why the letter is not sent."))
    changed = Letter.objects.filter(pk=letter.pk, state=LetterState.PREPARED).update(state=LetterState.CANCELLED)
    if not changed:
        raise DomainError(_("This letter is not waiting any more."))
    events.record(
        "letter.set_aside", actor=actor, object_type="cooperative", object_id=letter.cooperative_id,
        label=letter.cooperative.name, after={"level": letter.get_level_display()}, reason=reason.strip(),
    )  # fmt: skip


def missing_of(letter: Letter) -> list[tuple[Quarter, str]]:
    """Quarter and due date (ISO) of each report that an issued letter names."""
    return [(Quarter.parse(slug), due) for slug, due in letter.missing]
