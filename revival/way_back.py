"""Where a cooperative stands, what is missing and what to do next, in words for its board (DOMAIN.md 2.1, 2.2)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperatives.choices import Status
from cooperatives.models import Cooperative
from cooperatives.status import history_of
from cooperatives.status_rules import last_due_meeting
from core import clock
from core.text.formats import long_date
from revival.choices import BACK, CaseOutcome
from revival.models import Case

RUNNING = (Status.ACTIVE, Status.ATTENTION)
RESTING = (Status.PASSIVE, Status.PROPOSED_DISSOLUTION)


@dataclass(frozen=True, slots=True)
class CooperativeStanding:
    """On what ground the status was given, what is missing, and the steps on the way back, the next one first."""

    ground: str
    missing: list[str]
    steps: list[str]


def rests(cooperative: Cooperative) -> bool:
    """Whether a way back is what its board looks for."""
    return cooperative.status in RESTING or cooperative.in_revival


def of(cooperative: Cooperative) -> CooperativeStanding:
    today, missing = clock.today(), []
    due = last_due_meeting(today)
    if cooperative.last_rat_year is None:
        missing.append(_("The office knows of no annual meeting (RAT)."))
    elif (years := due - cooperative.last_rat_year) > 0:
        text = ngettext(
            "{n} annual meeting (RAT) is missing; the last one: {year}.",
            "{n} annual meetings (RAT) are missing; the last one: {year}.",
            years,
        )
        missing.append(text.format(n=years, year=cooperative.last_rat_year))
    board = list(cooperative.board.filter(left_on=None))
    ended = max((one.term_end for one in board if one.term_end and one.term_end < today), default=None)
    if not board:
        missing.append(_("The office does not know who sits on the board."))
    elif ended:
        missing.append(_("The term of the board ended on {day}.").format(day=long_date(ended)))
    if not cooperative.phone:
        missing.append(_("The office has no telephone number of your cooperative."))
    newest = history_of(cooperative).last()
    ground = newest.get_basis_display() if newest and newest.new == cooperative.status else ""
    return CooperativeStanding(ground, missing, way_back(has_board=bool(board) and not ended))


def way_back(*, has_board: bool = True) -> list[str]:
    """The steps that make a cooperative active again, the first one first."""
    first = (
        _("Bring board, supervisors and members together and ask: do we want to go on?")
        if has_board
        else _("Call an extraordinary members’ meeting and choose a board.")
    )
    return [
        first,
        _("Put the books of the last year in order; the office helps with it."),
        _("Hold the annual meeting (RAT) that is missing, for several years at once if need be."),
        _("Send the minutes and the list of who was there to the office: then the status can be active again."),
    ]


def status_is_ahead(case: Case) -> bool:
    """The register says active while the case goes on as if it did not."""
    return case.is_open and case.stage not in BACK and case.cooperative.status in RUNNING


def status_is_behind(case: Case) -> bool:
    """The case says active again, and the register does not; of an ended case while nothing has happened since."""
    if case.is_open:
        return case.stage in BACK and case.cooperative.status in RESTING
    if case.outcome != CaseOutcome.ACTIVE or case.cooperative.status not in RESTING:
        return False
    since = case.cooperative.status_on
    return (since is None or since < case.closed_on) and not case.later.exists()
