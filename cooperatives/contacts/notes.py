"""Notes of the office about a cooperative, apart from the log of changes."""

from collections.abc import Iterable

from django.db import transaction

from cooperatives.models import Cooperative, Note
from cooperatives.record.versions import lock
from core import events
from core.models import Event


@transaction.atomic
def add_note(cooperative: Cooperative, *, text: str, actor) -> Note:
    note = _note(lock(cooperative.pk), text, actor)
    note.save(force_insert=True)
    events.record_many([_event(note, actor)])
    return note


@transaction.atomic
def add_notes(cooperatives: Iterable[Cooperative], *, text: str, actor) -> int:
    """The same note at each of many cooperatives, in a fixed number of statements; returns how many."""
    notes = [_note(cooperative, text, actor) for cooperative in cooperatives]
    Note.objects.bulk_create(notes, batch_size=500)
    events.record_many([_event(note, actor) for note in notes])
    return len(notes)


def _note(cooperative: Cooperative, text: str, actor) -> Note:
    return Note(cooperative=cooperative, text=text.strip(), author=actor, author_name=actor.display_name)


def _event(note: Note, actor) -> Event:
    return events.build(
        "note.added",
        actor=actor,
        object_type="cooperative",
        object_id=note.cooperative_id,
        label=note.cooperative.name,
        after={"note": note.text[:200]},
    )
