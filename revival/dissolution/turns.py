"""The turns of a case: each way back from a warning or a proposal to the plan begins a new one.

What was warned, answered or decided before stays to be read and counts no more; a way back that was a mistake, and was
taken back, has begun none.
"""

from datetime import UTC, datetime

from django.db.models import QuerySet

from revival.cases import stages
from revival.choices import Stage
from revival.models import Case, Move


def ways_back(moves: QuerySet[Move]) -> QuerySet[Move]:
    """Those of some moves that have begun a turn."""
    return moves.filter(taken_back_at=None, new=Stage.PLAN, old__in=stages.WAY_OUT)


def turn_of(case: Case) -> int:
    """How often a case has come back to the plan."""
    return ways_back(case.moves.all()).count()


def since(case: Case) -> datetime:
    """The moment from which on what is recorded counts."""
    newest = ways_back(case.moves.all()).order_by("-at", "-pk").first()
    return newest.at if newest else datetime.min.replace(tzinfo=UTC)
