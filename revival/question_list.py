"""The list of those who were asked: what each has answered last, and who is silent."""

from datetime import date, datetime

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Capability, allowed
from cooperatives.lists import district_filter
from core.formats import long_date
from core.lists.declaration import Action, Cell, ListOf, Said
from core.lists.filters import Filter, cases
from revival import questions
from revival.choices import Willing
from revival.models import Answer, Question


def _asked(request: HttpRequest) -> QuerySet[Question]:
    newest = Answer.objects.filter(question=OuterRef("pk")).order_by("-at", "-pk")
    rows = Question.objects.visible_to(request.user).in_force().select_related("cooperative__district")
    said = Coalesce(Subquery(newest.values("willing")[:1]), Value(""), output_field=CharField())
    return rows.annotate(said=said, said_at=Subquery(newest.values("at")[:1]))


def _said(row: Question) -> str:
    if row.said:
        return str(Willing(row.said).label)
    return _("opened, not answered") if row.opened_at else _("silent")


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


STATES = {
    **dict(Willing.choices),
    "opened": gettext_lazy("opened, not answered"),
    "silent": gettext_lazy("silent"),
}
CONDITIONS = {
    **{value: Q(said=value) for value in Willing.values},
    "opened": Q(said="", opened_at__isnull=False),
    "silent": Q(said="", opened_at=None),
}


def _renew(request: HttpRequest, rows: QuerySet, said: Said) -> str:
    keys = list(rows.values_list("cooperative_id", flat=True))
    n = questions.ask(keys, actor=request.user).renewed
    text = ngettext("{n} code can be answered until {day}.", "{n} codes can be answered until {day}.", n)
    return text.format(n=n, day=long_date(questions.last_day()))


ASKED = ListOf(
    name="asked",
    title=gettext_lazy("Asked"),
    rows=_asked,
    cells=(
        Cell(gettext_lazy("Cooperative"), lambda row: row.cooperative.name, width=42),
        Cell(
            gettext_lazy("District (kecamatan)"),
            lambda row: row.cooperative.district.name if row.cooperative.district else "",
        ),
        Cell(gettext_lazy("Code"), lambda row: row.code_in_groups, width=12),
        Cell(gettext_lazy("What was answered"), _said, width=30),
        Cell(gettext_lazy("Asked on"), lambda row: _day(row.asked_at), "date", 12),
        Cell(gettext_lazy("Opened on"), lambda row: _day(row.opened_at), "date", 12),
        Cell(gettext_lazy("Answered on"), lambda row: _day(row.said_at), "date", 12),
        Cell(gettext_lazy("Can be answered until"), lambda row: row.expires_on, "date", 12),
    ),
    orders={
        "name": ("cooperative__name_key",),
        "asked": ("-asked_at", "cooperative__name_key"),
        "answered": ("-said_at", "cooperative__name_key"),
        "until": ("expires_on", "cooperative__name_key"),
    },
    search=("cooperative__name", "code"),
    search_label=gettext_lazy("Name or code"),
    filters=(
        Filter(
            key="said",
            label=gettext_lazy("What was answered"),
            condition=cases(CONDITIONS),
            choices=STATES,
            empty="",
            kind="tabs",
        ),
        district_filter("cooperative__district"),
    ),
    actions=(
        Action(
            "renew",
            gettext_lazy("Let the codes count longer"),
            "calendar-plus",
            _renew,
            allowed(Capability.RUN_REVIVAL),
        ),
    ),
    called=lambda row: row.cooperative.name,
    file_name="masih-ingin-berjalan",
    most=1000,
)
