"""How many cooperatives had which status at the end of each quarter."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Status
from cooperatives.register import as_of
from opendata.datasets.declaration import ColumnChange, Dataset, DatasetColumn, Type
from reports.obligations.quarter import Quarter

QUARTERS = 20


def quarters(day: date) -> list[Quarter]:
    """The quarters that were over on a day, the oldest first."""
    found = [Quarter.of(day).previous]
    while len(found) < QUARTERS:
        found.append(found[-1].previous)
    return found[::-1]


def _rows(day: date) -> Iterator[list]:
    for quarter in quarters(day):
        counted = as_of.by_status(as_of.registered(quarter.end), quarter.end)
        for status, n in sorted(counted.items()):
            label = str(Status(status).label) if status else ""
            yield [quarter.year, quarter.number, quarter.end, status, label, n]


STATUS = Dataset(
    key="status-by-quarter",
    title=_("Status by quarter"),
    about=_("How many cooperatives had which status at the end of each of the last twenty quarters."),
    columns=(
        DatasetColumn("year", _("Year"), Type.INTEGER),
        DatasetColumn("quarter", _("Quarter"), Type.INTEGER),
        DatasetColumn("as_of", _("As of"), Type.DATE),
        DatasetColumn(
            "status", _("Status"), about=_("A code; empty where nobody had said it."), values=tuple(Status.choices)
        ),
        DatasetColumn("status_name", _("Status in words")),
        DatasetColumn("cooperatives", _("Cooperatives"), Type.INTEGER),
    ),
    rows=_rows,
    identifiers=("year", "quarter", "status"),
    concept=_(
        "The status is decided by the office with a reason; it says whether a cooperative meets and does business."
    ),
    method=_(
        "Counted from the history of the status, as it is known on the day of the file. Dissolved ones are left out."
    ),
    unit=_("cooperative"),
    classes=_("by quarter and status"),
    changes=(ColumnChange(date(2026, 11, 28), _("First published.")),),
)
