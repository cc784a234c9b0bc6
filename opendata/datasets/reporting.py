"""How many quarterly reports were due, came in time, came late, are missing and are accepted."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from opendata.datasets.declaration import ColumnChange, Dataset, DatasetColumn, Type
from reports.area import AREA
from reports.models import Obligation
from reports.obligations import as_of
from reports.obligations.quarter import Quarter


def _rows(day: date) -> Iterator[list]:
    """One statement."""
    owed = as_of.rows(Obligation.objects.current(), day, day - timedelta(days=1)).order_by()
    counted = owed.values_list("period__year", "period__quarter", "state_then").annotate(
        n=Count("pk"), accepted=Count("pk", filter=Q(accepted_then=True))
    )
    states: dict[Quarter, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for year, number, state, n, accepted in counted:
        found = states[Quarter(year, number)]
        found[state] += n
        found["accepted"] += accepted
    for quarter in sorted(states):
        found = states[quarter]
        due = sum(found[state] for state in as_of.DUE)
        columns = (as_of.ON_TIME, as_of.LATE, as_of.MISSING, as_of.OPEN, as_of.WAIVED, "accepted")
        yield [quarter.year, quarter.number, due, *(found[name] for name in columns)]


REPORTING = Dataset(
    key="reporting-by-quarter",
    title=_("Quarterly reports"),
    about=_("How many cooperatives had to report for a quarter, and how many did."),
    columns=(
        DatasetColumn("year", _("Year"), Type.INTEGER),
        DatasetColumn("quarter", _("Quarter"), Type.INTEGER),
        DatasetColumn("due", _("Had to report"), Type.INTEGER, _("Without those to which the report was waived.")),
        DatasetColumn(
            "on_time", _("In time"), Type.INTEGER, _("Came by the due date, or by the later day that was granted.")
        ),
        DatasetColumn("late", _("Late"), Type.INTEGER, _("Came after it.")),
        DatasetColumn("missing", _("Missing"), Type.INTEGER, _("The due date is over and nothing has come.")),
        DatasetColumn("not_yet_due", _("Not yet due"), Type.INTEGER, _("Nothing has come, and there is still time.")),
        DatasetColumn("waived", _("Waived"), Type.INTEGER, _("The office does not ask for it, with a reason.")),
        DatasetColumn(
            "accepted", _("Accepted"), Type.INTEGER, _("Of all that came, those that the office has accepted.")
        ),
    ),
    rows=_rows,
    identifiers=("year", "quarter"),
    concept=_("A quarterly report gives the office the balance sheet and the result of a cooperative."),
    method=_("Counted from the reports that came in, as they stood at the end of the day of the file."),
    unit=_("report"),
    classes=_("by quarter"),
    is_indicator=True,
    area=AREA.key,
    changes=(ColumnChange(date(2026, 11, 28), _("First published.")),),
)
