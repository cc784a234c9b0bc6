"""The list of visits: cooperatives with flags, ordered by how many and how hard, then by how large."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Kind
from cooperatives.lists import district_filter, village_filter
from cooperatives.models import Cooperative
from core import clock
from core.lists.declaration import ListColumn, ListOf
from core.lists.filters import NOTHING, Filter, cases, choice_of
from supervision.flags import CATALOGUE
from supervision.models import EarlyWarning
from supervision.warnings import presentation

MINE = EarlyWarning.objects.filter(cooperative=OuterRef("pk"))


@dataclass(slots=True)
class VisitRow:
    """A cooperative to look after, and why."""

    cooperative: Cooperative
    flags: list[presentation.ShownWarning]

    @property
    def pk(self) -> int:
        return self.cooperative.pk

    def __str__(self) -> str:
        return self.cooperative.legal_name

    @property
    def loud(self) -> list[presentation.ShownWarning]:
        return [one for one in self.flags if not one.warning.is_quiet]

    @property
    def quiet(self) -> list[presentation.ShownWarning]:
        return [one for one in self.flags if one.warning.is_quiet]

    @property
    def in_words(self) -> str:
        return " ".join(one.sentence for one in self.loud or self.quiet)


def _counted(what: Any) -> Any:
    rows = MINE.loud().order_by().values("cooperative").annotate(n=what).values("n")
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def rows_of(user) -> QuerySet[Cooperative]:
    """Those with open warnings, with `n`, the flags that nobody has answered, and `passed`, their limits."""
    if not EarlyWarning.objects.visible_to(user).exists():
        return Cooperative.objects.none().annotate(n=_counted(Count("pk")), passed=_counted(Sum("level")))
    rows = Cooperative.objects.visible_to(user).filter(Exists(MINE.open()))
    rows = rows.annotate(n=_counted(Count("pk")), passed=_counted(Sum("level")))
    return rows.select_related("district", "village")


def _describe(rows: list[Cooperative]) -> list[VisitRow]:
    found = EarlyWarning.objects.open().filter(cooperative__in=[row.pk for row in rows])
    shown = presentation.of(found, clock.today())
    return [VisitRow(row, shown.get(row.pk, [])) for row in rows]


def _raising(values: list[str]) -> Q:
    known = [value for value in values if value in CATALOGUE]
    return Q(Exists(MINE.open().filter(flag__in=known))) if known else NOTHING


def _rows(request: HttpRequest) -> QuerySet[Cooperative]:
    return rows_of(request.user)


# Largest last where nobody knows how large.
LARGEST = F("assets").desc(nulls_last=True)


def _urgent(backwards: bool) -> Sequence[Any]:
    first = [F("passed"), F("n")]
    return [*(one.asc() if backwards else one.desc() for one in first), LARGEST, F("name_key").asc(), F("pk").asc()]


CELLS = (
    ListColumn(_("Cooperative"), lambda row: row.cooperative.legal_name, width=42),
    ListColumn(_("Kind"), lambda row: row.cooperative.get_kind_display(), width=24),
    ListColumn(
        _("District (kecamatan)"), lambda row: row.cooperative.district.name if row.cooperative.district else ""
    ),
    ListColumn(_("Village (kelurahan)"), lambda row: row.cooperative.village.name if row.cooperative.village else ""),
    ListColumn(_("Flags"), lambda row: len(row.loud), "number", 10),
    ListColumn(_("Limits passed"), lambda row: sum(one.warning.level for one in row.loud), "number", 14),
    ListColumn(_("Why"), lambda row: row.in_words, width=90),
    ListColumn(_("Assets"), lambda row: row.cooperative.assets, "money", 18),
)
WARNINGS = ListOf(
    name="warnings",
    title=_("Early warning"),
    rows=_rows,
    cells=CELLS,
    orders={
        "urgent": _urgent,
        "assets": ("-assets", "name_key"),
        "name": ("name_key",),
        "village": ("village__name", "name_key"),
    },
    order_names={
        "urgent": _("Most and hardest flags first"),
        "assets": _("Most assets first"),
        "name": _("By name"),
        "village": _("By kelurahan"),
    },
    search=("name", "legal_number", "village__name"),
    search_label=_("Name, number or kelurahan"),
    filters=(
        Filter(
            key="show",
            label=_("Flags"),
            condition=cases({"loud": Q(n__gte=1), "quiet": Q(n=0)}),
            choices={"loud": _("To be looked after"), "quiet": _("All answered")},
            usual="loud",
            kind="tabs",
            empty="",
        ),
        Filter(
            key="flag",
            label=_("Flag"),
            condition=_raising,
            choices={flag.key: flag.label for flag in CATALOGUE.values()},
            empty="",
        ),
        district_filter("district"),
        village_filter("village"),
        choice_of("kind", _("Kind"), dict(Kind.choices)),
    ),
    describe=_describe,
    file_name="peringatan-dini",
)
