"""Cooperatives and their members by kecamatan and kind, with groups under five merged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Kind
from cooperatives.public import removals
from cooperatives.register import as_of
from core import small_groups
from core.small_groups import LEAST
from opendata.datasets.declaration import ColumnChange, Dataset, DatasetColumn, Type

OTHER = "other"
OTHERS = _("Other kinds together")


@dataclass(slots=True)
class TotalsGroup:
    """The cooperatives of a kind in a kecamatan; `said` is how many of them have said their members."""

    code: str
    district: str
    kind: str
    n: int
    active: int
    members: int
    said: int


def _counted(day: date) -> list[TotalsGroup]:
    rows = as_of.registered(day).order_by("district__code", "kind")
    # What the whole says and its rows do not would be what a removed record says.
    public = ~Q(pk__in=list(removals.in_force()))
    found = rows.values_list("district__code", "district__name", "kind").annotate(
        n=Count("pk"),
        active=Count("pk", filter=Q(status_then__in=as_of.ACTIVE)),
        sum=Sum("members", filter=public),
        said=Count("members", filter=public),
    )
    return [
        TotalsGroup(code or "", name or "", kind, n, active, total or 0, said)
        for code, name, kind, n, active, total, said in found
    ]


def merged(groups: list[TotalsGroup]) -> list[TotalsGroup]:
    """The groups of one place, those under five together."""
    return sorted(small_groups.merged(groups, attrgetter("n"), _together), key=attrgetter("kind"))


def _together(groups: Sequence[TotalsGroup]) -> TotalsGroup:
    first = groups[0]
    sums = {name: sum(getattr(one, name) for one in groups) for name in ("n", "active", "members", "said")}
    return TotalsGroup(first.code, first.district, OTHER, **sums)


def _rows(day: date) -> Iterator[list]:
    labels = {**{code: str(label) for code, label in Kind.choices}, OTHER: str(OTHERS)}
    for (code, district), groups in groupby(_counted(day), key=attrgetter("code", "district")):
        for one in merged(list(groups)):
            # A sum that few have said would say what each of them said.
            members = one.members if one.said >= LEAST else None
            yield [code, district, one.kind, labels.get(one.kind, ""), one.n, one.active, members, one.said]


TOTALS = Dataset(
    key="totals",
    title=_("Totals by kecamatan and kind"),
    about=_("How many cooperatives of each kind there are in each kecamatan, how many are active, and their members."),
    columns=(
        DatasetColumn(
            "district_code", _("Code of the kecamatan"), about=_("As Kemendagri gives it; empty where it is unknown.")
        ),
        DatasetColumn("district", _("Kecamatan")),
        DatasetColumn(
            "kind",
            _("Kind"),
            about=_("A code; “other” stands for kinds with fewer than five, with the next larger one where needed."),
            values=(*Kind.choices, (OTHER, OTHERS)),
        ),
        DatasetColumn("kind_name", _("Kind in words")),
        DatasetColumn("cooperatives", _("Cooperatives"), Type.INTEGER),
        DatasetColumn("active", _("Active"), Type.INTEGER),
        DatasetColumn(
            "members", _("Members"), Type.INTEGER, _("Empty where fewer than five cooperatives have said it.")
        ),
        DatasetColumn("members_of", _("Cooperatives that have said their members"), Type.INTEGER),
    ),
    rows=_rows,
    identifiers=("district_code", "kind"),
    concept=_("The cooperatives of the city by place and kind."),
    method=_("Counted from the register on the day of the file. Dissolved ones are left out."),
    unit=_("cooperative"),
    classes=_("by kecamatan and kind"),
    changes=(ColumnChange(date(2026, 11, 28), _("First published.")),),
)
