"""The programme of coaching against its target, and what had come of cases, as of a day."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from revival.choices import CaseOutcome
from revival.models import Case, CoachingProgramme
from revival.results.counts import Pace, pace
from solokop.city.day import Look
from solokop.city.figures.register import coached


@dataclass(frozen=True, slots=True)
class Coaching:
    """The programme of the day's year and its pace, None where there is none; cases that ended in that year."""

    programme: CoachingProgramme | None
    pace: Pace | None
    open: int
    outcomes: Mapping[str, int]

    @property
    def active_again(self) -> int:
        return self.outcomes.get(CaseOutcome.ACTIVE, 0)


def of(look: Look) -> Coaching:
    """Four statements."""
    day = look.day
    opened = Case.objects.filter(cooperative__merged_into=None, opened_on__lte=day)
    programme = CoachingProgramme.objects.filter(year=day.year).first()
    n = opened.filter(programme=programme).count() if programme else 0
    ended = Q(closed_on__lte=day, closed_on__year=day.year)
    columns = {outcome.value: Count("pk", filter=ended & Q(outcome=outcome)) for outcome in CaseOutcome}
    still = coached(look).filter(cooperative__merged_into=None).count()
    return Coaching(programme, pace(programme, n, day) if programme else None, still, opened.aggregate(**columns))
