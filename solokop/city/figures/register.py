"""The register of the city as of a day: how many cooperatives, in which state, where, of which kind and size.

One statement counts them in groups; every table of the page is a sum of those groups.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from cooperatives.models import Cooperative, KeyFigures
from cooperatives.register import as_of
from core.database.statements import written
from reports.summary.peers import CLASSES
from revival.choices import BACK
from revival.models import Case as RevivalCase
from revival.models import Move
from solokop.city.day import Look

KKMP = "KKMP"
# The size class of those whose assets nobody has said.
NO_SIZE = ""
SIZES = tuple(str(n) for n in range(len(CLASSES) + 1))


def rows(look: Look) -> QuerySet[Cooperative]:
    """The cooperatives that were registered, each with `status_then`, `rat_then` (annual meeting in the day's year
    until then), `coached_then` (it was being coached), `assets_then` and `size_then`.
    """
    # The columns end the history of figures (cooperatives/key_figures/figures.py), if none is of a later day.
    later = KeyFigures.objects.filter(cooperative=OuterRef("pk"), rank__gt=look.day).counting()
    by_record = (Q(figures_as_of=None) | Q(figures_as_of__lte=look.day)) & ~Exists(later)
    newest = _newest(look)
    kept = Subquery(newest.annotate(size=_size()).values("size")[:1])
    assets = Case(When(by_record, then=F("assets")), default=Subquery(newest.values("assets")[:1]))
    size = Case(When(by_record, then=_size()), default=Coalesce(kept, Value(NO_SIZE)), output_field=CharField())
    return standing(look).annotate(assets_then=assets, size_then=size)


def standing(look: Look) -> QuerySet[Cooperative]:
    """The same without assets and size; `rat_unknown_then`, where only the annual meeting of a later
    year is known.
    """
    held = as_of.held_rat(look.day)
    later = Q(last_rat_on__gt=date(look.day.year, 12, 31)) | Q(last_rat_on=None, last_rat_year__gt=look.day.year)
    return as_of.registered(look.day).annotate(
        # Of whom nothing is known: no, and not NULL, which is neither.
        rat_then=Case(When(held, then=Value(True)), default=Value(False)),
        rat_unknown_then=Case(When(held, then=Value(False)), When(later, then=Value(True)), default=Value(False)),
        coached_then=ExpressionWrapper(
            Q(pk__in=coached(look).order_by().values("cooperative")), output_field=BooleanField()
        ),
    )


def coached(look: Look) -> QuerySet[RevivalCase]:
    """Cases that were open on the day and whose cooperative was not active again yet (revival/querysets.py)."""
    moves = Move.objects.filter(Q(taken_back_at=None) | Q(taken_back_at__gte=look.end), at__lt=look.end)
    last = moves.filter(case=OuterRef("pk")).order_by("-at", "-pk").values("new")[:1]
    is_open = Q(closed_on=None) | Q(closed_on__gt=look.day)
    found = RevivalCase.objects.filter(is_open, opened_on__lte=look.day).annotate(stage_then=Subquery(last))
    return found.filter(Q(stage_then=None) | ~Q(stage_then__in=BACK))


def _newest(look: Look) -> QuerySet[KeyFigures]:
    """The set whose assets counted, as cooperatives/key_figures/figure_sets.py folds them: the newest, or none."""
    sets = KeyFigures.objects.filter(cooperative=OuterRef("pk")).counting().until(look.day)
    said = sets.filter(Q(assets__isnull=False) | Q(cleared__icontains='"assets"'))
    return said.order_by("-rank", "-recorded_at", "-pk")


def _size() -> Case:
    """The number of the size class (reports/summary/peers.py), "" where the assets are not known."""
    return Case(
        When(assets=None, then=Value(NO_SIZE)),
        *(When(assets__lt=high, then=Value(str(n))) for n, high in enumerate(CLASSES)),
        default=Value(SIZES[-1]),
        output_field=CharField(),
    )


@dataclass(slots=True)
class RegisterTally:
    """How many of a group there were."""

    total: int = 0
    active: int = 0
    unknown: int = 0
    coached: int = 0
    with_rat: int = 0
    # A later annual meeting is known, and whether one was held in the day's year is not.
    rat_unknown: int = 0

    @property
    def not_active(self) -> int:
        return self.total - self.active

    def add(self, other: "RegisterTally") -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class RegisterGroup:
    """Those of one kelurahan, kind and size class that are, or are not, Merah Putih cooperatives."""

    keys: Mapping[str, Any]
    tally: RegisterTally


@dataclass(frozen=True, slots=True)
class RegisterNumbers:
    groups: Sequence[RegisterGroup] = field(default_factory=list)

    def sum(self, is_in: Callable[[Mapping[str, Any]], bool] = lambda _keys: True) -> RegisterTally:
        found = RegisterTally()
        for group in self.groups:
            if is_in(group.keys):
                found.add(group.tally)
        return found

    @property
    def all(self) -> RegisterTally:
        return self.sum()

    def by(self, name: str) -> dict[Any, RegisterTally]:
        """By `district`, `village`, `kind` or `size`; None or "" for what is not known."""
        found: dict[Any, RegisterTally] = {}
        for group in self.groups:
            found.setdefault(group.keys[name], RegisterTally()).add(group.tally)
        return found


KEYS = ("district", "village", "kind", "size", "is_kkmp")


COUNTS = {
    "total": Count("pk"),
    "active": Count("pk", filter=Q(status_then__in=as_of.ACTIVE)),
    "unknown": Count("pk", filter=Q(status_then="")),
    "coached": Count("pk", filter=Q(coached_then=True)),
    "with_rat": Count("pk", filter=Q(rat_then=True)),
    "rat_unknown": Count("pk", filter=Q(rat_unknown_then=True)),
}


def of(look: Look) -> RegisterNumbers:
    """The register as of a day, in one statement."""

    def make() -> QuerySet[Cooperative]:
        is_kkmp = Case(When(group=KKMP, then=Value(True)), default=Value(False), output_field=BooleanField())
        columns = ("district", "village", "kind", "size_then", "is_kkmp")
        return rows(look).annotate(is_kkmp=is_kkmp).order_by().values_list(*columns).annotate(**COUNTS)

    counted = written(("city register", look.day), make).rows()
    return RegisterNumbers(
        [RegisterGroup(dict(zip(KEYS, row, strict=False)), RegisterTally(*row[len(KEYS) :])) for row in counted]
    )


def in_short(look: Look) -> RegisterTally:
    """The city's numbers alone, for a day that is only set beside another."""

    def make() -> QuerySet[Cooperative]:
        return standing(look).annotate(city=Value(1)).order_by().values_list("city").annotate(**COUNTS)

    found = written(("city in short", look.day), make).rows()
    return RegisterTally(*found[0][1:]) if found else RegisterTally()
