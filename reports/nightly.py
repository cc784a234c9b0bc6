"""What the nightly job does, in this order; each part is safe to repeat and catches up with what was missed."""

from dataclasses import dataclass
from datetime import date

from core import areas
from reports.area import AREA
from reports.escalation import cancellation, proposals
from reports.escalation.proposals import Proposed
from reports.obligations import lateness
from reports.obligations.lateness import Flagged
from reports.obligations.opening import OpenedQuarter, open_begun
from reports.register import key_figures


@dataclass(frozen=True, slots=True)
class NightResult:
    opened: list[OpenedQuarter]
    flagged: Flagged
    proposed: Proposed


def run(on: date) -> NightResult:
    """Open the quarter that has begun, flag what is late on a day, propose from the flags, and call back what the
    register has taken the reason from: a cooperative that was dissolved or is not asked for reports any more. What
    an earlier version did not put into the register of accepted reports is put in. Nothing, while the area is off.
    """
    if not areas.is_on(AREA.key):
        return NightResult([], Flagged(0, 0, 0), Proposed(0, 0))
    night = NightResult(open_begun(on), lateness.flag(on), proposals.propose(on))
    cancellation.recall()
    key_figures.take_missed()
    return night
