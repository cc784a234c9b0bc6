"""Notes of the office about a cooperative, apart from the log of changes."""

from django.db import transaction

from cooperatives.models import Cooperative, Note
from cooperatives.saving import lock
from core import events


@transaction.atomic
def add_note(cooperative: Cooperative, *, text: str, actor) -> Note:
    note = Note.objects.create(
        cooperative=lock(cooperative.pk), text=text.strip(), author=actor, author_name=actor.display_name
    )
    events.record(
        "note.added",
        actor=actor,
        object_type="cooperative",
        object_id=cooperative.pk,
        label=cooperative.name,
        after={"note": note.text[:200]},
    )
    return note
