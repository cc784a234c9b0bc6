"""One page of the register: rows, counts, chips, all from the address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

from cooperatives import facets
from cooperatives.filters import FACET_BY_KEY, Selection, search
from cooperatives.models import Cooperative
from core.lists.selection import Chip, chips_of

# What a row of the list shows: a record has six times as many columns.
SHOWN = (
    "name", "legal_number", "status", "in_revival", "kind", "members", "assets", "last_rat_year", "missing",
    "village__name", "district__name",
)  # fmt: skip


# What higher floors say of the rows of a page: functions of their keys that give texts in HTML by key.
BADGES: list[Callable[[list[int]], Mapping[int, str]]] = []


class CountedPaginator(Paginator):
    """A paginator that is told the count, which the facets have found already."""

    def __init__(self, rows, per_page: int, count: int):
        super().__init__(rows, per_page)
        self._count = count

    @cached_property
    def count(self) -> int:
        return self._count


@dataclass(frozen=True, slots=True)
class Listing:
    selection: Selection
    page: Page
    counts: facets.Counts
    chips: list[Chip]

    @property
    def total(self) -> int:
        return self.counts.total

    @property
    def rows(self) -> list[Cooperative]:
        """The rows of the page, each with its `badges`."""
        rows = list(self.page.object_list)
        said = [badges([row.pk for row in rows]) for badges in BADGES]
        for row in rows:
            row.badges = [texts[row.pk] for texts in said if row.pk in texts]
        return rows

    @property
    def page_key(self) -> str:
        """Under what the drawn rows are remembered: selection, order, page, and the revision of the register."""
        order = f"{'-' if self.selection.descending else ''}{self.selection.sort}"
        return f"{self.counts.key}-{order}-{self.page.number}-{self.selection.per_page}"

    @property
    def facets(self) -> list[facets.CountedFacet]:
        return self.counts.facets()


def selected(user, selection: Selection):
    """Every row that the selection gives to this user, in its order: what the screen pages through."""
    return selection.order(selection.filter(search(Cooperative.objects.visible_to(user), selection.q)))


def build(user, params) -> Listing:
    selection = Selection.from_query(params)
    found = search(Cooperative.objects.visible_to(user), selection.q)
    scope = "office" if user.is_of_office else f"user-{user.pk}"
    counts = facets.count(selection, found, scope=scope)
    rows = selection.order(selection.filter(found)).select_related("village", "district").only(*SHOWN)
    page = CountedPaginator(rows, selection.per_page, counts.total).get_page(params.get("page"))
    return Listing(selection, page, counts, chips_of(selection.q, selection.chosen, FACET_BY_KEY, params))
