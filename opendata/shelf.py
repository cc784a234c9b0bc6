"""What lies ready to be taken: the newest files of each data set, and those of a day."""

from collections.abc import Sequence

from opendata.choices import Format
from opendata.datasets import Dataset, in_use
from opendata.models import DataFile

Files = dict[Format, DataFile]


def newest() -> Sequence[tuple[Dataset, Files]]:
    """Data sets that have files, each with those of its newest day. Two statements."""
    days: dict[str, set] = {}
    for key, day in DataFile.objects.order_by().values_list("dataset", "day").distinct():
        days.setdefault(key, set()).add(day)
    last = {key: max(found) for key, found in days.items()}
    files: dict[str, Files] = {}
    for file in DataFile.objects.filter(day__in=set(last.values())).order_by("format"):
        if file.day == last[file.dataset]:
            files.setdefault(file.dataset, {})[Format(file.format)] = file
    return [(dataset, files[dataset.key]) for dataset in in_use() if set(files.get(dataset.key, ())) == set(Format)]


def of(dataset: Dataset) -> list[DataFile]:
    """All files of a data set, the newest day first."""
    return list(DataFile.objects.filter(dataset=dataset.key).order_by("-day", "format"))


def find(name: str) -> DataFile | None:
    """The file of a name such as `register-2026-11-28.xlsx`."""
    stem, _dot, ending = name.rpartition(".")
    if ending not in Format.values or len(stem) < 12:
        return None
    key, day = stem[:-11], stem[-10:]
    wanted = {one.key for one in in_use()}
    rows = DataFile.objects.filter(dataset=key, format=ending) if key in wanted else DataFile.objects.none()
    return next((file for file in rows if file.day.isoformat() == day), None)
