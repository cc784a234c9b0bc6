"""By which ways somebody was reached: what the screen says of messages that went out."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperatives.choices import ContactState
from cooperatives.messaging import registry
from cooperatives.messaging.message import Message
from cooperatives.messaging.reach import is_mobile
from cooperatives.models import Contact


@dataclass
class DeliveryOutcome:
    """Messages with the entries that delivery has made of them."""

    messages: list[Message] = field(default_factory=list)

    @property
    def entries(self) -> list[Contact]:
        return [entry for message in self.messages for entry in message.entries]

    @property
    def unreached(self) -> int:
        return sum(bool(message.entries) and not message.is_reached for message in self.messages)

    @property
    def by_channel(self) -> Counter[str]:
        """How many messages took each way."""
        ways = ({one.channel for one in m.entries if one.state != ContactState.FAILED} for m in self.messages)
        return Counter(way for taken in ways for way in taken)

    def in_words(self) -> str:
        """Sentences for the screen of whoever has decided: names and numbers for one message, counts for several."""
        told = [message for message in self.messages if message.entries]
        if len(told) == 1:
            return _in_full(told[0])
        return _in_numbers(self) if told else ""


def _in_full(message: Message) -> str:
    if not message.is_reached:
        known = is_mobile(message.reach.phone) or message.reach.addresses(of_reminders=False)
        text = (
            _("Nobody is told yet: none of the ways of this message leads to anybody. It stands among “{page}”.")
            if known
            else _("Nobody is told yet: no e-mail address and no mobile number are known. It stands among “{page}”.")
        )
        return text.format(page=_("No working contact"))
    taken: dict[str, list[Contact]] = {}
    for entry in message.entries:
        taken.setdefault(entry.channel, []).append(entry)
    return " ".join(registry.of(way).said(entries) for way, entries in taken.items())


def _in_numbers(outcome: DeliveryOutcome) -> str:
    made = Counter(entry.channel for entry in outcome.entries if entry.state != ContactState.FAILED)
    ways = [registry.of(way).counted(n) for way, n in sorted(made.items())]
    parts = [_("Told by: {ways}.").format(ways=", ".join(ways))] if ways else []
    if n := outcome.unreached:
        text = ngettext(
            "{n} cannot be reached and stands among “{page}”.", "{n} cannot be reached and stand among “{page}”.", n
        )
        parts.append(text.format(n=n, page=_("No working contact")))
    return " ".join(parts)


_noted: ContextVar[DeliveryOutcome | None] = ContextVar("noted", default=None)


@contextmanager
def noted() -> Iterator[DeliveryOutcome]:
    """All that is told inside, whoever tells it: a change may lead to others, and the screen names them all."""
    found = DeliveryOutcome()
    token = _noted.set(found)
    try:
        yield found
    finally:
        _noted.reset(token)


def note(done: DeliveryOutcome) -> None:
    if (found := _noted.get()) is not None:
        found.messages += done.messages
