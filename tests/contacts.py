"""Makers of messages to cooperatives, for tests of lists."""

from cooperatives.messaging import delivery
from cooperatives.messaging.message import Message, MessageWords
from tests.factories import make_cooperative


def send(n: int, **ways) -> None:
    """Some cooperatives with a message each that waits to be sent."""
    for number in range(n):
        cooperative = make_cooperative(f"KSP Pesan {number:02}", phone=f"+62812000000{number:02}", **ways)
        words = MessageWords(f"Perihal {number}", "Halo")
        delivery.send([Message(lambda _way, _reach, w=words: w, about=f"x-{number}", cooperative=cooperative)])
