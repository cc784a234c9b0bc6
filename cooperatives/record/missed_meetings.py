"""For how many years in a row no annual meeting (RAT) was held: a filter of the register (UU 25/1992 art. 26)."""

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.expressions import Expression
from django.utils.translation import gettext_lazy as _

from cooperatives.status_rules import last_due_meeting
from core import clock

# Value in the address: the least and the most years, None for any more.
BANDS: dict[str, tuple[int, int | None]] = {"1": (1, 1), "2": (2, 2), "3-4": (3, 4), "5": (5, None)}
LABELS = {
    "1": _("1 year"),
    "2": _("2 years"),
    "3-4": _("3 or 4 years"),
    "5": _("5 years or more"),
}


def _band(name: str) -> Q:
    """Rows of one band: counted from the last year in which a meeting had to be held by today."""
    low, high = BANDS[name]
    due = last_due_meeting(clock.today())
    longest = Q() if high is None else Q(last_rat_year__gte=due - high)
    return Q(last_rat_year__lte=due - low) & longest


def condition(values: list[str]) -> Q:
    """Rows of any of the bands; a meeting that is not known is no missed one, and an unknown value selects nothing."""
    found = Q(pk__in=[])
    for value in values:
        if value in BANDS:
            found |= _band(value)
    return found


def grouping() -> Expression:
    return Case(*(When(_band(name), then=Value(name)) for name in BANDS), output_field=CharField())
