"""The data sets that the office publishes: each one module, none with anything personal."""

from core import areas
from opendata.datasets import coaching, meetings, register, reporting, status, totals, training
from opendata.datasets.declaration import ColumnChange, Dataset, DatasetColumn, Rows, Type

__all__ = ["CATALOGUE", "ColumnChange", "Dataset", "DatasetColumn", "Rows", "Type", "in_use"]

CATALOGUE: dict[str, Dataset] = {
    one.key: one
    for one in (
        register.REGISTER,
        status.STATUS,
        reporting.REPORTING,
        totals.TOTALS,
        meetings.MEETINGS,
        training.TRAINING,
        coaching.COACHING,
    )
}


def in_use() -> list[Dataset]:
    """Those of areas that are on."""
    return areas.in_use(CATALOGUE.values())
