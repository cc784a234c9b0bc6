"""The rows behind the comparison: who was passive a year ago, in which group it stands, and where it stands today."""

from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperatives.lists import district_filter
from cooperatives.models import Cooperative
from core import clock
from core.lists.declaration import ListColumn, ListOf
from core.lists.filters import Filter, cases
from revival.results import comparison
from revival.results.comparison import COACHED, NEW, NOT_COACHED

GROUPS = {
    COACHED: _("coached for half a year or longer"),
    NOT_COACHED: _("not coached"),
    NEW: _("coached since less than half a year"),
}
NOW = {"active": _("active today"), "met": _("held an annual meeting since")}


def _rows(request: HttpRequest):
    today = clock.today()
    rows = comparison.cohort(today).filter(pk__in=Cooperative.objects.visible_to(request.user))
    met = Case(When(comparison.has_met(today), then=Value(1)), default=0, output_field=IntegerField())
    return rows.annotate(has_met=met).select_related("district")


COMPARED = ListOf(
    name="compared",
    title=_("Coached and not coached"),
    rows=_rows,
    cells=(
        ListColumn(_("Cooperative"), lambda row: row.legal_name, width=42),
        ListColumn(_("District (kecamatan)"), lambda row: str(row.district or "")),
        ListColumn(_("Group"), lambda row: str(GROUPS[row.compared]), width=32),
        ListColumn(_("Status today"), lambda row: str(row.get_status_display()), width=24),
        ListColumn(_("Annual meeting since"), lambda row: str(_("yes") if row.has_met else _("no")), width=20),
    ),
    orders={"name": ("name_key",), "group": ("compared", "name_key"), "status": ("status", "name_key")},
    search=("name", "legal_number"),
    search_label=_("Name or legal number"),
    filters=(
        Filter(
            key="group",
            label=_("Group"),
            condition=cases({key: Q(compared=key) for key in GROUPS}),
            choices=GROUPS,
            empty="",
            kind="tabs",
        ),
        Filter(
            key="now",
            label=_("Today"),
            condition=cases({"active": comparison.is_active, "met": lambda: Q(has_met=1)}),
            choices=NOW,
            empty="",
        ),
        district_filter("district"),
    ),
    called=lambda row: row.legal_name,
    file_name="pembinaan-perbandingan",
)
