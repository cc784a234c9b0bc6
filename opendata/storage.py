"""Data files on their way into the private store, and out of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.core.files.base import File
from django.db import transaction

from core.storage import files
from opendata.choices import Format
from opendata.datasets import Dataset, Rows
from opendata.models import DataFile
from opendata.writers import WRITERS

LOCK = "open data"


@dataclass(frozen=True, slots=True)
class Edition:
    """The rows of a data set as they were read at a moment."""

    dataset: Dataset
    day: date
    read_at: datetime
    rows: Callable[[], Rows]


def store(edition: Edition, folder: Path) -> list[DataFile]:
    """The three files of an edition, in the store; their rows are not saved yet. Raises NotStoredError."""
    key = edition.dataset.key
    counted = {one: WRITERS[one](folder / f"{key}.{one}", edition.dataset, edition.rows()) for one in Format}
    content = content_of(folder / f"{key}.{Format.CSV}")
    found = []
    for one, n in counted.items():
        path = folder / f"{key}.{one}"
        row = DataFile(dataset=key, format=one, day=edition.day, content=content, rows=n, made_at=edition.read_at)
        with path.open("rb") as stream:
            row.sha256, row.size = files.sha256(stream), path.stat().st_size
            files.store(row.file, f"{key}-{edition.day.isoformat()}.{one}", File(stream))
        found.append(row)
    return found


def content_of(path: Path) -> str:
    """What tells whether rows have changed: the SHA-256 of them as CSV."""
    with path.open("rb") as stream:
        return files.sha256(stream)


def drop(names: Collection[str]) -> None:
    """Let files go that no row names any more, once the change is committed."""
    still = set(DataFile.objects.values_list("file", flat=True))
    for name in set(names) - still:
        transaction.on_commit(lambda name=name: DataFile.file.field.storage.delete(name), robust=True)
