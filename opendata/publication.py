"""Data sets made into files, once a day: a download costs the portal nothing.

Rows that are as they were the day before keep the file of that day.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation

from core import areas, clock, events, office
from core.database import named_locks
from core.storage import scratch
from opendata import erasure
from opendata.area import AREA
from opendata.choices import Format
from opendata.datasets import Dataset, in_use
from opendata.models import DataFile
from opendata.storage import LOCK, Edition, content_of, drop, store
from opendata.writers import WRITERS


@dataclass(frozen=True, slots=True)
class Published:
    """How many data sets were published of a day, and how many of them had changed."""

    datasets: int = 0
    changed: int = 0


def publish(day: date | None = None) -> Published:
    """Make the files of today, of every data set that has none yet. A second run makes nothing.

    After that, records that were removed since leave the files that hold them (opendata/erasure.py).
    Raises NotStoredError when there is no room; what was published before stays.
    """
    if not areas.is_on(AREA.key):
        return Published()
    today = day or clock.today()
    done = set(DataFile.objects.filter(day=today).values_list("dataset", flat=True))
    made = [_publish(dataset, today) for dataset in in_use() if dataset.key not in done]
    _forget(today)
    erasure.rewrite()
    return Published(len(made), sum(made))


def _publish(dataset: Dataset, day: date) -> bool:
    """The three files of a data set, in the office's language. Says whether it has changed."""
    edition = Edition(dataset, day, clock.now(), lambda: dataset.rows(day))
    with translation.override(settings.LANGUAGE_CODE), scratch.folder() as folder:
        plain = folder / f"{dataset.key}.{Format.CSV}"
        WRITERS[Format.CSV](plain, dataset, edition.rows())
        kept = DataFile.objects.filter(dataset=dataset.key, content=content_of(plain)).order_by("-day")[: len(Format)]
        if {one.format for one in kept} == set(Format) and len({one.day for one in kept}) == 1:
            _keep([_again(one, edition) for one in kept], edition, changed=False, like=kept)
            return False
        _keep(store(edition, folder), edition, changed=True)
        return True


def _again(one: DataFile, edition: Edition) -> DataFile:
    found = DataFile(dataset=one.dataset, format=one.format, day=edition.day, content=one.content, sha256=one.sha256)
    found.size, found.rows, found.file.name, found.made_at = one.size, one.rows, one.file.name, edition.read_at
    return found


@transaction.atomic
def _keep(rows: list[DataFile], edition: Edition, *, changed: bool, like: Collection[DataFile] = ()) -> None:
    """Of two runs at once the first one's files count; those of the other are swept as files without a row.

    Where the files that these rows share were written anew meanwhile, the next run makes them.
    """
    named_locks.hold(LOCK)
    named = DataFile.objects.filter(pk__in=[one.pk for one in like], file__in=[one.file.name for one in like])
    if named.count() != len(like):
        return
    if DataFile.objects.filter(dataset=edition.dataset.key, day=edition.day).exists():
        return
    DataFile.objects.bulk_create(rows)
    events.record(
        "data.published",
        actor=None,
        object_type="dataset",
        object_id=0,
        label=edition.dataset.key,
        after={"day": edition.day.isoformat(), "rows": rows[0].rows, "changed": changed},
    )


@transaction.atomic
def _forget(today: date) -> None:
    """Files older than the office keeps them go; the newest of each data set stays."""
    named_locks.hold(LOCK)
    before = today - timedelta(days=office.value("data_days_kept"))
    newest = {}
    for key, day in DataFile.objects.order_by("day").values_list("dataset", "day"):
        newest[key] = day
    old = [one for one in DataFile.objects.filter(day__lt=before) if newest[one.dataset] != one.day]
    DataFile.objects.filter(pk__in=[one.pk for one in old]).delete()
    drop({one.file.name for one in old})
