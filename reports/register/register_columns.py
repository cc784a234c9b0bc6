"""What the register's list, filters and exports say of reports: declared from this floor (reports/apps.py)."""

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import Case, CharField, Count, F, Min, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cooperatives.register.exports import Exported
from cooperatives.register.filters import Facet, by
from core import areas, clock
from core.lists.filters import NONE
from core.templatetags.solokop import icon
from core.text.formats import long_date
from reports.area import AREA
from reports.models import Obligation
from reports.obligations.quarter import Quarter

MANY = 3
BANDS = {"1": _("1 quarter late"), "2": _("2 quarters late"), "3": _("3 quarters late or more")}
# Days late, from and to; the steps of the ladder that an officer thinks in.
SINCE = {
    "30": _("less than 30 days"),
    "90": _("30 to 89 days"),
    "180": _("90 to 179 days"),
    "more": _("180 days or more"),
}
SINCE_DAYS: dict[str, tuple[int, int | None]] = {"30": (0, 30), "90": (30, 90), "180": (90, 180), "more": (180, None)}
ORDERS = {"arrears": by("arrears__quarters"), "late": by("arrears__since")}


def _arrears(values: list[str]) -> Q:
    found = Q(arrears=None) if NONE in values else Q(pk__in=[])
    for value in set(values) & set(BANDS):
        n = int(value)
        found |= Q(arrears__quarters__gte=n) if n == MANY else Q(arrears__quarters=n)
    return found


def _late_since(values: list[str]) -> Q:
    """Bands of months: from the first day of one to the day before the next begins."""
    found, today = Q(pk__in=[]), clock.today()
    for value in set(values) & set(SINCE):
        newest, oldest = SINCE_DAYS[value]
        band = Q(arrears__since__lte=today - timedelta(days=newest))
        found |= band & Q(arrears__since__gt=today - timedelta(days=oldest)) if oldest else band
    return found


def _since_band() -> Case:
    whens = [When(_late_since([value]), then=Value(value)) for value in SINCE]
    return Case(*whens, output_field=CharField())


def _missing_quarter(values: list[str]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        try:
            quarter = Quarter.parse(value)
        except ValueError:
            continue
        late = Obligation.objects.filter(
            late_since__isnull=False, period__year=quarter.year, period__quarter=quarter.number
        )
        found |= Q(pk__in=late.values("cooperative"))
    return found


def _quarter_name(value: str) -> str:
    try:
        return Quarter.parse(value).short_label
    except ValueError:
        return value


FACETS = (
    Facet(
        key="arrears",
        label=_("Quarterly reports late"),
        condition=_arrears,
        group_by=Case(
            When(arrears__quarters__gte=MANY, then=Value(str(MANY))),
            When(arrears__isnull=False, then=Cast(F("arrears__quarters"), CharField())),
            output_field=CharField(),
        ),
        choices=BANDS,
        empty=_("none late"),
        area=AREA.key,
    ),
    Facet(
        key="late_since",
        label=_("Late for"),
        condition=_late_since,
        group_by=_since_band,
        choices=SINCE,
        empty="",
        area=AREA.key,
    ),
    Facet(
        key="missing_quarter",
        label=_("Missing quarter"),
        condition=_missing_quarter,
        group_by=Concat(
            Cast(F("obligations__period__year"), CharField()),
            Value("-"),
            Cast(F("obligations__period__quarter"), CharField()),
        ),
        empty="",
        newest_first=True,
        counted=lambda rows: rows.filter(obligations__late_since__isnull=False),
        naming=_quarter_name,
        area=AREA.key,
    ),
)
COLUMNS = (
    Exported("arrears__quarters", _("Quarters late"), "count", 10, area=AREA.key),
    Exported("arrears__since", _("Late since"), "date", 13, area=AREA.key),
)


def badges(cooperatives: list[int]) -> Mapping[int, str]:
    """Who of these is late today, in words, computed from dates: right also when no job has run."""
    if not areas.is_on(AREA.key):
        return {}
    late = Obligation.objects.overdue_on(clock.today()).filter(cooperative__in=cooperatives).order_by()
    counted = late.values_list("cooperative").annotate(n=Count("pk"), first=Min("late_after"))
    return {pk: late_badge(n, first) for pk, n, first in counted}


def late_badge(n: int, last_day) -> str:
    """`n` quarters late; `last_day` is the last day on which the oldest would have been in time."""
    words = ngettext("{n} quarter late", "{n} quarters late", n).format(n=n)
    since = str(_("since {day}")).format(day=long_date(last_day + timedelta(days=1)))
    return format_html(
        '<span class="badge-status tone-bad">{}{}</span> <span class="muted late-since">{}</span>',
        icon("clock-alert", 16),
        words,
        since,
    )
