"""Selections under a name, for oneself or for the office."""

from django.db import transaction

from cooperatives.models import SavedView
from core import events


@transaction.atomic
def save(*, name: str, shared: bool, query: str, owner) -> SavedView:
    """Keep a selection; the same name again replaces one's own view."""
    view, __ = SavedView.objects.update_or_create(owner=owner, name=name, defaults={"query": query, "shared": shared})
    _event("view.saved", view)
    return view


@transaction.atomic
def delete(view: SavedView) -> None:
    _event("view.deleted", view)
    view.delete()


def _event(verb: str, view: SavedView) -> None:
    details = {"name": view.name, "query": view.query, "shared": view.shared}
    events.record(verb, actor=view.owner, object_type="saved_view", object_id=view.pk, label=view.name, after=details)
