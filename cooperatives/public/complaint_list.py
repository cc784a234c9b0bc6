"""The list of what the public has told of cooperatives."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import ComplaintKind, ComplaintState
from cooperatives.lists import district_filter
from cooperatives.models import Complaint
from core.lists.declaration import ListColumn, ListOf
from core.lists.filters import Filter, choice_of, one_of


def _rows(request: HttpRequest):
    return Complaint.objects.visible_to(request.user).select_related("cooperative__district", "cooperative__village")


COMPLAINTS = ListOf(
    name="complaints",
    title=_("Told by the public"),
    rows=_rows,
    cells=(
        ListColumn(_("Number"), lambda row: row.number, width=14),
        ListColumn(_("Day"), lambda row: timezone.localdate(row.at), "date", 12),
        ListColumn(_("Cooperative"), lambda row: row.cooperative.legal_name, width=42),
        ListColumn(_("About"), lambda row: row.get_kind_display(), width=34),
        ListColumn(_("State"), lambda row: row.get_state_display(), width=14),
        ListColumn(
            _("Recorded"), lambda row: timezone.localdate(row.recorded_at) if row.recorded_at else None, "date", 12
        ),
        ListColumn(_("What happened"), lambda row: row.text, width=80),
        ListColumn(_("Answer"), lambda row: row.answer, width=80),
    ),
    orders={"at": ("-at", "-pk"), "name": ("cooperative__name_key", "pk")},
    order_names={"at": _("Newest first"), "name": _("By name")},
    search=("cooperative__name", "number", "text"),
    search_label=_("Name, number or words"),
    filters=(
        Filter(
            key="state",
            label=_("State"),
            condition=one_of("state", dict(ComplaintState.choices)),
            choices=dict(ComplaintState.choices),
            usual=ComplaintState.NEW.value,
            kind="tabs",
            empty="",
        ),
        choice_of("kind", _("About"), dict(ComplaintKind.choices)),
        district_filter("cooperative__district"),
    ),
    file_name="aduan",
)
