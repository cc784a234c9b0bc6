"""The register as the public browses it: by place, kind, group and status."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Kind, Status
from cooperatives.models import Cooperative
from cooperatives.places import districts, villages
from cooperatives.public import counts
from core.lists.declaration import ListOf, nobody
from core.lists.filters import NONE, NOT_KNOWN, Filter, one_of

# What a row of the page says.
SHOWN = ("name", "status", "kind", "group", "last_rat_year", "village", "district")


def _rows(_request: HttpRequest) -> QuerySet[Cooperative]:
    """All but merged and removed records, the dissolved ones among them."""
    return Cooperative.objects.public().only(*SHOWN)


def _of_status(values: list[str]) -> Q:
    found = Q(status__in=[value for value in values if value in Status.values])
    return found | Q(status="") if NONE in values else found


def _by_code(column: str) -> Callable[[list[str]], Q]:
    def condition(values: list[str]) -> Q:
        found = Q(**{f"{column}__code__in": [value for value in values if value != NONE]})
        return found | Q(**{f"{column}__isnull": True}) if NONE in values else found

    return condition


def _place(column: str, label: Any, places: Callable[[], Mapping[int, Any]]) -> Filter:
    """A filter of a place by its Kemendagri code: an address with it stays, and programs use the same."""

    def choices() -> Mapping[str, str]:
        return {one.code: one.name for one in sorted(places().values(), key=lambda one: one.name)}

    return Filter(key=column, label=label, condition=_by_code(column), choices=choices, empty=NOT_KNOWN)


def _groups() -> Mapping[str, str]:
    return {group: group for group in counts.summary().groups}


def _kinds() -> Mapping[str, Any]:
    """Those that are held, in their usual order."""
    held = counts.summary().kinds
    return {kind.value: kind.label for kind in Kind if kind.value in held}


def _kind_name(value: str) -> str:
    return str(dict(Kind.choices).get(value, value))


def _of_group(values: list[str]) -> Q:
    return Q(group__in=[value for value in values if value != NONE]) & ~Q(group="")


REGISTER = ListOf(
    name="public_register",
    title=_("Register of cooperatives"),
    rows=_rows,
    cells=(),
    orders={
        "name": ("name_key",),
        "village": ("village__name", "name_key"),
        "rat": ("last_rat_year", "name_key"),
    },
    order_names={"name": _("By name"), "village": _("By kelurahan"), "-rat": _("Newest annual meeting first")},
    search=lambda rows, q: rows.public_search(q),
    search_label=_("Name or number of the cooperative"),
    filters=(
        Filter(
            key="status",
            label=_("Status"),
            condition=_of_status,
            choices={**dict(Status.choices), NONE: _("Status not known")},
            empty="",
            kind="tabs",
        ),
        _place("district", _("District (kecamatan)"), districts),
        _place("village", _("Village (kelurahan)"), villages),
        Filter(
            key="kind",
            label=_("Kind"),
            condition=one_of("kind", dict(Kind.choices)),
            choices=_kinds,
            empty="",
            naming=_kind_name,
        ),
        Filter(key="group", label=_("Group"), condition=_of_group, choices=_groups, empty=""),
    ),
    counted=counts.PublicCounts,
    has_file=nobody,
    per_page=(25, 50, 100),
)
