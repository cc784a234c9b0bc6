"""Records that were removed on request leave the files of earlier days, too; their number and the reason stay."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from cooperatives.public import removals
from core import clock, events
from core.database import named_locks
from core.operations import broker
from core.storage import scratch
from core.storage.files import NotStoredError
from opendata.choices import Format
from opendata.datasets import DatasetColumn, Type
from opendata.datasets.register import REGISTER, Removals, mark
from opendata.models import DataFile
from opendata.storage import LOCK, Edition, drop, store

log = logging.getLogger(__name__)
# A removal is known to others once it is committed, a moment after its own time.
LATER = timedelta(minutes=5)


def stale(removed: Removals, later: timedelta = timedelta()) -> QuerySet[DataFile]:
    """The files of the register that were read before one of the removals, or so much later."""
    if not removed:
        return DataFile.objects.none()
    newest = max(one.at for one in removed.values()) + later
    return DataFile.objects.filter(dataset=REGISTER.key, made_at__lt=newest)


def is_held_back(file: DataFile) -> bool:
    """Whether a file may hold a record that was removed since: it is not given before it was written anew."""
    return file.dataset == REGISTER.key and stale(removals.in_force()).filter(pk=file.pk).exists()


def rewrite_soon() -> None:
    """Have the files written anew after a removal; without a broker the next run of the schedule does it."""
    transaction.on_commit(lambda: broker.send("opendata.tasks.publish_data"), robust=True)


def rewrite() -> int:
    """Write the files of the register anew that were read before a removal, the newest first; how many days.

    Safe to repeat. What cannot be read or stored now is left, held back, to the next run; raises NotStoredError of the
    last of it.
    """
    read_at = clock.now()
    removed = removals.in_force()
    # A removal is known to others once it is committed, a moment after its own time.
    contents = stale(removed, LATER).order_by("-day").values_list("content", flat=True)
    days, failed = 0, None
    for content in dict.fromkeys(contents):
        try:
            days += _rewrite(content, removed, read_at)
        except (OSError, NotStoredError) as error:
            log.exception("a data file could not be written anew")
            failed = error
    if failed:
        raise NotStoredError(str(failed)) from failed
    return days


def _rewrite(content: str, removed: Removals, read_at: datetime) -> int:
    """All days that share the rows `content`."""
    kept = DataFile.objects.filter(dataset=REGISTER.key, content=content)
    json_file = kept.filter(format=Format.JSON).order_by("day").first()
    if json_file is None:
        return 0
    names, columns = set(kept.values_list("file", flat=True)), _columns(json_file)
    edition = Edition(
        replace(REGISTER, columns=columns), json_file.day, read_at, lambda: _rows(json_file, columns, removed)
    )
    with translation.override(settings.LANGUAGE_CODE), scratch.folder() as folder:
        made = {one.format: one for one in store(edition, folder)}
    return _put(kept, made, names, removed)


@transaction.atomic
def _put(kept: QuerySet[DataFile], made: Mapping[str, DataFile], names: set[str], removed: Removals) -> int:
    named_locks.hold(LOCK)
    days = set()
    for one in kept.select_for_update():
        new = made[one.format]
        one.file.name, one.content, one.sha256 = new.file.name, new.content, new.sha256
        one.size, one.rows, one.made_at = new.size, new.rows, new.made_at
        one.save(update_fields=["file", "content", "sha256", "size", "rows", "made_at"])
        days.add(one.day)
    drop(names)
    events.record(
        "data.rewritten",
        actor=None,
        object_type="dataset",
        object_id=0,
        label=REGISTER.key,
        after={"days": len(days), "removed": len(removed)},
    )
    return len(days)


def _lines(file: DataFile) -> Iterator[dict[str, Any]]:
    """The rows of a JSON file, one by one: each stands on a line of its own (opendata/writers.py)."""
    with file.file.open("rb") as stream:
        for line in stream:
            text = line.decode().strip().rstrip(",")
            if text.startswith("{"):
                yield json.loads(text)


def _columns(file: DataFile) -> tuple[DatasetColumn, ...]:
    """Those that the file has; today's, where it has no row. Files of earlier days may have fewer."""
    first = next(_lines(file), None)
    return tuple(one for one in REGISTER.columns if first is None or one.name in first)


def _rows(file: DataFile, columns: Sequence[DatasetColumn], removed: Removals) -> Iterator[list[Any]]:
    dates = {one.name for one in columns if one.type is Type.DATE}
    for known in _lines(file):
        if (removal := removed.get(known["id"])) is not None:
            yield mark(known["id"], removal, columns)
            continue
        for name in dates:
            known[name] = date.fromisoformat(known[name]) if known[name] else None
        yield [known[column.name] for column in columns]
