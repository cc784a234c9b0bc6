"""What an address selects in a list: search words, filters, order and page size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from django.db.models import QuerySet

from core.lists.declaration import ListOf

MOST_VALUES, LONGEST_VALUE, LONGEST_SEARCH = 60, 80, 150


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, in words, and the address without it."""

    label: str
    remove: str


class Named(Protocol):
    """A filter of any list: the name of its parameter, and what it and its values are called."""

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> Any: ...

    def label_of(self, value: str) -> str: ...


def words_of(params) -> str:
    return " ".join(params.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]


def chosen_of(filters: Sequence[Named], params) -> dict[str, list[str]]:
    """The values of each filter that the address names, known or not."""
    chosen = {}
    for one in filters:
        values = [value.replace("\x00", "").strip()[:LONGEST_VALUE] for value in params.getlist(one.key)]
        if values := [value for value in values if value]:
            chosen[one.key] = values[:MOST_VALUES]
    return chosen


def order_of(orders: Mapping, params, usual: str) -> tuple[str, bool]:
    """The name of the order and whether it runs backwards; the usual one for a name that is not known."""
    sort = params.get("sort", usual)
    name = sort.removeprefix("-")
    return (name, sort.startswith("-")) if name in orders else (usual, False)


def chips_of(q: str, chosen: Mapping[str, list[str]], filters: Mapping[str, Named], params) -> list[Chip]:
    chips = [Chip(f"“{q}”", without(params, "q", q))] if q else []
    for key, values in chosen.items():
        one = filters[key]
        chips += [Chip(f"{one.label}: {one.label_of(value)}", without(params, key, value)) for value in values]
    return chips


def size_of(sizes: Sequence[int], params) -> int:
    """How many rows a page has; the first of the sizes unless the address names another of them."""
    text = params.get("per_page", "")
    return int(text) if text in map(str, sizes) else sizes[0]


def pairs_of(
    q: str, chosen: Mapping[str, list[str]], *, order: tuple[str, str], size: tuple[int, int], page: int
) -> list[tuple[str, str]]:
    """An address as names and values. `order` and `size` come with the usual ones, which an address leaves out."""
    pairs = [("q", q)] if q else []
    pairs += [(key, value) for key, values in chosen.items() for value in values]
    pairs += [("sort", order[0])] if order[0] != order[1] else []
    pairs += [("per_page", str(size[0]))] if size[0] != size[1] else []
    return pairs + ([("page", str(page))] if page else [])


def without(params, key: str, value: str) -> str:
    rest = params.copy()
    rest.pop("page", None)
    rest.setlist(key, [item for item in rest.getlist(key) if " ".join(item.split()) != value])
    return "?" + rest.urlencode()


@dataclass(frozen=True, slots=True)
class Selection:
    """An address, read against the declaration of a list."""

    of: ListOf
    q: str = ""
    chosen: dict[str, list[str]] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    per_page: int = 50

    @classmethod
    def read(cls, of: ListOf, params) -> "Selection":
        """`params` is the QueryDict of an address."""
        sort, descending = order_of(of.orders, params, next(iter(of.orders)))
        usual = {one.key: [one.usual] for one in of.filters if one.usual and one.key not in params}
        return cls(
            of,
            q=words_of(params) if of.search else "",
            chosen=usual | chosen_of(of.filters, params),
            sort=sort,
            descending=descending,
            per_page=size_of(of.per_page, params),
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q) or any(values != [""] for values in self.named.values())

    @property
    def named(self) -> dict[str, list[str]]:
        """The values as an address names them: not the usual one, but that there is none instead of it."""
        named = {}
        for one in self.of.filters:
            values = self.chosen.get(one.key, [])
            if values != ([one.usual] if one.usual else []):
                named[one.key] = values or [""]
        return named

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a new search keeps and its form does not ask for: page size, tab, and order if it has no names."""
        names = {"per_page", *(one.key for one in self.of.filters if one.kind == "tabs")}
        names |= set() if self.of.order_names else {"sort"}
        return [(name, value) for name, value in self.pairs() if name in names]

    @property
    def order_name(self) -> str:
        return ("-" if self.descending else "") + self.sort

    def choosing(self, key: str, value: str) -> "Selection":
        """The same with one value of a filter, or with none for ""."""
        rest = {name: values for name, values in self.chosen.items() if name != key}
        return replace(self, chosen=rest | ({key: [value]} if value else {}))

    def pairs(self, *, sort: str = "", page: int = 0) -> list[tuple[str, str]]:
        """The address as names and values; another order or page if asked."""
        usual, size = next(iter(self.of.orders)), (self.per_page, self.of.per_page[0])
        return pairs_of(self.q, self.named, order=(sort or self.order_name, usual), size=size, page=page)

    def query_string(self, *, sort: str = "", page: int = 0) -> str:
        return urlencode(self.pairs(sort=sort, page=page))

    def narrow(self, rows: QuerySet, *, without: str = "") -> QuerySet:
        """The rows that the filters leave; `without` leaves one filter out, for the counts of its choices."""
        by_key = {one.key: one for one in self.of.filters}
        for key, values in self.chosen.items():
            if key != without:
                rows = rows.filter(by_key[key].condition(values))
        return rows

    def filter(self, rows: QuerySet) -> QuerySet:
        return self.narrow(self.of.searched(rows, self.q))

    def order(self, rows: QuerySet) -> QuerySet:
        return rows.order_by(*self.of.ordering(self.sort, descending=self.descending))

    def in_words(self) -> str:
        """For the cover of a file."""
        by_key = {one.key: one for one in self.of.filters}
        parts = [f"“{self.q}”"] if self.q else []
        for key, values in self.chosen.items():
            parts.append(f"{by_key[key].label}: {', '.join(by_key[key].label_of(value) for value in values)}")
        return "; ".join(parts)
