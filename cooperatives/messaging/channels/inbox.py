"""The inbox of the portal: for everybody who can sign in for the cooperative."""

from django.utils.translation import gettext as _

from cooperatives.choices import Channel
from cooperatives.messaging import registry
from cooperatives.messaging.message import Message
from cooperatives.models import Contact
from core.messages import inbox


def deliver(message: Message) -> list[Contact]:
    """One message for each manager, in their own language; the same key again gives nobody a second one."""
    entries = []
    for user in message.reach.managers:
        words = message.words(Channel.INBOX, user.language)
        # Whoever keeps the books of several must see which one it is about.
        title = f"{words.subject} – {message.cooperative.legal_name}" if message.cooperative else words.subject
        inbox.put([user], key=message.key[:80], title=title, text=words.text, url=message.url)
        entries.append(message.sent(Channel.INBOX, user.display_name, words))
    return entries


def said(entries: list[Contact]) -> str:
    return _("It lies in the portal's inbox of {names}.").format(names=", ".join(entry.to for entry in entries))


def counted(n: int) -> str:
    return _("{n} in the portal's inbox").format(n=n)


CHANNEL = registry.MessageChannel(Channel.INBOX, Channel.INBOX.label, "inbox", deliver, said, counted, leads_out=False)
