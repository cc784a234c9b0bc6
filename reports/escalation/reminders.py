"""Reminders into messages: mail in the outbox, the inbox of the portal, prepared WhatsApp texts, letters to sign.

What one cooperative is to be told on a day is told together, in the words of its highest step.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from cooperatives.choices import Channel
from cooperatives.messaging import delivery, registry
from cooperatives.messaging.message import Message, MessageWords
from cooperatives.messaging.reach import Reach
from cooperatives.models import Cooperative
from core import events
from core.database import named_locks
from core.papers import trail
from core.papers.official import PaperState
from reports.choices import ReminderState
from reports.escalation import message_texts
from reports.escalation.cancellation import LETTERS, live
from reports.models import Letter, Obligation, Reminder
from reports.obligations import eligibility

LOCK = "ladder"
# Cooperatives told in one transaction: a job that is killed has told whole ones, and goes on with the next.
BATCH = 200


@dataclass
class ReminderCounts:
    """How many cooperatives were told by each way, how many letters wait to be signed."""

    cooperatives: int = 0
    by_channel: Counter[str] = field(default_factory=Counter)
    letters: int = 0
    unreachable: int = 0


@dataclass
class Talk:
    """What one cooperative is told: each way takes the words of the highest step that goes by it."""

    cooperative: Cooperative
    reminders: list[Reminder]
    owed: list[Obligation]
    message: Message | None = None

    @property
    def ways(self) -> list[str]:
        return [way for way, _label in registry.reminding() if self.going_by(way)]

    def going_by(self, way: str) -> list[Reminder]:
        """The reminders whose step goes by a way; the inbox has a letter when it is issued, not before
        (reports/escalation/letters.py).
        """
        rows = [one for one in self.reminders if way in one.step.ways]
        return [one for one in rows if not (way == Channel.INBOX and one.step.letter_level)]

    def about(self, way: str) -> list[Reminder]:
        """The reminders that a contact is about; a task where no way leads to anybody is about all that were to go."""
        return self.going_by(way) or [one for one in self.reminders if one.step.ways]

    def compose(self, way: str, _reach: Reach) -> MessageWords:
        step = max((reminder.step for reminder in self.about(way)), key=lambda step: step.days)
        return MessageWords(*message_texts.compose(step, self.cooperative.legal_name, self.owed))

    @property
    def letter_level(self) -> int:
        return max(reminder.step.letter_level for reminder in self.reminders)


def tell(on: date) -> ReminderCounts:
    """Turn all reminders that nobody was told of yet into messages. Safe to repeat and to run twice at once.

    On a day on which the office rests nobody is told anything.
    """
    told = ReminderCounts()
    if eligibility.is_quiet(on):
        return told
    waiting = Reminder.objects.filter(state=ReminderState.NEW).order_by("obligation__cooperative")
    pks = list(dict.fromkeys(waiting.values_list("obligation__cooperative", flat=True)))
    for start in range(0, len(pks), BATCH):
        _tell_some(pks[start : start + BATCH], on, told)
    if pks:
        ways = dict(sorted(told.by_channel.items()))
        events.record(
            "reminders.told",
            actor=None,
            object_type="office",
            object_id=0,
            label=on.isoformat(),
            after={"cooperatives": told.cooperatives, **ways, "letters": told.letters, "unreachable": told.unreachable},
        )
    return told


@transaction.atomic
def _tell_some(cooperatives: list[int], on: date, told: ReminderCounts) -> None:
    named_locks.hold(LOCK)
    # A report that is being filed now is waited for, and then not reminded of (docs/adr/0012 has the order of locks).
    list(
        Obligation.objects.filter(cooperative__in=cooperatives, reminders__state=ReminderState.NEW)
        .select_for_update(of=("self",))
        .order_by("pk")
        .values_list("pk")
    )
    new = Reminder.objects.filter(state=ReminderState.NEW, obligation__cooperative__in=cooperatives)
    still = live(on).filter(pk__in=new.values("pk"), obligation__cooperative__in=cooperatives)
    reminders = list(still.select_related("step", "obligation__cooperative", "obligation__period"))
    new.exclude(pk__in=[reminder.pk for reminder in reminders]).update(state=ReminderState.NOT_NEEDED)
    talks = list(_talks(reminders, on))
    done = delivery.send([talk.message for talk in talks if talk.message])
    _link(talks)
    told.letters += _prepare_letters([talk for talk in talks if talk.letter_level], on)
    told.cooperatives += len(talks)
    told.unreachable += done.unreached
    told.by_channel.update(done.by_channel)
    Reminder.objects.filter(pk__in=[r.pk for r in reminders], state=ReminderState.NEW).update(state=ReminderState.TOLD)


def _talks(reminders: list[Reminder], on: date) -> Iterator[Talk]:
    """One talk for each cooperative, about what comes and about what is late: two if both come on one day."""
    groups: dict[tuple[int, bool], list[Reminder]] = defaultdict(list)
    for reminder in reminders:
        groups[reminder.obligation.cooperative_id, reminder.step.days < 0].append(reminder)
    cooperatives = {r.obligation.cooperative_id: r.obligation.cooperative for r in reminders}
    late = eligibility.late_by_cooperative(cooperatives, on)
    for (pk, is_before), group in groups.items():
        owed = [reminder.obligation for reminder in group] if is_before else late[pk]
        talk = Talk(cooperatives[pk], group, owed)
        talk.message = _message(talk, on, "due" if is_before else "late")
        yield talk


def _message(talk: Talk, on: date, kind: str) -> Message | None:
    """None for steps that only prepare a letter."""
    ways = talk.ways
    if not ways:
        return None
    first = talk.about(Channel.INBOX)[0]
    return Message(
        talk.compose,
        about=f"{kind}-{talk.cooperative.pk}",
        cooperative=talk.cooperative,
        ways=ways,
        # An older text that nobody has sent yet has been overtaken by a new one, not by a mail.
        overtakes_by_hand=True,
        key=f"reminder-{first.pk}-{on}",
        url=f"/reports/{first.obligation_id}/",
        is_reminder=True,
    )


def _link(talks: list[Talk]) -> None:
    """Each contact with the reminders that it is about."""
    through = Reminder.contacts.through
    through.objects.bulk_create(
        (
            through(reminder=reminder, contact=contact)
            for talk in talks
            if talk.message
            for contact in talk.message.entries
            for reminder in talk.about(contact.channel)
        ),
        batch_size=500,
    )


def _prepare_letters(talks: list[Talk], on: date) -> int:
    """Prepare letters, or let the one that waits for its signature be of the higher level. Returns new ones.

    One that was issued on this very day names all that is missing: no second one follows it.
    """
    if not talks:
        return 0
    named_locks.hold(LETTERS)
    letters = Letter.objects.filter(cooperative__in=[talk.cooperative for talk in talks])
    # Held: somebody may give initials or take them back at this moment.
    waiting = letters.filter(state=PaperState.PREPARED).order_by("pk").select_for_update(of=("self",))
    found = {letter.cooperative_id: letter for letter in waiting}
    for letter in letters.filter(state=PaperState.ISSUED, issued_on=on):
        found.setdefault(letter.cooperative_id, letter)
    levels = {talk.cooperative.pk: talk.letter_level for talk in talks}
    new = Letter.objects.bulk_create(
        Letter(cooperative=talk.cooperative, level=talk.letter_level, made_on=on)
        for talk in talks
        if talk.cooperative.pk not in found
    )
    found |= {letter.cooperative_id: letter for letter in new}
    raised = [letter for letter in found.values() if _is_raised(letter, levels[letter.cooperative_id])]
    Letter.objects.bulk_update(raised, ["level", *trail.INITIALS])
    about = [reminder for talk in talks for reminder in talk.reminders if reminder.step.letter_level]
    for reminder in about:
        reminder.letter = found[reminder.obligation.cooperative_id]
    Reminder.objects.bulk_update(about, ["letter"])
    return len(new)


def _is_raised(letter: Letter, level: int) -> bool:
    """Let a letter that waits be of a higher level, unsaved; False where there is nothing to raise."""
    if letter.state != PaperState.PREPARED or level <= letter.level:
        return False
    letter.level = level
    trail.forget_initials(letter)
    return True
