"""Sets of key figures, and what counts of them: of each figure the newest, with its date and source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from cooperatives.choices import FigureSource
from cooperatives.models import Cooperative, KeyFigures
from cooperatives.register_fields import COUNTS, MONEY, SUMS

PEOPLE = SUMS
NAMES = (*COUNTS, *MONEY)
COLUMNS = (*NAMES, "figures_as_of", "figures_source")
# Before every date that a list can have: where nothing is known of a day.
NO_DAY = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """One figure that counts, and the set in which it came."""

    value: int
    of: KeyFigures


def fold(sets: Iterable[KeyFigures]) -> dict[str, CountedFigure]:
    """Of sets in their order, the oldest first: the newest of each figure, parts and sums that go together."""
    found: dict[str, CountedFigure] = {}
    for one in sets:
        for name in one.cleared:
            found.pop(name, None)
        for name in NAMES:
            value = getattr(one, name)
            if value is not None:
                found[name] = CountedFigure(value, one)
    for whole in PEOPLE:
        _fit(found, whole)
    return found


def _fit(found: dict[str, CountedFigure], whole: str) -> None:
    """A sum beside parts that do not add up to it: what is newer holds."""
    parts = {name: found[name] for name in (f"{whole}_male", f"{whole}_female") if name in found}
    total = found.get(whole)
    if len(parts) < 2 or (total and total.value == sum(part.value for part in parts.values())):
        return
    newest = max(parts.values(), key=lambda part: order(part.of))
    older = [name for name, part in parts.items() if total and order(part.of) < order(total.of)]
    if total and older and order(total.of) >= order(newest.of):
        for name in older:
            del found[name]
    else:
        found[whole] = CountedFigure(sum(part.value for part in parts.values()), newest.of)


def order(of: KeyFigures) -> tuple:
    return of.rank, of.recorded_at, of.pk or 0


def of_cooperative(cooperative: Cooperative) -> list[KeyFigures]:
    """The sets that count of one record, the oldest first; what its columns hold where no set was ever put."""
    sets = list(KeyFigures.objects.filter(cooperative=cooperative).counting().in_order())
    return sets or ([] if cooperative.key_figures.exists() else of_columns(cooperative))


def of_columns(cooperative: Cooperative) -> list[KeyFigures]:
    """What a record holds, as an unsaved set of the register; none when it holds no figure."""
    if not has_figures(cooperative):
        return []
    made = make(cooperative, {name: getattr(cooperative, name) for name in NAMES}, as_of=cooperative.figures_as_of)
    made.recorded_at = cooperative.created_at
    return [made]


def has_figures(cooperative: Cooperative) -> bool:
    return any(getattr(cooperative, name) is not None for name in NAMES)


def make(
    cooperative: Cooperative,
    values: Mapping[str, int | None],
    *,
    as_of: date | None,
    source: str = FigureSource.REGISTER,
    reference: int = 0,
    label: str = "",
) -> KeyFigures:
    """An unsaved set. Figures without a date come after those of the record, and are of no known day."""
    rank = as_of or cooperative.figures_as_of or NO_DAY
    return KeyFigures(
        cooperative=cooperative,
        source=source,
        reference=reference,
        label=label[:200],
        as_of=as_of,
        rank=rank,
        **{name: values[name] for name in NAMES if values.get(name) is not None},
    )


def without_sets(cooperatives: Iterable[Cooperative]) -> list[KeyFigures]:
    """Unsaved sets of what records hold that have none: call it before their columns change."""
    found = {cooperative.pk: cooperative for cooperative in cooperatives}
    known = set(KeyFigures.objects.filter(cooperative__in=found).values_list("cooperative", flat=True))
    return [made for pk, cooperative in found.items() if pk not in known for made in of_columns(cooperative)]


def days_of(cooperatives: Iterable[Cooperative]) -> dict[int, dict[str, date]]:
    """The day from which each figure counts, of some cooperatives: one statement of SQL.

    An undated figure, or one that was taken away, counts from the day that it ranks by; where that is unknown too, it
    is missing.
    """
    records = {cooperative.pk: cooperative for cooperative in cooperatives}
    rows = KeyFigures.objects.filter(cooperative__in=records).counting().in_order()
    sets = {pk: list(some) for pk, some in groupby(rows, key=lambda row: row.cooperative_id)}
    return {pk: _days(sets.get(pk) or of_columns(record)) for pk, record in records.items()}


def _days(sets: Sequence[KeyFigures]) -> dict[str, date]:
    taken = {name: one.rank for one in sets for name in one.cleared}
    found = taken | {name: one.of.rank for name, one in fold(sets).items()}
    return {name: day for name, day in found.items() if day > NO_DAY}


def standing(day: date, known_on: date | None = None) -> dict[int, dict[str, CountedFigure]]:
    """What counted of each cooperative of which sets were put, as of a day, as it is known now or was known at the end
    of another day.

    One statement of SQL, however many cooperatives there are. Merged records are left out.
    """
    rows = KeyFigures.objects.filter(cooperative__merged_into=None).counting(known_on).until(day).in_order()
    sets = groupby(rows.iterator(chunk_size=2000), key=lambda row: row.cooperative_id)
    return {pk: fold(some) for pk, some in sets}
