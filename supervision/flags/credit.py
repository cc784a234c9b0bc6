"""Flags of savings and loans: bad loans, what is set aside for them, savings that go, money that is borrowed."""

from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from reports.checks.plausibility import RISK
from reports.summary.ratios import SAVINGS
from supervision.flags.declaration import LimitDirection, Unit, flag
from supervision.histories import YEAR, History, percent

VISIT_BORROWERS = _("Look at the list of borrowers with the board: who does not pay, since when, what was agreed.")
AT_RISK = {"substandard": RISK["Q2"], "doubtful": RISK["Q3"], "lost": RISK["Q4"]}


def _bad(history: History, back: int = 0) -> Fraction | None:
    known = [history.get(name, back) for name in AT_RISK]
    if all(amount is None for amount in known):
        return None
    return percent(sum(amount or 0 for amount in known), history.get("loans", back))


@flag(
    "bad_loans",
    label=_("Bad loans"),
    source=_("Juknis 15/2021 calls up to 5% sound and up to 10% fair."),
    looks_at=_("substandard, doubtful and lost loans / all loans"),
    sentence=_("{value} of the loans are paid back badly or not at all; the limit is {limit}."),
    todo=VISIT_BORROWERS,
    usual=(5, 10),
    profiles=SAVINGS,
)
def bad_loans(history: History) -> Fraction | None:
    return _bad(history)


@flag(
    "bad_loans_rising",
    label=_("Bad loans rising"),
    source=_("Proposal: against the same quarter of the year before, so that the season does not count."),
    looks_at=_("share of bad loans, now and four quarters before"),
    sentence=_("The share of bad loans is {value} points higher than a year ago; the limit is {limit} points."),
    todo=VISIT_BORROWERS,
    usual=(2,),
    unit=Unit.POINTS,
    profiles=SAVINGS,
)
def bad_loans_rising(history: History) -> Fraction | None:
    now, before = _bad(history), _bad(history, YEAR)
    return None if now is None or before is None else now - before


@flag(
    "allowance_short",
    label=_("Too little set aside for bad loans"),
    source=_("Weights of loans at risk: half of substandard, three quarters of doubtful, all lost (Permen 14/2009)."),
    looks_at=_("allowance for doubtful loans / loans at risk"),
    sentence=_("What was set aside covers {value} of the loans at risk; at least {limit} is needed."),
    todo=_("Explain to the board how the allowance is computed, and plan when it is filled up."),
    usual=(100, 50),
    passed=LimitDirection.UNDER,
    profiles=SAVINGS,
)
def allowance_short(history: History) -> Fraction | None:
    at_risk = sum(weight * (history.get(name) or 0) for name, weight in AT_RISK.items()) // 100
    return percent(history.get("allowance") or 0, at_risk)


@flag(
    "savings_falling",
    label=_("Savings are withdrawn"),
    source=_("Proposal: members who lose trust take their savings first."),
    looks_at=_("savings and deposits of members and others, against the quarter before"),
    sentence=_("Savings have fallen by {value} in one quarter; the limit is {limit}."),
    todo=_("Ask the board why members withdraw, and whether withdrawals are paid out at once."),
    usual=(10,),
    profiles=SAVINGS,
)
def savings_falling(history: History) -> Fraction | None:
    growth = history.growth("savings", 1)
    return None if growth is None else -growth


@flag(
    "bank_loans",
    label=_("Much money borrowed from banks"),
    source=_("Permenkop 8/2023 art. 65: loans from banks at most 40% of the assets."),
    looks_at=_("loans from banks and LPDB / assets"),
    sentence=_("{value} of the assets are financed by loans from banks; the limit is {limit}."),
    todo=_("Look at the instalments with the board: can they be paid from what members pay back?"),
    usual=(40,),
    profiles=SAVINGS,
)
def bank_loans(history: History) -> Fraction | None:
    return history.share("borrowed", "assets")


@flag(
    "loans_outgrow_savings",
    label=_("Loans grow while savings fall"),
    source=_("Proposal: loans that are paid for with something else than savings."),
    looks_at=_("loans and savings, now and four quarters before"),
    sentence=_("Loans have grown by {value} in a year while savings fell; the limit is {limit}."),
    todo=_("Ask where the money for the new loans comes from."),
    usual=(20,),
    profiles=SAVINGS,
)
def loans_outgrow_savings(history: History) -> Fraction | None:
    loans, savings = history.growth("loans", YEAR), history.growth("savings", YEAR)
    if loans is None or savings is None:
        return None
    return loans if savings < 0 else Fraction(0)
