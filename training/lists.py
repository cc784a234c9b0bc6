"""The lists of the office about training."""

from django.db.models import Q
from django.utils.translation import gettext_lazy

from core import clock
from core.downloads import Trace
from core.lists.declaration import Cell, ListOf
from core.lists.filters import Filter, by_number, cases
from training.models import Certificate, Programme

CERTIFICATES = ListOf(
    name="certificates",
    title=gettext_lazy("Certificates"),
    rows=lambda request: Certificate.objects.visible_to(request.user).select_related("enrolment__session__programme"),
    cells=(
        Cell(gettext_lazy("Number"), lambda row: row.number, width=24),
        Cell(gettext_lazy("Name"), lambda row: row.name, width=30),
        Cell(gettext_lazy("Cooperative"), lambda row: row.cooperative_name, width=42),
        Cell(gettext_lazy("Programme"), lambda row: row.programme, width=42),
        Cell(gettext_lazy("Hours"), lambda row: row.hours, "count", 8),
        Cell(gettext_lazy("Given on"), lambda row: row.issued_on, "date", 12),
        Cell(gettext_lazy("Valid until"), lambda row: row.valid_until, "date", 12),
        Cell(gettext_lazy("Withdrawn on"), lambda row: row.withdrawn_on, "date", 12),
        Cell(gettext_lazy("Reason"), lambda row: row.withdrawn_reason, width=40),
    ),
    orders={
        "given": ("-issued_on", "-number"),
        "number": ("number",),
        "name": ("name",),
        "cooperative": ("cooperative_name", "name"),
    },
    search=("number", "name", "cooperative_name"),
    search_label=gettext_lazy("Number, name or cooperative"),
    filters=(
        Filter(
            key="state",
            label=gettext_lazy("State"),
            condition=cases(
                {
                    "valid": lambda: Q(withdrawn_on=None) & (Q(valid_until=None) | Q(valid_until__gte=clock.today())),
                    "ended": lambda: Q(withdrawn_on=None, valid_until__lt=clock.today()),
                    "withdrawn": ~Q(withdrawn_on=None),
                }
            ),
            choices={
                "valid": gettext_lazy("in force"),
                "ended": gettext_lazy("no longer valid"),
                "withdrawn": gettext_lazy("withdrawn"),
            },
            empty="",
        ),
        Filter(
            key="programme",
            label=gettext_lazy("Programme"),
            condition=by_number("enrolment__session__programme"),
            choices=lambda: {str(one.pk): one.name for one in Programme.objects.order_by("name")},
            empty="",
        ),
    ),
    called=lambda row: f"{row.number}, {row.name}",
    file_name="sertifikat",
    trace=Trace("certificates.exported", "office"),
)
