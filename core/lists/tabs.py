"""The tabs of a list: the values of a filter side by side, each with how many rows it holds."""

from collections.abc import Callable, Iterable
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


Sizes = dict[str, int]
Counted = Callable[[Selection], int | None]


def _known(one: Filter, selection: Selection, values: Iterable[str], counted: Counted) -> Sizes | None:
    """What the list knows without asking for its rows."""
    sizes = {value: counted(selection.choosing(one.key, value)) for value in values}
    known = {value: n for value, n in sizes.items() if n is not None}
    return known if len(known) == len(sizes) else None


def _asked(one: Filter, selection: Selection, rows: QuerySet, values: Iterable[str]) -> Sizes:
    """Counted in one statement."""
    names = {value: f"n{i}" for i, value in enumerate(values)}
    sizes = {name: Count("pk", filter=one.condition([value]) if value else None) for value, name in names.items()}
    counted = selection.choosing(one.key, "").filter(rows).aggregate(**sizes)
    return {value: counted[name] for value, name in names.items()}


def tabs_of(one: Filter, selection: Selection, rows: QuerySet, counted_by: Counted) -> Tabs:
    """A tab without rows is left out, unless it is the usual one or open."""
    every = {"": _("All")}
    # What is open at first stands at the left, where a phone shows it.
    labels = {**one.offered, **every} if one.usual else {**every, **one.offered}
    counted = _known(one, selection, labels, counted_by) or _asked(one, selection, rows, labels)
    now = selection.chosen.get(one.key, [])
    tabs = []
    for value, label in labels.items():
        address = f"?{selection.choosing(one.key, value).query_string()}"
        tabs.append((value, Tab(label, counted[value], address, now == ([value] if value else []))))
    return Tabs(one.label, [tab for value, tab in tabs if tab.n or tab.is_open or value == one.usual])
