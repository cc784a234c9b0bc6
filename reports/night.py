"""What the nightly job does, in this order; each part is safe to repeat and catches up with what was missed."""

from dataclasses import dataclass
from datetime import date

from reports import lateness, proposals
from reports.lateness import Flagged
from reports.obligations import Opened, open_begun
from reports.proposals import Proposed


@dataclass(frozen=True, slots=True)
class Night:
    opened: list[Opened]
    flagged: Flagged
    proposed: Proposed


def run(on: date) -> Night:
    """Open the quarter that has begun, flag what is late on a day, then propose from the flags."""
    return Night(open_begun(on), lateness.flag(on), proposals.propose(on))
