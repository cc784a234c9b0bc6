"""Flags of any kind of cooperative: capital that is little or shrinks, losses, cash that does not suffice."""

from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from supervision.flags.declaration import LimitDirection, Unit, flag
from supervision.histories import YEAR, History, percent

LOOK_AT_COSTS = _("Go through income and costs of the year with the board, line by line.")


@flag(
    "equity_low",
    label=_("Little capital"),
    source=_(
        "Bands of equity to assets as seen in applications of the Juknis 15/2021: up to 10% is poor; here below it."
    ),
    looks_at=_("equity / assets"),
    sentence=_("Equity is {value} of the assets; at least {limit} is wanted."),
    todo=_("Plan with the board how capital grows: mandatory savings, reserves from the surplus."),
    usual=(10, 5, 0),
    passed=LimitDirection.UNDER,
)
def equity_low(history: History) -> Fraction | None:
    return history.share("equity", "assets")


@flag(
    "equity_falling",
    label=_("Capital shrinks"),
    source=_("Proposal: three quarters in a row are no accident of one."),
    looks_at=_("equity of quarters that follow on each other"),
    sentence=_("Equity has fallen {value} quarters in a row; the limit is {limit}."),
    todo=LOOK_AT_COSTS,
    usual=(3,),
    passed=LimitDirection.FROM,
    unit=Unit.COUNT,
)
def equity_falling(history: History) -> int | None:
    if history.get("equity") is None:
        return None
    n = 0
    while _falls(history, n):
        n += 1
    return n


def _falls(history: History, back: int) -> bool:
    now, before = history.get("equity", back), history.get("equity", back + 1)
    return now is not None and before is not None and now < before


@flag(
    "losses",
    label=_("Losses"),
    source=_(
        "Proposal: a loss in two quarters in a row; of a report without one before it, a loss of the year so far."
    ),
    looks_at=_("surplus of the last two quarters / assets"),
    sentence=_("The last two quarters brought a loss of {value} of the assets; more than {limit} is too much."),
    todo=LOOK_AT_COSTS,
    usual=(0,),
)
def losses(history: History) -> Fraction | None:
    now, before = history.surplus(), history.surplus(1)
    if now is not None and now >= 0:
        together = 0
    elif now is None or before is None:
        # The year so far is two quarters and more, from the second on.
        to_date = history.get("surplus")
        is_one_quarter = history.last is None or history.last % YEAR == 0
        together = None if to_date is None or is_one_quarter else to_date
    else:
        together = now + before if before < 0 else 0
    return None if together is None else percent(max(-together, 0), history.get("assets"))


@flag(
    "cash_low",
    label=_("Little cash"),
    source=_(
        "Bands of the cash ratio as seen in applications of the Juknis 15/2021: up to 10% is poor; here below it."
    ),
    looks_at=_("cash and bank / current liabilities"),
    sentence=_("Cash and bank cover {value} of what may be due at once; at least {limit} is wanted."),
    todo=_("Ask whether withdrawals and bills were paid on the day they were asked for."),
    usual=(10,),
    passed=LimitDirection.UNDER,
)
def cash_low(history: History) -> Fraction | None:
    return history.share("cash", "current_liabilities")


@flag(
    "members_capital_eaten",
    label=_("Losses eat what members have put in"),
    source=_("Proposal: own capital below principal and mandatory savings (UU 25/1992 art. 41)."),
    looks_at=_("equity without participation capital / principal and mandatory savings"),
    sentence=_("Own capital is {value} of what members have put in; below {limit} losses have eaten the rest."),
    todo=_("The annual meeting has to decide how the loss is borne: prepare it with the board."),
    usual=(100, 50),
    passed=LimitDirection.UNDER,
)
def members_capital_eaten(history: History) -> Fraction | None:
    equity = history.get("equity")
    return (
        None if equity is None else percent(equity - (history.get("participation") or 0), history.get("member_capital"))
    )
