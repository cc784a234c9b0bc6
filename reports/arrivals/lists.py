"""The work list of papers that have come in."""

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from cooperatives.lists import district_filter
from core.lists.declaration import ListColumn, ListOf
from core.lists.filters import Filter, cases, choice_of
from reports.choices import ArrivalState, ArrivalWay
from reports.lists import of_quarters, quarters
from reports.models import Arrival


def _rows(request: HttpRequest):
    rows = Arrival.objects.visible_to(request.user)
    rows = rows.select_related("obligation__cooperative__district", "obligation__period")
    return rows.annotate(n_pages=Count("pages"))


def _waiting(*, asked: bool):
    def condition() -> Q:
        rows = Arrival.objects.to_confirm() if asked else Arrival.objects.to_type()
        return Q(pk__in=rows.order_by().values("pk"))

    return condition


SHOW = {
    "type": gettext_lazy("To be typed in"),
    "confirm": gettext_lazy("Waits for the board’s yes"),
    "filed": gettext_lazy("Typed in and sent"),
    "aside": gettext_lazy("Set aside or overtaken"),
}
CLOSED = [ArrivalState.SET_ASIDE, ArrivalState.OVERTAKEN]

ARRIVALS = ListOf(
    name="arrivals",
    title=gettext_lazy("Reports on paper"),
    rows=_rows,
    cells=(
        ListColumn(gettext_lazy("Cooperative"), lambda row: row.obligation.cooperative.legal_name, width=42),
        ListColumn(gettext_lazy("Quarter"), lambda row: row.obligation.period.value.short_label, width=12),
        ListColumn(gettext_lazy("Day of arrival"), lambda row: timezone.localdate(row.arrived_at), "date", 12),
        ListColumn(gettext_lazy("Way"), lambda row: str(row.get_way_display()), width=24),
        ListColumn(gettext_lazy("Pages"), lambda row: row.n_pages, "count", 8),
        ListColumn(gettext_lazy("Due"), lambda row: row.obligation.due_on, "date", 12),
        ListColumn(gettext_lazy("State"), lambda row: str(row.get_state_display()), width=28),
        ListColumn(gettext_lazy("Number"), lambda row: row.number, width=24),
    ),
    orders={
        "waits": ("arrived_at", "pk"),
        "name": ("obligation__cooperative__name_key",),
        "due": ("obligation__due_on", "arrived_at"),
    },
    search=("obligation__cooperative__name", "number"),
    search_label=gettext_lazy("Name or number"),
    filters=(
        Filter(
            key="show",
            label=gettext_lazy("Show"),
            condition=cases(
                {
                    "type": _waiting(asked=False),
                    "confirm": _waiting(asked=True),
                    "filed": Q(state=ArrivalState.FILED),
                    "aside": Q(state__in=CLOSED),
                }
            ),
            choices=SHOW,
            empty="",
            usual="type",
            kind="tabs",
        ),
        Filter(key="quarter", label=gettext_lazy("Quarter"), condition=of_quarters, choices=quarters, empty=""),
        choice_of("way", gettext_lazy("Way"), dict(ArrivalWay.choices)),
        district_filter("obligation__cooperative__district"),
    ),
    called=lambda row: f"{row.obligation.cooperative.legal_name}, {row.obligation.period.label}",
    file_name="laporan-kertas",
)
