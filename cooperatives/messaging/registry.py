"""The ways by which the office tells somebody something. A new one is a module and its line in channels/__init__.py.

Nothing is imported here but the words: the models ask for the names of the ways.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from cooperatives.choices import CHANNEL_SYMBOL
from cooperatives.choices import Channel as Known


@dataclass(frozen=True, slots=True)
class MessageChannel:
    """One way. `deliver` takes a message (message.py) and gives the entries of the contact log that it makes, none
    where the way leads to nobody; `said` puts such entries into a sentence, `counted` their number.
    """

    name: str
    label: str | Promise
    icon: str
    deliver: Callable[[Any], list[Any]]
    said: Callable[[list[Any]], str]
    counted: Callable[[int], str]
    # What `deliver` makes waits for an officer's hand (the page of messages to send).
    by_hand: bool = False
    # It reaches people who do not open the portal: where nothing of this kind leads to anybody, an officer has a task.
    leads_out: bool = True
    # A reminder may go by it without anybody's signature.
    reminds: bool = True


_channels: dict[str, MessageChannel] = {}


def register(channel: MessageChannel) -> None:
    _channels[channel.name] = channel


def unregister(name: str) -> None:
    _channels.pop(name, None)


def of(name: str) -> MessageChannel:
    """Raises KeyError for a way that nobody has registered."""
    return _channels[name]


def by_hand() -> list[str]:
    """The names of the ways whose messages an officer sends."""
    return [channel.name for channel in _channels.values() if channel.by_hand]


def reminding() -> list[tuple[str, Any]]:
    """Name and label of the ways that a step of the ladder may take."""
    return [(channel.name, channel.label) for channel in _channels.values() if channel.reminds]


def choices() -> list[tuple[str, Any]]:
    """Name and label of all ways that a contact may have taken, with those that only people take (call, visit)."""
    return list((dict(Known.choices) | {channel.name: channel.label for channel in _channels.values()}).items())


def symbol(name: str) -> str:
    return _channels[name].icon if name in _channels else CHANNEL_SYMBOL.get(name, "message-circle")
