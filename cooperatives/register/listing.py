"""The register as a list: its rows with the counts beside the filters, all from the address."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Capability, allowed
from cooperatives.models import Cooperative
from cooperatives.querysets import CooperativeQuerySet
from cooperatives.register import facets
from cooperatives.register.bulk import CALL, MESSAGE, NOTE
from cooperatives.register.filters import FACETS, ORDERS, by
from cooperatives.register.search import search
from core.lists.declaration import ListOf
from core.lists.listing import Listing
from core.lists.selection import Selection

# What a row of the list shows: a record has six times as many columns.
SHOWN = (
    "name",
    "legal_number",
    "status",
    "in_revival",
    "kind",
    "members",
    "assets",
    "last_rat_year",
    "missing",
    "village__name",
    "district__name",
)


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


def _rows(request: HttpRequest) -> CooperativeQuerySet:
    return Cooperative.objects.visible_to(request.user)


REGISTER = ListOf(
    name="register",
    title=gettext_lazy("Register of cooperatives"),
    rows=_rows,
    # Its file is the export, with the columns of cooperatives/register/exports.py.
    cells=(),
    orders=ORDERS,
    search=search,
    search_label=gettext_lazy("Name, legal number, address or chair"),
    filters=FACETS,
    actions=(CALL, NOTE, MESSAGE),
    called=lambda row: row.name,
    has_file=allowed(Capability.EXPORT_REGISTER),
    most=1000,
    per_page=(25, 50, 100),
)
# The emptiest records first.
GAPS = replace(REGISTER, name="gaps", orders={"emptiest": lambda descending: by("missing")(not descending)})


class RegisterListing(Listing):
    """A page of the register. What is counted is remembered until the register changes."""

    @cached_property
    def searched(self) -> CooperativeQuerySet:
        return self.of.searched(self.of.rows(self.request), self.selection.q)

    @cached_property
    def found(self) -> CooperativeQuerySet:
        return self.selection.order(self.selection.narrow(self.searched))

    @cached_property
    def counts(self) -> facets.FacetCounts:
        user = self.request.user
        scope = "office" if user.is_of_office else f"user-{user.pk}"
        return facets.count(self.selection, self.searched, scope=scope)

    @property
    def facets(self) -> list[facets.CountedFacet]:
        return self.counts.facets()

    @cached_property
    def page(self) -> Page:
        rows = self.found.select_related("village", "district").only(*SHOWN)
        paginator = CountedPaginator(rows, self.selection.per_page, self.counts.total)
        return paginator.get_page(self.request.GET.get("page"))

    @cached_property
    def rows(self) -> list[Cooperative]:
        """The rows of the page, each with its `badges`."""
        rows = list(self.page.object_list)
        said = [badges([row.pk for row in rows]) for badges in BADGES]
        for row in rows:
            row.badges = [texts[row.pk] for texts in said if row.pk in texts]
        return rows

    @cached_property
    def stamp(self) -> str:
        key = f"stamp-{self.counts.key}"
        found = cache.get(key)
        if found is None:
            found = super().stamp
            cache.set(key, found, facets.REMEMBERED_SECONDS)
        return found

    @property
    def page_key(self) -> str:
        """Under what the drawn rows are remembered: selection, order, page, ticks, and the revision of the register."""
        order = f"{'-' if self.selection.descending else ''}{self.selection.sort}"
        ticks = f"{self.has_ticks:d}-{','.join(sorted(one for one in self.ticked if one.isdecimal()))}"
        return f"{self.counts.key}-{order}-{self.page.number}-{self.selection.per_page}-{ticks}"


def selected(user, selection: Selection) -> CooperativeQuerySet:
    """Every row that the selection gives to this user, in its order: what the screen pages through."""
    return selection.order(selection.filter(Cooperative.objects.visible_to(user)))


def in_words(selection: Selection) -> str:
    return selection.in_words() or _("the whole register")
