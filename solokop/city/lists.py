"""The rows behind the numbers of the city, as of the same day: cooperatives, reports, cases and people trained."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Kind, Status
from cooperatives.lists import district_filter, village_filter
from cooperatives.models import Cooperative
from cooperatives.register import as_of
from core.lists.declaration import ListColumn, ListOf
from core.lists.filters import NOT_KNOWN, Filter, cases, choice_of
from core.text.formats import long_date
from core.text.parsing import iso_day
from reports.models import Obligation
from reports.obligations import as_of as reports_then
from reports.obligations.quarter import Quarter
from solokop.city import day
from solokop.city.figures import register, warnings
from solokop.city.figures.sums import KINDS, NAMES, CityFigure, with_figures
from solokop.city.words import SIZE_LABELS, STATE_LABELS

STATUSES = dict(Status.choices)


def _day_name(value: str) -> str:
    try:
        return long_date(iso_day(value))
    except ValueError:
        return value


# The rows are of the day already; it is taken off or changed like any other filter.
ON = Filter(key="on", label=_("As of"), condition=lambda _values: Q(), empty="", naming=_day_name, kind="date")


def _cooperatives(request: HttpRequest) -> QuerySet[Cooperative]:
    look = day.read(request.GET)
    rows = warnings.marked(register.rows(look), look)
    rows = rows.none() if look.refused else rows
    return rows.select_related("district", "village")


def yes_or_no(value: bool) -> str:
    return gettext("yes") if value else gettext("no")


def status_text(row: Any) -> str:
    return str(STATUSES.get(row.status_then, _("Status not known")))


COOPERATIVES = ListOf(
    name="city_cooperatives",
    title=_("Cooperatives of the city"),
    rows=_cooperatives,
    cells=(
        ListColumn(_("Cooperative"), lambda row: row.legal_name, width=42),
        ListColumn(_("Legal-entity number"), lambda row: row.legal_number, width=30),
        ListColumn(_("Kind"), lambda row: row.get_kind_display(), width=20),
        ListColumn(_("District (kecamatan)"), lambda row: row.district.name if row.district else ""),
        ListColumn(_("Village (kelurahan)"), lambda row: row.village.name if row.village else ""),
        ListColumn(_("Status"), status_text, width=24),
        ListColumn(_("In coaching"), lambda row: yes_or_no(row.coached_then), width=12),
        ListColumn(_("Annual meeting (RAT) held"), lambda row: yes_or_no(row.rat_then), width=12),
        ListColumn(_("Assets"), lambda row: row.assets_then, "money", 18),
    ),
    orders={"name": ("name_key",), "assets": ("-assets_then", "name_key"), "village": ("village__name", "name_key")},
    search=("name", "legal_number"),
    search_label=_("Name or number"),
    filters=(
        Filter(
            key="show",
            label=_("Cooperatives"),
            condition=cases(
                {
                    "active": Q(status_then__in=as_of.ACTIVE),
                    "not_active": ~Q(status_then__in=as_of.ACTIVE),
                    "coached": Q(coached_then=True),
                    "with_rat": Q(rat_then=True),
                    "without_rat": Q(rat_then=False),
                    "warned": Q(warned_then=True),
                }
            ),
            choices={
                "active": _("Active"),
                "not_active": _("Not active"),
                "coached": _("In coaching"),
                "with_rat": _("RAT held"),
                "without_rat": _("RAT not held"),
                "warned": _("Early warning"),
            },
            empty="",
            kind="tabs",
        ),
        ON,
        district_filter("district", empty=NOT_KNOWN),
        village_filter("village", empty=NOT_KNOWN),
        choice_of("kind", _("Kind"), dict(Kind.choices)),
        Filter(
            key="size",
            label=_("Size by assets"),
            condition=lambda values: Q(size_then__in=[register.NO_SIZE if one == "none" else one for one in values]),
            choices=SIZE_LABELS,
        ),
        Filter(
            key="group",
            label=_("Group"),
            condition=cases({register.KKMP: Q(group=register.KKMP)}),
            choices={register.KKMP: _("Merah Putih cooperatives")},
            empty="",
        ),
    ),
    file_name="kota-koperasi",
)


def _quarters() -> Mapping[str, Any]:
    """Those of which anything is owed, the newest first."""
    found = Obligation.objects.order_by().values_list("period__year", "period__quarter").distinct()
    return {quarter.slug: quarter.label for quarter in sorted((Quarter(*one) for one in found), reverse=True)}


def _of_quarters(values: list[str]) -> Q:
    found = []
    for value in values:
        try:
            found.append(Quarter.parse(value))
        except ValueError:
            continue
    return reports_then.of_quarters(found, "period__")


def _reports(request: HttpRequest) -> QuerySet[Obligation]:
    look = day.read(request.GET)
    rows = reports_then.rows(Obligation.objects.visible_to(request.user), look.day, look.last_day)
    rows = rows.none() if look.refused else rows
    return rows.select_related("cooperative__district", "cooperative__village", "period")


def _with_figures(request: HttpRequest):
    """Each obligation with the figures that counted on the day, in one more statement."""
    look = day.read(request.GET)

    def describe(rows: list[Obligation]) -> list[Obligation]:
        found = with_figures(look).filter(obligation__in=[row.pk for row in rows])
        said = {pk: values for pk, *values in found.order_by().values_list("obligation", *NAMES)}
        for row in rows:
            row.figures = dict(zip(NAMES, said.get(row.pk, [None] * len(NAMES)), strict=True))
        return rows

    return describe


def reports(request: HttpRequest) -> ListOf:
    """What was owed of a quarter, with the figures that were accepted by the day of the request."""
    return ListOf(
        name="city_reports",
        title=_("Reports of the city"),
        is_of_request=True,
        rows=_reports,
        cells=(
            ListColumn(_("Cooperative"), lambda row: row.cooperative.legal_name, width=42),
            ListColumn(_("Quarter"), lambda row: row.period.value.label, width=18),
            ListColumn(_("State"), lambda row: str(STATE_LABELS[row.state_then]), width=16),
            ListColumn(_("Accepted"), lambda row: yes_or_no(row.accepted_then), width=10),
            *(
                ListColumn(kind.label, lambda row, key=kind.key: row.figures[key], _cell_kind(kind), 18)
                for kind in KINDS
            ),
        ),
        orders={"name": ("cooperative__name_key",), "quarter": ("-period__year", "-period__quarter")},
        search=("cooperative__name", "cooperative__legal_number"),
        search_label=_("Name or number"),
        filters=(
            Filter(
                key="show",
                label=_("Reports"),
                condition=cases(
                    {
                        "due": Q(state_then__in=reports_then.DUE),
                        "sent": Q(state_then__in=reports_then.SENT),
                        **{state: Q(state_then=state) for state in reports_then.STATES},
                        "accepted": Q(accepted_then=True),
                    }
                ),
                choices={"due": _("Had to report"), "sent": _("Sent"), **STATE_LABELS, "accepted": _("Accepted")},
                empty="",
                kind="tabs",
            ),
            ON,
            Filter(key="quarter", label=_("Quarter"), condition=_of_quarters, choices=_quarters, empty=""),
            district_filter("cooperative__district", empty=NOT_KNOWN),
            village_filter("cooperative__village", empty=NOT_KNOWN),
            choice_of("kind", _("Kind"), dict(Kind.choices), "cooperative__kind"),
        ),
        describe=_with_figures(request),
        called=lambda row: row.cooperative.legal_name,
        file_name="kota-laporan",
    )


def _cell_kind(kind: CityFigure) -> str:
    return "count" if kind.key == "members" else "money"
