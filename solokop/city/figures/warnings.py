"""The early warnings that were open at the end of a day: how many cooperatives, and the hardest of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value

from cooperatives.models import Cooperative
from core.database.statements import written
from solokop.city.day import Look
from solokop.city.figures import register
from supervision.flags import CATALOGUE
from supervision.models import EarlyWarning

FIRST = 5


def open_on(look: Look) -> QuerySet[EarlyWarning]:
    """Those that were open; today those that wait for an answer, as the list of warnings shows them. Of an earlier day
    it is not kept which were answered then.
    """
    if look.is_today:
        return EarlyWarning.objects.loud()
    return EarlyWarning.objects.filter(Q(ended_on=None) | Q(ended_on__gt=look.day), raised_on__lte=look.day)


def marked(rows: QuerySet[Cooperative], look: Look) -> QuerySet[Cooperative]:
    """Cooperatives, each with `warned_then`."""
    return rows.annotate(warned_then=Exists(open_on(look).filter(cooperative=OuterRef("pk"))))


@dataclass(frozen=True, slots=True)
class Warned:
    """`first` are those with most limits passed: key, name and the names of the flags."""

    n: int
    first: Sequence[tuple[int, str, list[str]]]

    @property
    def in_words(self) -> list[tuple[int, str, str]]:
        return [
            (pk, name, ", ".join(str(CATALOGUE[flag].label) for flag in flags if flag in CATALOGUE))
            for pk, name, flags in self.first
        ]


def of(look: Look) -> Warned:
    """Four statements."""

    def make(*, first: bool) -> QuerySet[EarlyWarning]:
        rows = open_on(look).filter(cooperative__in=register.standing(look).order_by().values("pk")).order_by()
        if not first:
            return rows.annotate(city=Value(1)).values_list("city").annotate(n=Count("cooperative", distinct=True))
        hardest = rows.values_list("cooperative", "cooperative__name_key")
        hardest = hardest.annotate(passed=Sum("level"), n=Count("pk"))
        # The order of the list of warnings (supervision/lists.py).
        largest = F("cooperative__assets").desc(nulls_last=True)
        return hardest.order_by("-passed", "-n", largest, "cooperative__name_key", "cooperative")[:FIRST]

    counted = written(("city warned", look.day, look.is_today), partial(make, first=False)).rows()
    found = written(("city warned first", look.day, look.is_today), partial(make, first=True)).rows()
    flags: dict[int, list[str]] = {pk: [] for pk, *_rest in found}
    for pk, flag in open_on(look).filter(cooperative__in=list(flags)).values_list("cooperative", "flag"):
        flags[pk].append(flag)
    names = Cooperative.objects.only("name", "status").in_bulk(list(flags))
    named = [(pk, names[pk].legal_name, flags[pk]) for pk in flags]
    return Warned(counted[0][1] if counted else 0, named)
