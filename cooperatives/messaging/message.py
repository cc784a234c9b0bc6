"""One message: to whom, in which words, by which ways, and what it is about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation

from accounts.models import User
from cooperatives.choices import Channel, ContactState
from cooperatives.messaging.reach import Reach
from cooperatives.models import Contact, Cooperative
from core import clock


class MessageWords(NamedTuple):
    subject: str
    text: str


# The words for a way and for who is reached, in the language that is in force.
Compose = Callable[[str, Reach], MessageWords]


@dataclass
class Message:
    """What one cooperative, or one of the office, is told; `entries` are the contacts that delivery has made of it."""

    compose: Compose
    # What it is about, such as "report-12".
    about: str
    cooperative: Cooperative | None = None
    # Who is told beside the managers; for a message without a cooperative, all who are.
    users: Sequence[User] = ()
    # All of these that lead to somebody are taken; of `otherwise` the first that does when none of them did.
    ways: Sequence[str] = (Channel.EMAIL, Channel.INBOX, Channel.WHATSAPP)
    otherwise: Sequence[str] = ()
    # What is still prepared about the same is not true any more; `by_hand`: only where this waits for a hand as well.
    overtakes_by_hand: bool = False
    # In an inbox: the same key is not put twice, and the page that it leads to.
    key: str = ""
    url: str = ""
    # The number of the person it is about, before that of the cooperative.
    phone: str = ""
    # Managers may have asked for no reminders; a decision about what is theirs goes to them all the same.
    is_reminder: bool = False
    # The officer who sends it, for what goes out under a name.
    by: User | None = None
    reach: Reach = field(default_factory=Reach)
    entries: list[Contact] = field(default_factory=list)

    def words(self, way: str, language: str = "") -> MessageWords:
        with translation.override(language or settings.LANGUAGE_CODE):
            return self.compose(way, self.reach)

    def entry(self, way: str, to: str, words: MessageWords, **fields: Any) -> Contact:
        """An entry of the contact log, not saved yet; prepared unless `fields` say otherwise."""
        if self.by:
            fields |= {"by": self.by, "by_name": self.by.display_name[:150]}
        return Contact(
            cooperative=self.cooperative,
            channel=way,
            to=to[:254],
            subject=words.subject[:250],
            text=words.text,
            about=self.about,
            made_at=clock.now(),
            **fields,
        )

    def sent(self, way: str, to: str, words: MessageWords) -> Contact:
        """The same for a way that has reached its end at once."""
        return self.entry(way, to, words, state=ContactState.SENT, done_at=clock.now())

    @property
    def is_reached(self) -> bool:
        return any(entry.state != ContactState.FAILED for entry in self.entries)
