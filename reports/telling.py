"""Reminders into messages: mail in the outbox, the inbox of the portal, prepared WhatsApp texts, letters to sign.

What one cooperative is to be told on a day is told together, in the words of its highest step.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from cooperatives import reaching
from cooperatives.choices import Channel, ContactState
from cooperatives.models import Contact, Cooperative
from cooperatives.reaching import Ways, is_mobile
from core import clock, events, inbox, locks, outbox
from core.models import OutgoingMail
from reports import asking, wording
from reports.choices import LetterState, ReminderState
from reports.models import Letter, Obligation, Reminder
from reports.recalling import LETTERS, live

LOCK = "ladder"
# Cooperatives told in one transaction: a job that is killed has told whole ones, and goes on with the next.
BATCH = 200


@dataclass
class Told:
    """How many cooperatives were told by each way, how many letters wait to be signed."""

    cooperatives: int = 0
    by_channel: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    letters: int = 0
    unreachable: int = 0


@dataclass
class Talk:
    """What one cooperative is told: each way takes the words of the highest step that goes by it."""

    cooperative: Cooperative
    reminders: list[Reminder]
    owed: list[Obligation]
    ways: Ways
    contacts: list[tuple[Contact, list[Reminder]]] = field(default_factory=list)

    def going_by(self, way: str) -> list[Reminder]:
        """The reminders whose step goes by `email`, `inbox` or `whatsapp`; the inbox has a letter when it is issued
        (reports/letters.py), not before.
        """
        rows = [one for one in self.reminders if getattr(one.step, f"by_{way}")]
        return [one for one in rows if not (way == "inbox" and one.step.letter_level)]

    @property
    def letter_level(self) -> int:
        return max(reminder.step.letter_level for reminder in self.reminders)


def tell(on: date) -> Told:
    """Turn all reminders that nobody was told of yet into messages. Safe to repeat and to run twice at once.

    On a day on which the office rests nobody is told anything.
    """
    told = Told()
    if asking.rests(on):
        return told
    waiting = Reminder.objects.filter(state=ReminderState.NEW).order_by("obligation__cooperative")
    pks = list(dict.fromkeys(waiting.values_list("obligation__cooperative", flat=True)))
    for start in range(0, len(pks), BATCH):
        _tell_some(pks[start : start + BATCH], on, told)
    if pks:
        ways = dict(sorted(told.by_channel.items()))
        events.record(
            "reminders.told", actor=None, object_type="office", object_id=0, label=on.isoformat(),
            after={"cooperatives": told.cooperatives, **ways, "letters": told.letters, "unreachable": told.unreachable},
        )  # fmt: skip
    return told


@transaction.atomic
def _tell_some(cooperatives: list[int], on: date, told: Told) -> None:
    locks.hold(LOCK)
    # A report that is being filed now is waited for, and then not reminded of (docs/adr/0012 has the order of locks).
    list(
        Obligation.objects.filter(cooperative__in=cooperatives, reminders__state=ReminderState.NEW)
        .select_for_update(of=("self",)).order_by("pk").values_list("pk")
    )  # fmt: skip
    new = Reminder.objects.filter(state=ReminderState.NEW, obligation__cooperative__in=cooperatives)
    still = live(on).filter(pk__in=new.values("pk"), obligation__cooperative__in=cooperatives)
    reminders = list(still.select_related("step", "obligation__cooperative", "obligation__period"))
    new.exclude(pk__in=[reminder.pk for reminder in reminders]).update(state=ReminderState.NOT_NEEDED)
    talks = list(_talks(reminders, on))
    for talk in talks:
        _by_mail(talk)
        _by_inbox(talk)
        _by_whatsapp(talk)
        if not talk.contacts and (about := talk.going_by("email") or talk.going_by("whatsapp")):
            _nowhere(talk, about)
    _replace_older([talk for talk in talks if any(c.channel == Channel.WHATSAPP for c, _about in talk.contacts)])
    _save(talks, on)
    told.letters += _prepare_letters([talk for talk in talks if talk.letter_level], on)
    for talk in talks:
        told.cooperatives += 1
        told.unreachable += any(contact.state == ContactState.FAILED for contact, _about in talk.contacts)
        for channel in {contact.channel for contact, _about in talk.contacts if contact.state != ContactState.FAILED}:
            told.by_channel[channel] += 1
    Reminder.objects.filter(pk__in=[r.pk for r in reminders], state=ReminderState.NEW).update(state=ReminderState.TOLD)
    transaction.on_commit(outbox.wake, robust=True)


def _talks(reminders: list[Reminder], on: date) -> Iterator[Talk]:
    """One talk for each cooperative, about what comes and about what is late: two if both come on one day."""
    groups: dict[tuple[int, bool], list[Reminder]] = defaultdict(list)
    for reminder in reminders:
        groups[reminder.obligation.cooperative_id, reminder.step.days < 0].append(reminder)
    cooperatives = {r.obligation.cooperative_id: r.obligation.cooperative for r in reminders}
    ways = reaching.of(list(cooperatives.values()))
    late = asking.late_by_cooperative(cooperatives, on)
    for (pk, is_before), group in groups.items():
        owed = [reminder.obligation for reminder in group] if is_before else late[pk]
        yield Talk(cooperatives[pk], group, owed, ways[pk])


def _contact(talk: Talk, channel: str, about: list[Reminder], to: str, **fields) -> Contact:
    step = max((reminder.step for reminder in about), key=lambda step: step.days)
    subject, text = wording.compose(step, talk.cooperative.name, talk.owed)
    contact = Contact(
        cooperative=talk.cooperative, channel=channel, to=to[:254], subject=subject, text=text, made_at=clock.now(),
        **fields,
    )  # fmt: skip
    talk.contacts.append((contact, about))
    return contact


def _by_mail(talk: Talk) -> None:
    if about := talk.going_by("email"):
        for address in talk.ways.emails:
            contact = _contact(talk, Channel.EMAIL, about, address)
            contact.mail = OutgoingMail(
                to=[address], subject=contact.subject, body=contact.text, from_email=settings.DEFAULT_FROM_EMAIL
            )


def _by_inbox(talk: Talk) -> None:
    if (about := talk.going_by("inbox")) and talk.ways.managers:
        names = ", ".join(user.display_name for user in talk.ways.managers)
        _contact(talk, Channel.INBOX, about, names, state=ContactState.SENT, done_at=clock.now())


def _by_whatsapp(talk: Talk) -> None:
    if (about := talk.going_by("whatsapp")) and is_mobile(talk.ways.phone):
        _contact(talk, Channel.WHATSAPP, about, talk.ways.phone)


def _replace_older(talks: list[Talk]) -> None:
    """An older message that nobody has sent by hand yet has been overtaken by the new one."""
    Contact.objects.to_send().filter(
        Exists(Reminder.contacts.through.objects.filter(contact=OuterRef("pk"))),
        cooperative__in=[talk.cooperative for talk in talks],
    ).update(state=ContactState.CANCELLED)


def _nowhere(talk: Talk, about: list[Reminder]) -> None:
    """Neither mail nor WhatsApp leads to it: an officer's task, with the number of a landline if there is one."""
    _contact(talk, Channel.WHATSAPP, about, talk.ways.phone, state=ContactState.FAILED)


