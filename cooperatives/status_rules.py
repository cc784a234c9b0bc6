"""What the rules say of a status: which ways lead on from it, and when missed annual meetings make a record passive."""

from datetime import date

from cooperatives.choices import Status
from core import office

ALIVE = (Status.ACTIVE, Status.ATTENTION, Status.PASSIVE)
# Dissolution is decided by the ministry after a proposal, and may be withdrawn (UU 25/1992 art. 46-56).
MOVES: dict[str, tuple[str, ...]] = {
    "": (*ALIVE, Status.PROPOSED_DISSOLUTION, Status.WINDING_UP, Status.DISSOLVED),
    Status.ACTIVE: (Status.ATTENTION, Status.PASSIVE, Status.PROPOSED_DISSOLUTION),
    Status.ATTENTION: (Status.ACTIVE, Status.PASSIVE, Status.PROPOSED_DISSOLUTION),
    Status.PASSIVE: (Status.ACTIVE, Status.ATTENTION, Status.PROPOSED_DISSOLUTION),
    Status.PROPOSED_DISSOLUTION: (*ALIVE, Status.WINDING_UP),
    Status.WINDING_UP: (Status.PROPOSED_DISSOLUTION, Status.DISSOLVED),
    Status.DISSOLVED: (),
}


def moves_from(status: str) -> tuple[str, ...]:
    return MOVES[status]


def rule_in_force() -> dict:
    return {"years_without_rat": office.value("years_without_rat")}


def last_due_meeting(on: date) -> int:
    """The year in which the last RAT had to be held: within six months of the book year's end (UU 25/1992 art. 26)."""
    return on.year if on > date(on.year, 6, 30) else on.year - 1


def is_passive_by_rule(last_rat_year: int | None, on: date, years_without_rat: int) -> bool:
    """Whether so many annual meetings were missed in a row; nobody is blamed for a meeting that is not known."""
    return last_rat_year is not None and last_due_meeting(on) - last_rat_year >= years_without_rat
