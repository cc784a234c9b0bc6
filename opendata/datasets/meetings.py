"""How many cooperatives held their annual meeting (RAT) in each year."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from cooperatives.register import as_of
from opendata.datasets.declaration import ColumnChange, Dataset, DatasetColumn, Type

YEARS = 10


def _rows(day: date) -> Iterator[list]:
    for year in range(day.year - YEARS + 1, day.year + 1):
        last = min(date(year, 12, 31), day)
        rows = as_of.registered(last)
        counted = rows.aggregate(n=Count("pk"), held=Count("pk", filter=as_of.held_rat(last)))
        yield [year, last, counted["n"], counted["held"]]


MEETINGS = Dataset(
    key="annual-meetings",
    title=_("Annual meetings (RAT)"),
    about=_("How many cooperatives are known to have held their annual meeting in each of the last ten years."),
    columns=(
        DatasetColumn("year", _("Year"), Type.INTEGER),
        DatasetColumn("as_of", _("As of"), Type.DATE, _("The end of the year, or the day of the file.")),
        DatasetColumn(
            "cooperatives", _("Cooperatives"), Type.INTEGER, _("On the register on that day and not dissolved.")
        ),
        DatasetColumn(
            "held",
            _("RAT held"),
            Type.INTEGER,
            _("Of older years fewer are known: often the register has only the last meeting of a cooperative."),
        ),
    ),
    rows=_rows,
    identifiers=("year",),
    concept=_("The annual meeting of the members is the highest power of a cooperative (UU 25/1992 art. 22, 26)."),
    method=_("Counted from the meetings and the years of the last meeting in the register."),
    unit=_("cooperative"),
    classes=_("by year"),
    is_indicator=True,
    changes=(ColumnChange(date(2026, 11, 28), _("First published.")),),
)
