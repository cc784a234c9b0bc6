"""The event log: every write leaves one row, made in the transaction of the write (no signals)."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Max, QuerySet

from core import client
from core.insert_select import constants, insert_select
from core.middleware import current_request_id
from core.models import Event


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


def record_each(verb: str, rows: QuerySet, *, label: str, **details: Any) -> None:
    """One event for each of some rows, in one statement: its object is the row, `label` names a column of it."""
    like = build(verb, object_id=0, **details)
    own = ("id", "object_id", "label")
    given = {one.name: getattr(like, one.attname) for one in Event._meta.concrete_fields if one.name not in own}
    values = constants(Event, given)
    chosen = rows.order_by().values_list(F("pk"), F(label), *values.values())
    insert_select(Event, ["object_id", "label", *values], chosen)
    transaction.on_commit(_new_revision, robust=True)


REVISION = "events-revision"


def _new_revision() -> None:
    cache.set(REVISION, uuid.uuid4().hex, None)


def revision() -> str:
    """A text that differs after every committed write: what is remembered of the data goes under it.

    The last id alone would not do: of two transactions, the one with the higher id may commit first.
    """
    last = Event.objects.aggregate(last=Max("pk"))["last"]
    return f"{last}-{cache.get(REVISION, '')}"
