"""Flags of how a cooperative is run: late, sent back, the same figures again, a board past its term, no meeting."""

from django.utils.translation import gettext_lazy as _

from supervision.flags.declaration import LimitDirection, Unit, flag
from supervision.histories import History

COUNTED = {"passed": LimitDirection.FROM, "unit": Unit.COUNT}


@flag(
    "late",
    label=_("Late again and again"),
    source=_("Proposal: quarters in a row that were sent late or not at all."),
    looks_at=_("the days on which reports were due and came"),
    sentence=_("Quarters in a row that were late or missing: {value}; the limit is {limit}."),
    todo=_("Call, and offer to type the report in together at the office."),
    usual=(2, 4),
    **COUNTED,
)
def late(history: History) -> int | None:
    if history.newest is None:
        return None
    n = 0
    while (facts := history.quarters.get(history.newest - n)) and facts.is_late:
        n += 1
    return n


@flag(
    "returned",
    label=_("Returned again and again"),
    source=_("Proposal: one report that was returned for correction more than once."),
    looks_at=_("how often the newest report was returned"),
    sentence=_("The newest report was returned {value} times; the limit is {limit}."),
    todo=_("Correct it together, and propose training in reporting."),
    usual=(2,),
    **COUNTED,
)
def returned(history: History) -> int | None:
    return None if history.newest is None else history.quarters[history.newest].returned


@flag(
    "same_figures",
    label=_("The same figures again"),
    source=_("Check S3: all lines equal the last quarter’s."),
    looks_at=_("all lines of the newest reports"),
    sentence=_("Quarters in a row with the figures of the quarter before: {value}; the limit is {limit}."),
    todo=_("Ask to see the books of the quarter: are they kept?"),
    usual=(1, 2),
    **COUNTED,
)
def same_figures(history: History) -> int | None:
    if history.last is None:
        return None
    n = 0
    while (facts := history.quarters.get(history.last - n)) and facts.is_same:
        n += 1
    return n


@flag(
    "term_over",
    label=_("The board’s term is over"),
    source=_("UU 25/1992 art. 29(4): a board is elected for at most five years."),
    looks_at=_("the end of term of the board in the register"),
    sentence=_("The term of the board ended {value} days ago; the limit is {limit}."),
    todo=_("Remind of the election in the next members’ meeting."),
    usual=(0, 365),
    unit=Unit.COUNT,
    grows_by_itself=True,
)
def term_over(history: History) -> int | None:
    return history.term_over_days


@flag(
    "no_meeting",
    label=_("No annual meeting"),
    source=_("UU 25/1992 art. 26: the annual meeting (RAT) is held at least once a year."),
    looks_at=_("the years of annual meetings in the register"),
    sentence=_("Years without an annual meeting in the register: {value}; the limit is {limit}."),
    todo=_("Ask whether it was held and not told, and help to prepare the next one."),
    usual=(1, 2),
    **COUNTED,
)
def no_meeting(history: History) -> int | None:
    return history.years_without_meeting


@flag(
    "withdrawals",
    label=_("Savings could not be withdrawn"),
    source=_("What members have told by the public register and an officer has recorded."),
    looks_at=_("withdrawals that were not paid, recorded in the last year"),
    sentence=_("Members who could not withdraw their savings in the last year: {value}; the limit is {limit}."),
    todo=_("Go there today: ask for the cash book, and for the list of withdrawals that wait."),
    usual=(1, 3),
    **COUNTED,
)
def withdrawals(history: History) -> int | None:
    return history.unpaid_withdrawals
