"""Delivering messages by the ways that lead to somebody, in the transaction of the change that they tell of."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from cooperatives.choices import Channel, ContactState
from cooperatives.messaging import outcome, reach, registry
from cooperatives.messaging.message import Message
from cooperatives.models import Contact
from core.messages import outbox
from core.models import OutgoingMail


def send(messages: Sequence[Message]) -> outcome.DeliveryOutcome:
    """Tell each what it says, and keep how in the contact log. Where no way leads to anybody, finding one is an
    officer's task. What is still prepared about the same has been overtaken.
    """
    _find_reach(messages)
    for message in messages:
        _deliver(message)
    overtake(message.about for message in messages if not message.overtakes_by_hand or _waits(message))
    entries = [entry for message in messages for entry in message.entries]
    OutgoingMail.objects.bulk_create([entry.mail for entry in entries if entry.mail], batch_size=500)
    # The contact log is of cooperatives; what goes to the office's own people is not in it.
    Contact.objects.bulk_create([entry for entry in entries if entry.cooperative_id], batch_size=500)
    transaction.on_commit(outbox.wake, robust=True)
    done = outcome.DeliveryOutcome(list(messages))
    outcome.note(done)
    return done


def _find_reach(messages: Sequence[Message]) -> None:
    cooperatives = {one.cooperative.pk: one.cooperative for one in messages if one.cooperative}
    found = reach.of(cooperatives.values()) if cooperatives else {}
    for message in messages:
        known = found[message.cooperative.pk] if message.cooperative else reach.Reach()
        more = [user for user in message.users if user not in known.managers]
        message.reach = reach.Reach([*known.managers, *more], known.email, known.phone)


def _deliver(message: Message) -> None:
    for way in message.ways:
        message.entries += registry.of(way).deliver(message)
    for way in message.otherwise:
        if not message.entries:
            message.entries += registry.of(way).deliver(message)
    leads_out = any(registry.of(way).leads_out for way in (*message.ways, *message.otherwise))
    if not message.entries and message.cooperative and leads_out:
        message.entries.append(_task(message))


def _waits(message: Message) -> bool:
    return any(entry.channel in registry.by_hand() for entry in message.entries)


def _task(message: Message) -> Contact:
    """Nothing leads to it: an officer's task, with the number of a landline if there is one."""
    words = message.words(Channel.WHATSAPP)
    return message.entry(Channel.WHATSAPP, message.reach.phone, words, state=ContactState.FAILED)


def overtake(about: Iterable[str]) -> None:
    """What waits to be sent or could not be sent about these is not true any more, and nobody's task."""
    waiting = Contact.objects.filter(about__in=[one for one in about if one], result="", mail=None)
    waiting.filter(state__in=[ContactState.PREPARED, ContactState.FAILED]).update(state=ContactState.CANCELLED)
