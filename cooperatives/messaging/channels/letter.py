"""A letter of the office: numbered and signed before it comes here, printed and brought by hand."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperatives.choices import Channel
from cooperatives.messaging import registry
from cooperatives.messaging.message import Message
from cooperatives.models import Contact


def deliver(message: Message) -> list[Contact]:
    """An entry with the words that were printed; whether it arrived is noted when somebody knows."""
    address = message.cooperative.address if message.cooperative else ""
    return [message.sent(Channel.LETTER, address, message.words(Channel.LETTER))]


def said(entries: list[Contact]) -> str:
    return _("A letter is to be brought: {addresses}.").format(addresses=", ".join(e.to or "–" for e in entries))


def counted(n: int) -> str:
    return ngettext("{n} letter to bring", "{n} letters to bring", n).format(n=n)


CHANNEL = registry.MessageChannel(
    Channel.LETTER, Channel.LETTER.label, "file-text", deliver, said, counted, reminds=False
)
