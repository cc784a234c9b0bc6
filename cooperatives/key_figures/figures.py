"""The key figures of a cooperative: each with its date and source, the newest counts (DESIGN.md rule 17).

Whoever knows figures puts a set of them here: an import, an officer who types, a higher floor whose report was
accepted. The record holds of each figure the newest that is not withdrawn; the older ones stay to be read. One rule
for pages, exports, sums and the public register. Money in whole rupiah.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.choices import FigureSource
from cooperatives.key_figures.figure_sets import (
    COLUMNS,
    NAMES,
    NO_DAY,
    CountedFigure,
    fold,
    make,
    of_columns,
    of_cooperative,
    order,
    without_sets,
)
from cooperatives.models import Cooperative, KeyFigures
from cooperatives.record.derived import derive_values
from cooperatives.record.versions import save
from cooperatives.register_fields import BY_NAME
from core import events
from core.errors import DomainError
from core.text.formats import long_date
from core.text.parsing import UnreadableError


def hold(pk: int) -> Cooperative:
    """The record, held against others that change its figures. Raises DomainError when it was merged away."""
    rows = Cooperative.objects.current().select_for_update(of=("self",), no_key=True)
    found = rows.select_related("village", "district").filter(pk=pk).first()
    if found is None:
        raise DomainError(_("This record has been merged or removed meanwhile."))
    return found


@transaction.atomic
def put(
    cooperative: int,
    values: Mapping[str, int | None],
    *,
    source: str,
    reference: int,
    label: str,
    as_of: date,
    actor,
    recorded_at: datetime | None = None,
) -> None:
    """Take a set of figures in; one of the same source and reference is replaced. One event if the record changes.

    `recorded_at` is since when it was known, where that was before now.
    """
    record = hold(cooperative)
    keep(record)
    _end(KeyFigures.objects.filter(cooperative=record, source=source, reference=reference))
    possible = {name: value for name, value in values.items() if _can_be(name, value)}
    made = make(record, possible, as_of=as_of, source=source, reference=reference, label=label)
    made.recorded_at = recorded_at or made.recorded_at
    made.save()
    settle(record, actor=actor, why={"source": source, "reference": reference, "label": label})


def _can_be(name: str, value: int | None) -> bool:
    """Whether a figure keeps its rule: one that does not is an error that the review of its report let pass."""
    try:
        BY_NAME[name].accept(value)
    except UnreadableError:
        return False
    return True


@transaction.atomic
def withdraw(*, source: str, reference: int, actor) -> None:
    """Let what a source said count no longer: its report was re-opened, or replaced by another."""
    sets = KeyFigures.objects.counting().filter(source=source, reference=reference)
    for pk, label in list(sets.order_by("cooperative").values_list("cooperative", "label")):
        record = hold(pk)
        _end(sets.filter(cooperative=record))
        settle(record, actor=actor, why={"source": source, "reference": reference, "label": label, "withdrawn": True})


def _end(sets) -> None:
    sets.filter(ended_at=None).update(ended_at=timezone.now())


def settle(record: Cooperative, *, actor, why: dict[str, Any]) -> None:
    """Write into the record what counts of its sets, with one event; nothing when it says so already."""
    before = {name: getattr(record, name) for name in COLUMNS}
    settle_in_memory(record)
    changed = [name for name in COLUMNS if getattr(record, name) != before[name]]
    if not changed:
        return
    save(record, changed)
    told = [name for name in changed if name != "figures_source"]
    events.record(
        "cooperative.figures_withdrawn" if why.get("withdrawn") else "cooperative.figures",
        actor=actor,
        object_type="cooperative",
        object_id=record.pk,
        label=record.name,
        before={name: before[name] for name in told},
        after={name: getattr(record, name) for name in told},
        source=why,
    )


def settle_in_memory(record: Cooperative) -> None:
    """Fill the columns of a record from its sets, in memory only."""
    write_columns(record, of_cooperative(record))


def write_columns(record: Cooperative, sets: Sequence[KeyFigures]) -> None:
    """Fill the columns of a record from sets in their order; for bulk writers, who read the sets of many at once."""
    standing = fold(sets)
    for name in NAMES:
        setattr(record, name, standing[name].value if name in standing else None)
    used = [one.of for one in standing.values()]
    days = [of.as_of for of in used if of.as_of]
    record.figures_as_of = max(days, default=None)
    record.figures_source = max(used, key=order).source if used else ""


def typed(record: Cooperative, before: Mapping[str, Any]) -> None:
    """An officer has typed figures into a record; `before` is what its columns held. Not yet saved.

    With a later date, what he typed is of that day and what was said of earlier days stays. With the same date he
    corrects, and each figure keeps its day. A date alone, or an earlier one, corrects the day of what the register
    said. Raises DomainError where accepted reports or newer figures would hide what was typed.
    """
    derive_values(record)
    changed = [name for name in NAMES if getattr(record, name) != before[name]]
    old_day, new_day = before["figures_as_of"], record.figures_as_of
    if not changed and new_day == old_day:
        return
    said = {name: getattr(record, name) for name in changed}
    keep(_as_it_was(record, before))
    sets = of_cooperative(record)
    goes_on = bool(changed and old_day and new_day and new_day > old_day)
    made = [] if new_day == old_day or goes_on else _dated_anew(sets, old_day, new_day)
    if not made and not changed:
        raise DomainError(_("These figures are of an accepted report: their date is the end of its quarter."))
    for day, rank, names in _by_day(changed, fold(sets), old_day, new_day):
        one = make(record, {name: said[name] for name in names}, as_of=day, source=FigureSource.HAND)
        one.rank, one.cleared = rank, [name for name in names if said[name] is None]
        made.append(one)
    for one in made:
        one.save()
    settle_in_memory(record)
    hidden = [name for name in changed if getattr(record, name) != said[name]]
    if hidden:
        raise DomainError(
            _(
                "Figures of {day} are known already and count before what you typed: give a date that is not older."
            ).format(day=long_date(record.figures_as_of))
        )


def _dated_anew(sets: Sequence[KeyFigures], old_day: date | None, new_day: date | None) -> list[KeyFigures]:
    """What the register said of one day, as unsaved sets of another; the sets before them end."""
    mine = [one for one in sets if one.as_of == old_day and one.source != FigureSource.REPORT]
    _end(KeyFigures.objects.filter(pk__in=[one.pk for one in mine]))
    found = []
    for one in mine:
        values = {name: getattr(one, name) for name in NAMES}
        again = make(one.cooperative, values, as_of=new_day, source=FigureSource.HAND, label=one.label)
        again.rank, again.cleared = new_day or one.rank, one.cleared
        found.append(again)
    return found


def _by_day(
    changed: Iterable[str], standing: Mapping[str, CountedFigure], old_day: date | None, new_day: date | None
) -> list[tuple[date | None, date, list[str]]]:
    """The day and rank of each figure that was typed: the new date, or, with the same date, the day it had."""
    found: dict[tuple[date | None, date], list[str]] = {}
    for name in changed:
        one = standing.get(name)
        rank = one.of.rank if one else old_day or NO_DAY
        day = one.of.as_of if one else old_day
        key = (new_day, new_day or rank) if new_day != old_day else (day, rank)
        found.setdefault(key, []).append(name)
    return [(day, rank, names) for (day, rank), names in found.items()]


def begin(record: Cooperative) -> None:
    """Keep what a record that was entered by hand says of itself from the start."""
    for made in of_columns(record):
        made.source = FigureSource.HAND
        made.save()
        Cooperative.objects.filter(pk=record.pk).update(figures_source=FigureSource.HAND)


def take_over(kept: Cooperative, dropped: Cooperative, names: Iterable[str]) -> list[int]:
    """In a merge: let what another record says of some figures count for this one, with its own day and source.

    Figures of reports go along with their obligations, not here. Returns the ids of the sets that were made.
    """
    mine = fold(of_cooperative(kept)) if kept.key_figures.exists() else {}
    theirs = fold(of_cooperative(dropped))
    groups: dict[int, list[str]] = {}
    for name in names:
        if name in theirs and theirs[name].of.source != FigureSource.REPORT:
            groups.setdefault(theirs[name].of.pk, []).append(name)
    made = []
    for some in groups.values():
        of = theirs[some[0]].of
        values = {name: theirs[name].value for name in some}
        one = make(kept, values, as_of=of.as_of, source=of.source, label=of.label or dropped.name)
        over = [mine[name].of.rank for name in some if name in mine]
        one.rank = max([of.rank, *over])
        one.recorded_at = one.recorded_at if over else of.recorded_at
        made.append(one)
    if emptied := [name for name in names if name not in theirs and name in mine]:
        one = make(kept, {}, as_of=None, label=dropped.name)
        one.rank, one.cleared = max(mine[name].of.rank for name in emptied), emptied
        made.append(one)
    for one in made:
        one.save()
    return [one.pk for one in made]


def agree(record: Cooperative) -> None:
    """Let the sets of a record say what its columns say, where an officer has decided it in undoing a merge."""
    if made := agreed(record, of_cooperative(record)):
        made.save()


def agreed(record: Cooperative, sets: Sequence[KeyFigures], *, label: str = "") -> KeyFigures | None:
    """The unsaved set that makes some sets say what the columns of their record say; None when they do.

    Nobody has said of which day such a figure is.
    """
    standing = fold(sets)
    differing = {
        name: getattr(record, name)
        for name in NAMES
        if getattr(record, name) != (standing[name].value if name in standing else None)
    }
    if not differing:
        return None
    made = make(record, differing, as_of=None, source=FigureSource.HAND, label=label)
    made.rank = max([NO_DAY, *(standing[name].of.rank for name in differing if name in standing)])
    made.cleared = [name for name, value in differing.items() if value is None]
    return made


def keep(*records: Cooperative) -> None:
    """Remember as sets what records hold that have none, before a merge changes their columns."""
    KeyFigures.objects.bulk_create(without_sets(records))


def _as_it_was(record: Cooperative, before: Mapping[str, Any]) -> Cooperative:
    old = Cooperative(pk=record.pk, created_at=record.created_at)
    for name in (*NAMES, "figures_as_of"):
        setattr(old, name, before[name])
    return old
