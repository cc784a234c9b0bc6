"""The event log: every write leaves one row, made in the transaction of the write (no signals)."""

import functools
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Model

from core.database import many_keys
from core.database.insert_select import insertion
from core.database.statements import SqlStatement, columns, written
from core.middleware import current_request_id
from core.models import Event
from core.requests import client


def plain(value: Any) -> Any:
    """A value as JSON keeps it: dates as ISO text, decimals as text, anything else as it is."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def build(
    verb: str,
    *,
    actor,
    object_type: str,
    object_id: int,
    label: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    source: Mapping[str, Any] | None = None,
) -> Event:
    """An unsaved event, for bulk writes; `record` saves a single one."""
    return Event(
        verb=verb,
        actor=actor,
        actor_name=actor.display_name if actor else "SoloKop",
        request_id=current_request_id(),
        address=client.current_address(),
        object_type=object_type,
        object_id=object_id,
        label=label[:200],
        before=plain(dict(before or {})),
        after=plain(dict(after or {})),
        reason=reason,
        source=dict(source or {}),
    )


def record(verb: str, **details: Any) -> Event:
    """Save one event. Call it inside the transaction of the change that it tells of."""
    event = build(verb, **details)
    event.save(force_insert=True)
    transaction.on_commit(_new_revision, robust=True)
    return event


def record_many(events: list[Event]) -> None:
    Event.objects.bulk_create(events, batch_size=500)
    transaction.on_commit(_new_revision, robust=True)


def record_each(verb: str, model: type[Model], keys: Iterable[int], *, label: str, **details: Any) -> None:
    """One event for each row of these keys, in one statement: its object is the row, `label` names a column of it."""
    like = build(verb, object_id=0, **details)
    given = {name: getattr(like, attribute) for name, attribute in SHARED.items()}
    _of_each(model, label).run(keys=keys, **given)
    transaction.on_commit(_new_revision, robust=True)


# The columns that are the same in all events of one change, each with the attribute that keeps it.
OWN = ("id", "object_id", "label")
SHARED = {one.name: one.attname for one in Event._meta.concrete_fields if one.name not in OWN}


@functools.cache
def _of_each(model: type[Model], label: str) -> SqlStatement:
    rows = model._default_manager.filter(pk__in=many_keys.given("keys")).order_by()
    values = columns(Event, SHARED)
    return insertion(Event, ["object_id", "label", *values], rows.values_list(F("pk"), F(label), *values.values()))


REVISION = "events-revision"


def _new_revision() -> None:
    cache.set(REVISION, uuid.uuid4().hex, None)


def revision() -> str:
    """A text that differs after every committed write: what is remembered of the data goes under it.

    The last id alone would not do: of two transactions, the one with the higher id may commit first.
    """
    last = written("last event", lambda: Event.objects.order_by("-pk").values_list("pk")[:1]).rows()
    return f"{last}-{cache.get(REVISION, '')}"
