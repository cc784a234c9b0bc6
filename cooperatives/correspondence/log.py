"""Letters that are out, in the contact log of their cooperatives."""

from collections.abc import Sequence
from typing import Any

from cooperatives.choices import Channel, ContactState
from cooperatives.models import Contact, Cooperative
from core import clock


def log(letters: Sequence[tuple[Any, Cooperative, str]], *, actor) -> None:
    """Note letters as sent, each with its cooperative and what its entry is about; they get their entry, unsaved."""
    now, name = clock.now(), actor.display_name[:150]
    contacts = [
        Contact(
            cooperative=cooperative,
            channel=Channel.LETTER,
            state=ContactState.SENT,
            about=about,
            to=cooperative.address[:254],
            subject=f"{letter.subject}, {letter.number}"[:250],
            text=letter.text,
            made_at=now,
            done_at=now,
            by=actor,
            by_name=name,
        )
        for letter, cooperative, about in letters
    ]
    Contact.objects.bulk_create(contacts, batch_size=500)
    for (letter, _cooperative, _about), contact in zip(letters, contacts, strict=True):
        letter.contact = contact
