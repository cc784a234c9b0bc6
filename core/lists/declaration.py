"""What a list is: whose rows, searched in what, filtered by what, in which orders, with which columns and actions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from core.downloads import Trace
from core.lists.filters import NOTHING, Filter

PER_PAGE = (50, 100, 200)


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of the file: its title and, of a row, its value."""

    title: Any
    value: Callable[[Any], Any]
    kind: str = "text"
    width: int = 16


class Said(NamedTuple):
    """What was filled in beside an action, and the ticks as the page had them (`ListOf.seen`)."""

    text: str = ""
    choice: str = ""
    looked_at: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Action:
    """What can be done to ticked rows. `run` says in words what happened, "" when it has said so itself; it raises
    DomainError for what cannot be.

    `asks` is the label of a text, "" for none, and `needs_text` whether it must be filled in; `choices` are value and
    label of a choice that is needed; `may` says who is offered it and who may do it.
    """

    name: str
    label: Any
    icon: str
    run: Callable[[HttpRequest, QuerySet, Said], str]
    may: Callable[[Any], bool]
    asks: Any = ""
    needs_text: bool = True
    choices: Sequence[tuple[str, Any]] = ()
    # Said before it is done, for what cannot be taken back.
    warning: Any = ""
    # Each row is a decision of its own, in a transaction of its own.
    each: bool = False
    # Where one goes when it is done, instead of back to the list.
    leads_to: Callable[[], str] | None = None


def key_of(row: Any) -> int:
    return row.pk


def anybody(_user: Any) -> bool:
    """Whoever opens the list: its page asks for the right already."""
    return True


@dataclass(frozen=True, slots=True)
class ListOf:
    """One list of the portal.

    `rows` are those that this request may see (`visible_to`), not filtered; `search` are lookups or a function of the
    words; `orders` are columns by name, the first of them the usual one. `describe` fills in what the columns of some
    rows need, in a fixed number of statements; the page and the file both show what it gives. A list without `cells`
    is only looked at: it has no file and no ticks.
    """

    name: str
    title: Any
    rows: Callable[[HttpRequest], QuerySet]
    cells: Sequence[Cell]
    orders: Mapping[str, Sequence[Any]]
    # What the orders are called, "-" before the name of one that runs backwards: where no table has headings for them.
    order_names: Mapping[str, Any] = field(default_factory=dict)
    search: Sequence[str] | Callable[[str], Q] = ()
    search_label: Any = ""
    filters: Sequence[Filter] = ()
    actions: Sequence[Action] = ()
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

    def matching(self, q: str) -> Q:
        """Rows that hold every word of `q` in one of the columns."""
        if callable(self.search):
            return self.search(q)
        found = Q()
        for word in q.split():
            anywhere = NOTHING
            for lookup in self.search:
                anywhere |= Q(**{f"{lookup}__icontains": word})
            found &= anywhere
        return found
