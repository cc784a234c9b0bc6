"""The key figures of a cooperative: each with its date and source, the newest counts (DESIGN.md rule 17).

Whoever knows figures puts a set of them here: an import, an officer who types, a higher floor whose report was
accepted. The record holds of each figure the newest that is not withdrawn; the older ones stay to be read. One rule
for pages, exports, sums and the public register. Money in whole rupiah.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.choices import FigureSource
from cooperatives.derived import derive_values
from cooperatives.figure_sets import COLUMNS, NAMES, NO_DAY, fold, make, of_columns, of_cooperative, order, without_sets
from cooperatives.models import Cooperative, KeyFigures
from cooperatives.saving import save
from core import events
from core.errors import DomainError
from core.formats import long_date


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
) -> None:
    """Take a set of figures in; one of the same source and reference is replaced. One event if the record changes."""
    record = hold(cooperative)
    keep(record)
    _end(KeyFigures.objects.filter(cooperative=record, source=source, reference=reference))
    made = make(record, values, as_of=as_of, source=source, reference=reference, label=label)
    made.save()
    settle(record, actor=actor, why={"source": source, "reference": reference, "label": label})


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
        "cooperative.figures",
        actor=actor,
        object_type="cooperative",
        object_id=record.pk,
        label=record.name,
        before={name: before[name] for name in told},
        after={name: getattr(record, name) for name in told},
        source=why,
    )


def settle_in_memory(record: Cooperative) -> None:
    """Fill the columns of a record from its sets; for bulk writers, who save it."""
    standing = fold(of_cooperative(record))
    for name in NAMES:
        setattr(record, name, standing[name].value if name in standing else None)
    sets = [one.of for one in standing.values()]
    days = [of.as_of for of in sets if of.as_of]
    record.figures_as_of = max(days, default=record.figures_as_of if sets else None)
    record.figures_source = max(sets, key=order).source if sets else ""


def typed(record: Cooperative, before: Mapping[str, Any]) -> None:
    """An officer has typed figures into a record that `hold`s; `before` is what its columns held. Not yet saved.

    What he typed takes the place of what the register said of the same day; figures of a report stay what they are,
    and a correction of them stands beside. Raises DomainError for a date before that of an accepted report.
    """
    derive_values(record)
    changed = [name for name in NAMES if getattr(record, name) != before[name]]
    if not changed and record.figures_as_of == before["figures_as_of"]:
        return
    keep(_as_it_was(record, before))
    sets = of_cooperative(record)
    standing = fold(sets)
    reported = [of.as_of for of in sets if of.source == FigureSource.REPORT and of.as_of]
    newest = max(reported, default=None)
    if newest and record.figures_as_of and record.figures_as_of < newest:
        raise DomainError(
            _("The accepted report holds figures of {day}. An older date would hide what you type behind them.").format(
                day=long_date(newest)
            )
        )
    kept = {
        name: getattr(record, name)
        for name in NAMES
        if name in changed or (name in standing and standing[name].of.source != FigureSource.REPORT)
    }
    said = KeyFigures.objects.filter(cooperative=record, rank__gte=before["figures_as_of"] or NO_DAY)
    _end(said.exclude(source=FigureSource.REPORT))
    made = make(record, kept, as_of=record.figures_as_of, source=FigureSource.HAND)
    made.cleared = [name for name in changed if getattr(record, name) is None]
    made.save()
    record.figures_source = FigureSource.HAND


def begin(record: Cooperative) -> None:
    """Keep what a record that was entered by hand says of itself from the start."""
    for made in of_columns(record):
        made.source = FigureSource.HAND
        made.save()
        Cooperative.objects.filter(pk=record.pk).update(figures_source=FigureSource.HAND)


def agree(record: Cooperative, *, source: str, label: str) -> KeyFigures | None:
    """Let the sets of a record say what its columns say, where a merge has chosen them; the set that was made."""
    made = agreed(record, of_cooperative(record), source=source, label=label)
    if made:
        made.save()
    return made


def agreed(
    record: Cooperative, sets: Sequence[KeyFigures], *, source: str = FigureSource.REGISTER, label: str = ""
) -> KeyFigures | None:
    """The unsaved set that makes some sets say what the columns of their record say; None when they do."""
    standing = fold(sets)
    differing = {
        name: getattr(record, name)
        for name in NAMES
        if getattr(record, name) != (standing[name].value if name in standing else None)
    }
    if not differing:
        return None
    made = make(record, differing, as_of=record.figures_as_of, source=source, label=label)
    made.rank = max([made.rank, *(one.rank for one in sets)])
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
