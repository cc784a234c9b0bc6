"""WhatsApp by hand: the text is prepared, an officer opens it in WhatsApp, sends it and notes that."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperatives.choices import Channel
from cooperatives.messaging import registry
from cooperatives.messaging.message import Message
from cooperatives.messaging.reach import is_mobile
from cooperatives.models import Contact
from core.text.formats import local_phone


def deliver(message: Message) -> list[Contact]:
    """To the person that it is about, or to the cooperative; in the office's language. Landlines get none."""
    phone = message.phone if is_mobile(message.phone) else message.reach.phone
    return [message.entry(Channel.WHATSAPP, phone, message.words(Channel.WHATSAPP))] if is_mobile(phone) else []


def said(entries: list[Contact]) -> str:
    text = _("A WhatsApp message to {number} is prepared: send it from “{page}”.")
    numbers = ", ".join(local_phone(entry.to) for entry in entries)
    return text.format(number=numbers, page=_("WhatsApp messages to send"))


def counted(n: int) -> str:
    return ngettext("{n} WhatsApp message to send", "{n} WhatsApp messages to send", n).format(n=n)


CHANNEL = registry.MessageChannel(
    Channel.WHATSAPP, Channel.WHATSAPP.label, "message-circle", deliver, said, counted, by_hand=True
)
