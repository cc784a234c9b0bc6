"""Data sets made into files, once a day: a download costs the portal nothing.

Rows that are as they were the day before keep the file of that day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import translation

from core import areas, clock, events, files, locks, office, scratch
from opendata.area import AREA
from opendata.choices import Format
from opendata.datasets import Dataset, in_use
from opendata.models import DataFile
from opendata.writing import WRITERS

LOCK = "open data"


@dataclass(frozen=True, slots=True)
class Published:
    """How many data sets were published of a day, and how many of them had changed."""

    datasets: int = 0
    changed: int = 0


def publish(day: date | None = None) -> Published:
    """Make the files of today, of every data set that has none yet. A second run makes nothing.

    Raises NotStoredError when there is no room; what was published before stays.
    """
    if not areas.is_on(AREA.key):
        return Published()
    today = day or clock.today()
    done = set(DataFile.objects.filter(day=today).values_list("dataset", flat=True))
    made = [_publish(dataset, today) for dataset in in_use() if dataset.key not in done]
    _forget(today)
    return Published(len(made), sum(made))


def _publish(dataset: Dataset, day: date) -> bool:
    """The three files of a data set, in the office's language. Says whether it has changed."""
    with translation.override(settings.LANGUAGE_CODE), scratch.folder() as folder:
        plain = folder / f"{dataset.key}.csv"
        n = WRITERS[Format.CSV](plain, dataset, dataset.rows(day))
        with plain.open("rb") as stream:
            content = files.sha256(stream)
        kept = DataFile.objects.filter(dataset=dataset.key, content=content).order_by("-day")[: len(Format)]
        if {one.format for one in kept} == set(Format) and len({one.day for one in kept}) == 1:
            _keep([_again(one, day) for one in kept], dataset, day, changed=False)
            return False
        made = [_made(dataset, one, folder, day, content, n) for one in Format]
        _keep(made, dataset, day, changed=True)
        return True


def _made(dataset: Dataset, of: Format, folder: Path, day: date, content: str, n: int) -> DataFile:
    path = folder / f"{dataset.key}.{of}"
    if of != Format.CSV:
        WRITERS[of](path, dataset, dataset.rows(day))
    with path.open("rb") as stream:
        found = DataFile(dataset=dataset.key, format=of, day=day, content=content, sha256=files.sha256(stream), rows=n)
        found.size = path.stat().st_size
        files.store(found.file, f"{dataset.key}-{day.isoformat()}.{of}", File(stream))
    return found


def _again(one: DataFile, day: date) -> DataFile:
    found = DataFile(dataset=one.dataset, format=one.format, day=day, content=one.content, sha256=one.sha256)
    found.size, found.rows, found.file.name = one.size, one.rows, one.file.name
    return found


@transaction.atomic
def _keep(made: list[DataFile], dataset: Dataset, day: date, *, changed: bool) -> None:
    """Of two runs at once the first one's files count; those of the other are swept as files without a row."""
    locks.hold(LOCK)
    if DataFile.objects.filter(dataset=dataset.key, day=day).exists():
        return
    DataFile.objects.bulk_create(made)
    events.record(
        "data.published",
        actor=None,
        object_type="dataset",
        object_id=0,
        label=dataset.key,
        after={"day": day.isoformat(), "rows": made[0].rows, "changed": changed},
    )


@transaction.atomic
def _forget(today: date) -> None:
    """Files older than the office keeps them go; the newest of each data set stays."""
    locks.hold(LOCK)
    before = today - timedelta(days=office.value("data_days_kept"))
    newest = {}
    for key, day in DataFile.objects.order_by("day").values_list("dataset", "day"):
        newest[key] = day
    old = [one for one in DataFile.objects.filter(day__lt=before) if newest[one.dataset] != one.day]
    if not old:
        return
    DataFile.objects.filter(pk__in=[one.pk for one in old]).delete()
    still = set(DataFile.objects.values_list("file", flat=True))
    for name in {one.file.name for one in old} - still:
        transaction.on_commit(lambda name=name: DataFile.file.field.storage.delete(name), robust=True)