def _save(talks: list[Talk], on: date) -> None:
    made = [(talk, contact, about) for talk in talks for contact, about in talk.contacts]
    OutgoingMail.objects.bulk_create([contact.mail for _t, contact, _a in made if contact.mail], batch_size=500)
    Contact.objects.bulk_create([contact for _t, contact, _a in made], batch_size=500)
    through = Reminder.contacts.through
    through.objects.bulk_create(
        (through(reminder=reminder, contact=contact) for _t, contact, about in made for reminder in about),
        batch_size=500,
    )
    for talk, contact, about in made:
        if contact.channel == Channel.INBOX:
            inbox.put(
                talk.ways.managers, key=f"reminder-{about[0].pk}-{on}", text=contact.text,
                title=f"{contact.subject} – {talk.cooperative.name}", url=f"/reports/{about[0].obligation_id}/",
            )  # fmt: skip


def _prepare_letters(talks: list[Talk], on: date) -> int:
    """Prepare letters, or let the one that waits for its signature be of the higher level. Returns new ones.

    One that was issued on this very day names all that is missing: no second one follows it.
    """
    if not talks:
        return 0
    locks.hold(LETTERS)
    letters = Letter.objects.filter(cooperative__in=[talk.cooperative for talk in talks])
    found = {letter.cooperative_id: letter for letter in letters.filter(state=LetterState.PREPARED)}
    for letter in letters.filter(state=LetterState.ISSUED, issued_on=on):
        found.setdefault(letter.cooperative_id, letter)
    levels = {talk.cooperative.pk: talk.letter_level for talk in talks}
    new = Letter.objects.bulk_create(
        Letter(cooperative=talk.cooperative, level=talk.letter_level, made_on=on)
        for talk in talks if talk.cooperative.pk not in found
    )  # fmt: skip
    found |= {letter.cooperative_id: letter for letter in new}
    for letter in found.values():
        if letter.state == LetterState.PREPARED:
            letter.level = max(letter.level, levels[letter.cooperative_id])
    Letter.objects.bulk_update(found.values(), ["level"])
    about = [reminder for talk in talks for reminder in talk.reminders if reminder.step.letter_level]
    for reminder in about:
        reminder.letter = found[reminder.obligation.cooperative_id]
    Reminder.objects.bulk_update(about, ["letter"])
    return len(new)
