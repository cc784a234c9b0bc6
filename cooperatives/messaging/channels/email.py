"""E-mail: written into the outbox with the change that it tells of, delivered by the worker."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperatives.choices import Channel
from cooperatives.messaging import registry
from cooperatives.messaging.message import Message
from cooperatives.models import Contact
from core import clock
from core.models import OutgoingMail
from core.text.formats import one_line


def deliver(message: Message) -> list[Contact]:
    """One mail for each address, in the language of whoever reads it."""
    return [_mail(message, *to) for to in message.reach.addresses(of_reminders=message.is_reminder)]


def _mail(message: Message, address: str, language: str) -> Contact:
    words = message.words(Channel.EMAIL, language)
    mail = OutgoingMail(
        to=[address],
        subject=one_line(words.subject)[:250],
        body=words.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        due_at=clock.now(),
    )
    return message.entry(Channel.EMAIL, address, words, mail=mail)


def said(entries: list[Contact]) -> str:
    return _("An e-mail goes to {addresses}.").format(addresses=", ".join(entry.to for entry in entries))


def counted(n: int) -> str:
    return ngettext("{n} e-mail", "{n} e-mails", n).format(n=n)


CHANNEL = registry.MessageChannel(Channel.EMAIL, Channel.EMAIL.label, "mail", deliver, said, counted)
