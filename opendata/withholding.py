"""Records that were removed on request leave the files of earlier days, too; their number and the reason stay."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from core import clock, events, locks, scratch
from opendata.choices import Format
from opendata.datasets import Column, Type
from opendata.datasets.register import REGISTER, Removals, mark, removals
from opendata.models import DataFile
from opendata.storing import LOCK, Edition, drop, store

# A removal is known to others once it is committed, a moment after its own time.
LATER = timedelta(minutes=5)


def rewrite() -> int:
    """Write the files of the register anew that were read before a removal; how many days. Safe to repeat.

    Raises NotStoredError when there is no room; the rest follows with the next run.
    """
    removed = removals()
    if not removed:
        return 0
    newest = max(one.at for one in removed.values()) + LATER
    old = DataFile.objects.filter(dataset=REGISTER.key, format=Format.JSON, made_at__lt=newest)
    contents = list(old.order_by("day").values_list("content", flat=True).distinct())
    return sum(_rewrite(content, removed) for content in dict.fromkeys(contents))


def _rewrite(content: str, removed: Removals) -> int:
    """All days that share the rows `content`."""
    read_at = clock.now()
    kept = DataFile.objects.filter(dataset=REGISTER.key, content=content)
    json_file = kept.filter(format=Format.JSON).order_by("day").first()
    if json_file is None:
        return 0
    names = set(kept.values_list("file", flat=True))
    columns = _columns(json_file)
    edition = Edition(
        replace(REGISTER, columns=columns), json_file.day, read_at, lambda: _rows(json_file, columns, removed)
    )
    with translation.override(settings.LANGUAGE_CODE), scratch.folder() as folder:
        made = {one.format: one for one in store(edition, folder)}
    with transaction.atomic():
        locks.hold(LOCK)
        days = 0
        for one in kept.select_for_update():
            new = made[one.format]
            one.file.name, one.content, one.sha256 = new.file.name, new.content, new.sha256
            one.size, one.rows, one.made_at = new.size, new.rows, read_at
            one.save(update_fields=["file", "content", "sha256", "size", "rows", "made_at"])
            days += one.format == Format.JSON
        drop(names)
        events.record(
            "data.rewritten",
            actor=None,
            object_type="dataset",
            object_id=0,
            label=REGISTER.key,
            after={"day": json_file.day.isoformat(), "days": days, "removed": len(removed)},
        )
    return days


def _lines(file: DataFile) -> Iterator[dict[str, Any]]:
    """The rows of a JSON file, one by one: each stands on a line of its own (opendata/writing.py)."""
    with file.file.open("rb") as stream:
        for line in stream:
            text = line.decode().strip().rstrip(",")
            if text.startswith("{"):
                yield json.loads(text)


def _columns(file: DataFile) -> tuple[Column, ...]:
    """Those that the file has; today's, where it has no row. Files of earlier days may have fewer."""
    first = next(_lines(file), None)
    return tuple(one for one in REGISTER.columns if first is None or one.name in first)


def _rows(file: DataFile, columns: Sequence[Column], removed: Removals) -> Iterator[list[Any]]:
    dates = {one.name for one in columns if one.type is Type.DATE}
    for known in _lines(file):
        if (removal := removed.get(known["id"])) is not None:
            yield mark(removal, columns)
            continue
        for name in dates:
            known[name] = date.fromisoformat(known[name]) if known[name] else None
        yield [known[column.name] for column in columns]
