"""One page of a list, all from the address."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from core import clock
from core.lists.declaration import Action, ListOf
from core.lists.filters import Filter
from core.lists.selection import Chip, Selection, chips_of
from core.lists.tabs import Tab, Tabs, tabs_of

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter as the page asks for it: its choices with the chosen one."""

    filter: Filter
    values: list[str]

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """The offered ones, and what the address names beside them, so that sending the form again keeps it."""
        offered = dict(self.filter.offered)
        return [
            *offered.items(),
            *((value, self.filter.label_of(value)) for value in self.values if value not in offered),
        ]


@dataclass(frozen=True, slots=True)
class Offered:
    """An action with what was typed beside it when it could not be carried out."""

    of: Action
    text: str
    choice: str
    day: str
    is_open: bool


class Listing:
    """The rows that an address selects for a user; the page of them; what else the page of a list shows."""

    def __init__(self, of: ListOf, request: HttpRequest, typed: Mapping[str, Any] | None = None):
        """`typed` is what a form of this page held that could not be carried out."""
        self.of, self.request = of, request
        self.typed = typed or {}
        self.selection = Selection.read(of, request.GET)

    @property
    def has_search(self) -> bool:
        """Asked here: a template would call a search that is a function."""
        return bool(self.of.search)

    @cached_property
    def _counted(self) -> Callable[[Selection], int | None]:
        return self.of.counted()

    @cached_property
    def found(self) -> QuerySet:
        return self.selection.order(self.selection.filter(self.of.rows(self.request)))

    @cached_property
    def page(self) -> Page:
        paginator = Paginator(self.found, self.selection.per_page)
        if (known := self._known_total()) is not None:
            paginator.count = known
        return paginator.get_page(self.request.GET.get("page"))

    def _known_total(self) -> int | None:
        """What the list knows, or what the open one of its tabs says: the rows need not be counted once more."""
        if (known := self._counted(self.selection)) is not None:
            return known
        return next((tab.n for group in self.tabs for tab in group.tabs if tab.is_open), None)

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @cached_property
    def rows(self) -> list[Any]:
        return self.of.describe(list(self.page.object_list))

    @cached_property
    def chips(self) -> list[Chip]:
        filters, chosen = {one.key: one for one in self.of.filters}, self.selection.chosen
        taken_off = {key: [value for value in chosen[key] if filters[key].has_chip(value)] for key in chosen}
        return chips_of(self.selection.q, taken_off, filters, self.request.GET)

    @property
    def filters(self) -> list[ShownFilter]:
        """Those of the form; tabs are links."""
        return [
            ShownFilter(one, self.selection.chosen.get(one.key, [])) for one in self.of.filters if one.kind != "tabs"
        ]

    @cached_property
    def tabs(self) -> list[Tabs]:
        rows = self.of.rows(self.request)
        return [tabs_of(one, self.selection, rows, self._counted) for one in self.of.filters if one.kind == "tabs"]

    @property
    def elsewhere(self) -> list[Tab]:
        """Tabs that hold what is searched for, where the open one holds nothing."""
        return [tab for group in self.tabs for tab in group.tabs if tab.n and not tab.is_open]

    @property
    def actions(self) -> list[Offered]:
        """What this user may do to ticked rows, beside taking them along as a file."""
        return [
            Offered(
                action,
                self.typed.get(f"text-{action.name}", ""),
                self.typed.get(f"choice-{action.name}", ""),
                self._day_of(action),
                self.typed.get("action") == action.name,
            )
            for action in self.of.actions
            if action.may(self.request.user)
        ]

    def _day_of(self, action: Action) -> str:
        return self.typed.get(f"day-{action.name}", "") or clock.today().isoformat() if action.asks_day else ""

    @property
    def has_file(self) -> bool:
        return self.of.has_file(self.request.user)

    @cached_property
    def has_ticks(self) -> bool:
        """Whether there is anything that this user may do with ticked rows."""
        return self.has_file or any(action.may(self.request.user) for action in self.of.actions)

    @cached_property
    def ticked(self) -> set[str]:
        return set(self.typed.getlist("row")) if isinstance(self.typed, QueryDict) else set()

    @cached_property
    def stamp(self) -> str:
        """What all rows of the list are now: whoever acts on all must have seen these. "" where they are too many."""
        return "" if self.total > self.of.most else self.stamp_of(self.marks())

    def marks(self) -> list[str]:
        """The ticks of all rows of the list, as the database has them now, in the order of their keys."""
        rows = self.found.order_by("pk")
        return [*map(self.of.seen, rows)] if self.of.seen else [*map(str, rows.values_list("pk", flat=True))]

    def stamp_of(self, marks: list[str]) -> str:
        return f"{len(marks)}-{hashlib.sha256(' '.join(marks).encode()).hexdigest()[:16]}"

    @property
    def is_all_ticked(self) -> bool:
        return bool(self.stamp) and self.typed.get("all") == self.stamp

    def tick_of(self, row: Any) -> str:
        return self.of.seen(row) if self.of.seen else str(self.of.key(row))

    def in_words(self, rows: QuerySet) -> str:
        """What is in a file of some rows, for its cover: the selection, and that they were chosen from it by hand."""
        words = self.selection.in_words()
        if rows is self.found:
            return words
        chosen = _("{n} rows chosen by hand").format(n=rows.count())
        return f"{words}; {chosen}" if words else chosen

    def values(self, rows: QuerySet) -> Iterator[list[Any]]:
        """The rows as the file has them, piece by piece."""
        piece: list[Any] = []
        for row in rows.iterator(chunk_size=AT_ONCE):
            piece.append(row)
            if len(piece) == AT_ONCE:
                yield from self._values(piece)
                piece = []
        yield from self._values(piece)

    def _values(self, piece: list[Any]) -> Iterator[list[Any]]:
        return ([cell.value(row) for cell in self.of.cells] for row in self.of.describe(piece))
