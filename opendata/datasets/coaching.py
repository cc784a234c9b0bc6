"""How far the cases of coaching came, by the year in which they were opened."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from core.small_groups import LEAST
from opendata.datasets.declaration import ColumnChange, Dataset, DatasetColumn, Type
from revival.area import AREA
from revival.models import Case
from revival.results import counts


def _rows(day: date) -> Iterator[list]:
    opened = Case.objects.filter(cooperative__merged_into=None, opened_on__lte=day)
    for year in sorted({on.year for on in opened.order_by().values_list("opened_on", flat=True).distinct()}):
        far = counts.tally(opened.filter(opened_on__year=year)).all
        for key, label, n in counts.funnel(far):
            yield [year, key or "opened", str(label), n if n == 0 or n >= LEAST else None]


COACHING = Dataset(
    key="coaching",
    title=_("Coaching of passive cooperatives"),
    about=_("How many cases of coaching were opened in a year, and how far they have come since."),
    columns=(
        DatasetColumn("year", _("Year of opening"), Type.INTEGER),
        DatasetColumn("step", _("Step"), about=_("A code. A case is counted at every step that it has reached.")),
        DatasetColumn("step_name", _("Step in words")),
        DatasetColumn("cases", _("Cases"), Type.INTEGER, _("Empty where they are one to four.")),
    ),
    rows=_rows,
    identifiers=("year", "step"),
    concept=_("Coaching leads a passive cooperative back to its annual meeting, or to an orderly end."),
    method=_("Counted from the cases of the office: each step that a case has reached by the day of the file."),
    unit=_("case"),
    classes=_("by year and step"),
    area=AREA.key,
    changes=(ColumnChange(date(2026, 11, 28), _("First published.")),),
)
