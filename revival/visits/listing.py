"""The list of visits."""

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cooperatives.correspondence.listing import shown_day
from cooperatives.lists import district_filter
from core.lists.declaration import ListColumn, ListOf
from core.lists.filters import Filter, by_number, cases, on_day
from revival.cases.case_list import coaches
from revival.models import Visit


def _visits(request: HttpRequest):
    rows = Visit.objects.visible_to(request.user).select_related("case__cooperative__district", "stop__day")
    return rows.annotate(n_photos=Count("photos"))


LETTER = {"with": _("with an assignment letter"), "without": _("without a numbered letter")}
MET = {"met": _("somebody was met"), "nobody": _("nobody was met")}
VISITS = ListOf(
    name="visits",
    title=_("Visits"),
    rows=_visits,
    cells=(
        ListColumn(_("Day"), lambda row: row.on, "date", 12),
        ListColumn(_("Cooperative"), lambda row: row.case.cooperative.legal_name, width=42),
        ListColumn(_("District (kecamatan)"), lambda row: str(row.case.cooperative.district or "")),
        ListColumn(_("Adviser"), lambda row: row.adviser_name, width=26),
        ListColumn(_("Begun"), lambda row: f"{row.begun:%H.%M}" if row.begun else ""),
        ListColumn(pgettext_lazy("of a visit", "Ended"), lambda row: f"{row.ended:%H.%M}" if row.ended else ""),
        ListColumn(_("Office found"), lambda row: row.get_office_found_display()),
        ListColumn(_("Board reachable"), lambda row: row.get_board_reachable_display()),
        ListColumn(_("Business running"), lambda row: row.get_business_runs_display()),
        ListColumn(_("Books there"), lambda row: row.get_books_there_display()),
        ListColumn(_("Members, about"), lambda row: row.members_about, "count", 12),
        ListColumn(_("Assets seen"), lambda row: row.assets_seen, width=36),
        ListColumn(_("Debts known"), lambda row: row.debts_known, width=36),
        ListColumn(_("Who was met"), lambda row: row.met, width=26),
        ListColumn(_("What was said"), lambda row: row.said, width=60),
        ListColumn(
            _("Decision of the board"), lambda row: row.get_decision_display() if row.decision else "", width=26
        ),
        ListColumn(_("Next step"), lambda row: row.next_step, width=36),
        ListColumn(_("Photos"), lambda row: row.n_photos, "count", 8),
        ListColumn(
            _("Assignment letter"), lambda row: str(LETTER["without" if row.without_letter else "with"]), width=24
        ),
    ),
    orders={
        "day": ("-on", "-recorded_at"),
        "name": ("case__cooperative__name_key", "-on"),
        "adviser": ("adviser_name", "-on"),
    },
    search=("case__cooperative__name", "adviser_name", "met", "said"),
    search_label=_("Name, adviser or what was said"),
    filters=(
        Filter(key="on", label=_("Day"), condition=on_day("on"), empty="", kind="date", naming=shown_day),
        Filter(
            key="adviser",
            label=_("Adviser"),
            condition=by_number("adviser"),
            choices=lambda: {str(user.pk): user.display_name for user in coaches()},
            empty="",
        ),
        district_filter("case__cooperative__district"),
        Filter(
            key="met",
            label=_("Who was met"),
            condition=cases({"met": ~Q(met=""), "nobody": Q(met="")}),
            choices=MET,
            empty="",
        ),
        Filter(
            key="letter",
            label=_("Assignment letter"),
            condition=cases({"with": Q(without_letter=False), "without": Q(without_letter=True)}),
            choices=LETTER,
            empty="",
        ),
    ),
    called=lambda row: row.case.cooperative.legal_name,
    file_name="kunjungan",
)
