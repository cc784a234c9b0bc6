"""The tabs of a list: the values of a filter side by side, each with how many rows it holds."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from core.lists.filters import Filter
from core.lists.selection import Selection


@dataclass(frozen=True, slots=True)
class Tab:
    label: Any
    n: int
    address: str
    is_open: bool


class Tabs(NamedTuple):
    label: Any
    tabs: list[Tab]


def tabs_of(one: Filter, selection: Selection, rows: QuerySet) -> Tabs:
    """Counted in one statement. A tab without rows is left out, unless it is the usual one or open."""
    labels = {**one.offered, "": _("All")}
    sizes = {f"n{i}": Count("pk", filter=one.condition([value]) if value else None) for i, value in enumerate(labels)}
    counted = selection.choosing(one.key, "").filter(rows).aggregate(**sizes)
    now = selection.chosen.get(one.key, [])
    tabs = []
    for i, (value, label) in enumerate(labels.items()):
        address = f"?{selection.choosing(one.key, value).query_string()}"
        tabs.append((value, Tab(label, counted[f"n{i}"], address, now == ([value] if value else []))))
    return Tabs(one.label, [tab for value, tab in tabs if tab.n or tab.is_open or value == one.usual])
