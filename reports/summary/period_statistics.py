"""A quarter in numbers: how many owe, have filed, are late, by district and kind; each number has its list."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q

from cooperatives.choices import Kind
from core.text.parsing import whole
from reports.choices import FilingState
from reports.models import Period
from reports.querysets import ObligationQuerySet

FILED = (FilingState.ACCEPTED, FilingState.RETURNED, FilingState.IN_REVIEW, FilingState.SUBMITTED)
WAITING = (FilingState.IN_REVIEW, FilingState.SUBMITTED)
OPEN = (FilingState.DUE, FilingState.DRAFT)
# What a list can be asked for, and which filing states it shows.
GROUPS: dict[str, tuple[FilingState, ...]] = {
    "asked": tuple(state for state in FilingState if state != FilingState.WAIVED),
    "filed": FILED,
    "waiting": WAITING,
    "open": OPEN,
    **{state.value: (state,) for state in FilingState},
}


@dataclass(slots=True)
class PeriodTally:
    """The numbers of one row: a district, a kind, or the whole city."""

    label: str
    value: Any = ""
    states: Counter = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.states.total()

    def __getattr__(self, group: str) -> int:
        if group not in GROUPS:
            raise AttributeError(group)
        return sum(self.states[state] for state in GROUPS[group])


def tally(owed: ObligationQuerySet, day: date, by: str, label: str) -> list[PeriodTally]:
    """One row a value of a column of the cooperative, in two columns: the value and its label."""
    rows: dict[Any, PeriodTally] = {}
    counted = owed.with_filing_state(day).order_by().values_list(by, label, "filing_state").annotate(n=Count("pk"))
    for value, text, state, n in counted:
        row = rows.setdefault(value, PeriodTally(text or "–", value or ""))
        row.states[state] += n
    return sorted(rows.values(), key=lambda row: row.label)


def city(period: Period, user, day: date) -> PeriodTally:
    """The numbers of the whole city alone."""
    counted = period.obligations.visible_to(user).with_filing_state(day).order_by().values_list("filing_state")
    return PeriodTally("", states=Counter(dict(counted.annotate(n=Count("pk")))))


def of(period: Period, user, day: date) -> dict[str, Any]:
    """The city, and the rows by district and by kind."""
    owed = period.obligations.visible_to(user)
    districts = tally(owed, day, "cooperative__district", "cooperative__district__name")
    kinds = tally(owed, day, "cooperative__kind", "cooperative__kind")
    labels = dict(Kind.choices)
    for row in kinds:
        row.label = str(labels.get(row.value, row.label))
    whole_city = PeriodTally("")
    for row in districts:
        whole_city.states.update(row.states)
    return {"city": whole_city, "districts": districts, "kinds": kinds}


def selection(period: Period, user, day: date, params) -> ObligationQuerySet:
    """The obligations of a list: `state`, `district`, `kind`, `q` of its address. Unknown values select nothing."""
    owed = period.obligations.visible_to(user).with_filing_state(day)
    if state := params.get("state"):
        owed = owed.filter(filing_state__in=GROUPS.get(state, ()))
    if district := params.get("district"):
        owed = owed.filter(cooperative__district=whole(district) or 0)
    if kind := params.get("kind"):
        owed = owed.filter(cooperative__kind=kind)
    if q := " ".join(params.get("q", "").split())[:100]:
        owed = owed.filter(Q(cooperative__name__icontains=q) | Q(cooperative__legal_number__icontains=q))
    return owed.select_related("cooperative__district", "cooperative__village", "period").order_by(
        "cooperative__name_key", "pk"
    )
