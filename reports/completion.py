"""What need not be asked in a report, by the books of its cooperative and by what was sent before."""

from django.db import transaction

from cooperatives.models import Cooperative
from core import events
from reports.choices import BookColumn
from reports.earlier import Before, before
from reports.models import BookHabit, Obligation
from reports.statement import computed
from reports.statement.computed import Computed


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
    return computed.rules(obligation.profile, obligation.period.value, column, known.last, known.end_of_year)


@transaction.atomic
def choose_column(cooperative: Cooperative, column: str, *, actor) -> None:
    """Note which column the books of a cooperative give. The same choice again changes nothing."""
    Cooperative.objects.select_for_update().get(pk=cooperative.pk)
    before = chosen_column(cooperative.pk)
    if column == before or column not in BookColumn.values:
        return
    BookHabit.objects.update_or_create(cooperative=cooperative, defaults={"column": column, "chosen_by": actor})
    events.record(
        "books.chosen", actor=actor, object_type="cooperative", object_id=cooperative.pk, label=cooperative.name,
        before={"column": before}, after={"column": column},
    )  # fmt: skip
