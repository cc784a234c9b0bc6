"""What an address selects in a list: search words, filters, order and page size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db.models import QuerySet

from core.lists.declaration import ListOf
from core.lists.filters import Filter

MOST_VALUES, LONGEST_VALUE, LONGEST_SEARCH = 60, 80, 150


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, in words, and the address without it."""

    label: str
    remove: str


def words_of(params) -> str:
    return " ".join(params.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]


def chosen_of(filters: Sequence[Filter], params) -> dict[str, list[str]]:
    """The values of each filter that the address names, known or not; the usual one of a filter that it leaves out."""
    chosen = {}
    for one in filters:
        values = [value.replace("\x00", "").strip()[:LONGEST_VALUE] for value in params.getlist(one.key)]
        if one.usual and one.key not in params:
            chosen[one.key] = [one.usual]
        elif values := [value for value in values if value]:
            chosen[one.key] = values[:MOST_VALUES]
    return chosen


def chips_of(q: str, chosen: Mapping[str, list[str]], filters: Mapping[str, Filter], params) -> list[Chip]:
    chips = [Chip(f"“{q}”", without(params, "q", q))] if q else []
    for key, values in chosen.items():
        one = filters[key]
        chips += [Chip(f"{one.label}: {one.label_of(value)}", without(params, key, value)) for value in values]
    return chips


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
        """`params` is the QueryDict of an address. An order or a page size that is not known is the usual one."""
        usual, size = next(iter(of.orders)), params.get("per_page", "")
        sort = params.get("sort", usual)
        name = sort.removeprefix("-")
        is_known = name in of.orders
        return cls(
            of,
            q=words_of(params) if of.search else "",
            chosen=chosen_of(of.filters, params),
            sort=name if is_known else usual,
            descending=is_known and sort.startswith("-"),
            per_page=int(size) if size in map(str, of.per_page) else of.per_page[0],
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
        """The address as names and values, without what is usual; another order or page if asked."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(key, value) for key, values in self.named.items() for value in values]
        order = sort or self.order_name
        pairs += [("sort", order)] if order != next(iter(self.of.orders)) else []
        pairs += [("per_page", str(self.per_page))] if self.per_page != self.of.per_page[0] else []
        return pairs + ([("page", str(page))] if page else [])

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
