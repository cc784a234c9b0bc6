"""What a list is: whose rows, searched in what, filtered by what, in which orders, with which columns and actions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.lists.filters import NOTHING, Filter
from core.storage.downloads import Trace

PER_PAGE = (50, 100, 200)


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of the file: its title and, of a row, its value."""

    title: Any
    value: Callable[[Any], Any]
    kind: str = "text"
    width: int = 16
    # An empty one is marked, for whoever fills it in.
    is_wanted: bool = False


class Said(NamedTuple):
    """What was filled in beside an action, and the ticks as the page had them (`ListOf.seen`)."""

    text: str = ""
    choice: str = ""
    looked_at: frozenset[str] = frozenset()
    # Of an action that asks for one; no other has a day to read.
    day: date = date.min


@dataclass(frozen=True, slots=True)
class Action:
    """What can be done to ticked rows. `run` says in words what happened, "" when it has said so itself; it raises
    DomainError for what cannot be.

    `asks` is the label of a text, "" for none, and `needs_text` whether it must be filled in; `choices` are value and
    label of a choice that is needed; `asks_day` is the label of a day, today at first; `may` says who is offered it and
    who may do it.
    """

    name: str
    label: Any
    icon: str
    # None for one that goes on on a page of its own (`page`).
    run: Callable[[HttpRequest, QuerySet, Said], str] | None
    may: Callable[[Any], bool]
    asks: Any = ""
    needs_text: bool = True
    choices: Sequence[tuple[str, Any]] = ()
    asks_day: Any = ""
    # The text may have several lines, and how many characters.
    is_long: bool = False
    longest: int = 1000
    # Said before it is done, for what cannot be taken back.
    warning: Any = ""
    # Each row is a decision of its own, in a transaction of its own.
    each: bool = False
    # It goes on on a page of its own, with the ticked rows.
    page: Callable[[HttpRequest, QuerySet], HttpResponseBase] | None = None
    # Where one goes when it is done, instead of back to the list.
    leads_to: Callable[[], str] | None = None


# The columns of an order, or a function that gives it, of whether it runs backwards.
Order = Sequence[str] | Callable[[bool], Sequence[OrderBy]]


def key_of(row: Any) -> int:
    return row.pk


def unknown(_selection: Any) -> None:
    """A list whose rows are counted by asking for them."""


def nobody(_user: Any) -> bool:
    """A list that is only looked at: it has no file, and no ticks either where it has no actions."""
    return False


def anybody(_user: Any) -> bool:
    """Whoever opens the list: its page asks for the right already."""
    return True


@dataclass(frozen=True, slots=True)
class ListOf:
    """One list of the portal.

    `rows` are those that this request may see (`visible_to`), not filtered; `search` are lookups, or a function of
    rows and words that gives the rows found; `orders` are by name, the first of them the usual one. `describe` fills
    in what the columns of some rows need, in a fixed number of statements; the page and the file both show what it
    gives.
    """

    name: str
    title: Any
    rows: Callable[[HttpRequest], QuerySet]
    cells: Sequence[ListColumn]
    orders: Mapping[str, Order]
    # What the orders are called, "-" before the name of one that runs backwards: where no table has headings for them.
    order_names: Mapping[str, Any] = field(default_factory=dict)
    search: Sequence[str] | Callable[[QuerySet, str], QuerySet] = ()
    search_label: Any = ""
    filters: Sequence[Filter] = ()
    actions: Sequence[Action] = ()
    # Made anew for each request, with its actions: nothing that is drawn of it is kept for the next one.
    is_of_request: bool = False
    describe: Callable[[list[Any]], list[Any]] = list
    # Of what `describe` gives: its key among the rows, and its name for those who hear the page.
    key: Callable[[Any], int] = key_of
    called: Callable[[Any], str] = str
    # What a tick holds instead of the key, beginning with it: for an action that must know what was looked at.
    seen: Callable[[Any], str] | None = None
    file_name: str = ""
    # What the event of a file is, where it is not "list.exported".
    trace: Trace | None = None
    per_page: Sequence[int] = PER_PAGE
    # Made for each page: says how many rows a selection holds without asking for them, or None where it cannot.
    counted: Callable[[], Callable[[Any], int | None]] = lambda: unknown
    # Who may take the rows along as a file.
    has_file: Callable[[Any], bool] = anybody
    # What is done to ticked rows in one press.
    most: int = 500

    def searched(self, rows: QuerySet, q: str) -> QuerySet:
        """Rows that hold every word of `q` in one of the columns."""
        if not q:
            return rows
        if callable(self.search):
            return self.search(rows, q)
        for word in q.split():
            anywhere = NOTHING
            for lookup in self.search:
                anywhere |= Q(**{f"{lookup}__icontains": word})
            rows = rows.filter(anywhere)
        return rows

    def ordering(self, name: str, *, descending: bool) -> Sequence[OrderBy]:
        """An order, turned round if it runs backwards, rows without a value last; the key makes it one for all."""
        order = self.orders[name]
        if callable(order):
            return order(descending)
        columns = []
        for column in order:
            path, backwards = (column[1:], True) if column.startswith("-") else (column, False)
            falls = backwards != descending
            columns.append(F(path).desc(nulls_last=True) if falls else F(path).asc(nulls_last=True))
        return [*columns, F("pk").asc()]

    def falls(self, name: str, *, descending: bool) -> bool:
        """Whether the values of an order go down."""
        return self.ordering(name, descending=descending)[0].descending
