"""What need not be asked in a report, by the books of its cooperative and by what was sent before."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.db import transaction

from cooperatives.models import Cooperative
from core import events
from reports.choices import BookColumn
from reports.filing.previous_reports import Before, before
from reports.models import BookHabit, Obligation, Report
from reports.statement import computed
from reports.statement.computed import Completed, Computed, complete

NOTHING: Mapping[str, Any] = MappingProxyType({})


def chosen_column(cooperative_id: int) -> str:
    """The column of the statement of surplus that the books give; empty while the board has not said."""
    found = BookHabit.objects.filter(cooperative=cooperative_id).values_list("column", flat=True).first()
    return found or ""


def rules(obligation: Obligation, known: Before | None = None, *, column: str = "") -> dict[str, Computed]:
    """How each figure that need not be asked for follows, by key; `known` is what was sent before, if it is at hand.

    `column` is the one that the books give, as the board has said where it is left out.
    """
    known = known or before(obligation)
    column = column or chosen_column(obligation.cooperative_id) or BookColumn.QUARTER
    return computed.rules(obligation.profile, obligation.period.value, column, known.base, known.end_of_year)


def completed(
    report: Report,
    how: Mapping[str, Computed],
    before: Mapping[str, int],
    changes: Mapping[str, int | None] = NOTHING,
    reasons: Mapping[str, str] = NOTHING,
) -> Completed:
    """The figures of a draft after some changes, with all that follows from them and from what was sent before."""
    # In a draft of before figures were computed each one may differ.
    known = dict.fromkeys(before, "") if report.own_figures is None else report.own_figures
    own = {key: text for key, text in known.items() if key in before}
    own |= {key: reasons.get(key, own.get(key, "")) for key in changes if changes[key] is not None}
    return complete(how, {**before, **changes}, own)


@transaction.atomic
def choose_column(cooperative: Cooperative, column: str, *, actor) -> None:
    """Note which column the books of a cooperative give. The same choice again changes nothing."""
    Cooperative.objects.select_for_update(no_key=True).get(pk=cooperative.pk)
    before = chosen_column(cooperative.pk)
    if column == before or column not in BookColumn.values:
        return
    BookHabit.objects.update_or_create(cooperative=cooperative, defaults={"column": column, "chosen_by": actor})
    events.record(
        "books.chosen",
        actor=actor,
        object_type="cooperative",
        object_id=cooperative.pk,
        label=cooperative.name,
        before={"column": before},
        after={"column": column},
    )
