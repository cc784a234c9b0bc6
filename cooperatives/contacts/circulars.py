"""One message of the office to many cooperatives, each by the ways that lead to it."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperatives.choices import Channel
from cooperatives.messaging import delivery
from cooperatives.messaging.message import Message, MessageWords
from cooperatives.messaging.outcome import DeliveryOutcome
from cooperatives.messaging.reach import Reach
from cooperatives.models import Cooperative
from core import events, office
from core.models import Event


@transaction.atomic
def send(cooperatives: Iterable[Cooperative], *, text: str, actor) -> DeliveryOutcome:
    """Tell the boards of some cooperatives a text: by e-mail, in the inbox, by WhatsApp where there is nothing else."""
    told = list(cooperatives)
    # Twice the same text is two messages; a double click is stopped by the form (core/database/idempotency.py).
    key = f"circular-{uuid.uuid4()}"
    done = delivery.send([_message(cooperative, text.strip(), key, actor) for cooperative in told])
    events.record_many([_event(cooperative, text.strip(), actor) for cooperative in told])
    return done


def _event(cooperative: Cooperative, text: str, actor) -> Event:
    return events.build(
        "circular.sent",
        actor=actor,
        object_type="cooperative",
        object_id=cooperative.pk,
        label=cooperative.name,
        after={"text": text[:200]},
    )


def _message(cooperative: Cooperative, text: str, key: str, actor) -> Message:
    def compose(way: str, reach: Reach) -> MessageWords:
        name = office.value("name")
        subject = _("Message from {office}").format(office=name)
        if way == Channel.INBOX:
            return MessageWords(subject, text)
        dear = _("To the board of {name}").format(name=cooperative.legal_name)
        return MessageWords(subject, f"{dear},\n\n{text}\n\n{actor.display_name}\n{name}")

    return Message(
        compose=compose,
        # It is about nothing that a later message would make untrue.
        about="",
        cooperative=cooperative,
        ways=(Channel.EMAIL, Channel.INBOX),
        otherwise=(Channel.WHATSAPP,),
        key=f"{key}-{cooperative.pk}",
        url=reverse("cooperative_detail", args=[cooperative.pk]),
        by=actor,
    )
