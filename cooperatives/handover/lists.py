"""Each list to hand over as a list of the portal: filtered by what is missing, with its workbook."""

from collections.abc import Mapping
from functools import reduce
from operator import or_

from django.db.models import Q, prefetch_related_objects
from django.http import HttpRequest
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Status
from cooperatives.handover.declaration import HandOver, HandoverColumn
from cooperatives.handover.ods import ODS
from cooperatives.handover.simkopdes import SIMKOPDES
from cooperatives.lists import district_filter
from cooperatives.models import Cooperative
from core.lists.declaration import ListColumn, ListOf
from core.lists.filters import NOTHING, Filter, cases, choice_of

HANDOVERS: Mapping[str, HandOver] = {one.key: one for one in (ODS, SIMKOPDES)}
COMPLETE = "complete"


def offered(cooperative: Cooperative) -> list[tuple[HandOver, list[str]]]:
    """The lists that a cooperative belongs on, each with the headings of what is missing of it."""
    rows = Cooperative.objects.filter(pk=cooperative.pk)
    return [(one, one.missing(cooperative)) for one in HANDOVERS.values() if rows.filter(one.among).exists()]


def _any(columns: list[HandoverColumn]) -> Q:
    return reduce(or_, (column.lacks for column in columns if column.lacks is not None), NOTHING)


def _by_missing(of: HandOver) -> Filter:
    wanted = {slugify(column.heading): column for column in of.wanted}
    known = {key: column.lacks for key, column in wanted.items() if column.lacks is not None}
    labels = {key: format_lazy(_("{what} is missing"), what=column.heading) for key, column in wanted.items()}
    return Filter(
        key="missing",
        label=_("Completeness"),
        condition=cases({COMPLETE: ~_any(of.wanted), **known}),
        choices={COMPLETE: _("Nothing is missing"), **labels},
        empty="",
    )


def _described(of: HandOver):
    def describe(rows: list[Cooperative]) -> list[Cooperative]:
        prefetch_related_objects(rows, *of.related)
        for row in rows:
            row.lacking = of.missing(row)
        return rows

    return describe


def _list(of: HandOver) -> ListOf:
    def rows(request: HttpRequest):
        return of.rows(Cooperative.objects.visible_to(request.user))

    return ListOf(
        name=f"handover_{of.key}",
        title=of.name,
        rows=rows,
        cells=(
            *map(_cell, of.columns),
            ListColumn(
                _("Missing (delete this column before you send it)"), lambda row: ", ".join(row.lacking), width=60
            ),
        ),
        orders={"name": ("name_key",), "village": ("village__name", "name_key")},
        search=("name", "legal_number", "national_number"),
        search_label=_("Name or number"),
        filters=(
            _by_missing(of),
            choice_of("status", _("Status"), dict(Status.choices)),
            district_filter("district"),
        ),
        describe=_described(of),
        file_name=of.key,
    )


def _cell(column: HandoverColumn) -> ListColumn:
    value = column.value or (lambda _row: None)
    return ListColumn(column.heading, value, column.kind, column.width, is_wanted=column.lacks is not None)


LISTS: Mapping[str, ListOf] = {key: _list(one) for key, one in HANDOVERS.items()}
