"""Flags of cooperatives that trade, produce or serve: goods that lie, customers who do not pay."""

from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from reports.choices import Profile
from supervision.flags.declaration import flag
from supervision.histories import YEAR, History

TRADE = frozenset({Profile.REAL_SECTOR, Profile.REAL_WITH_UNIT})


def _while_income_falls(history: History, name: str) -> Fraction | None:
    """The growth of a sum in a year in which the income to date fell; nothing where income grew."""
    growth, income = history.growth(name, YEAR), history.growth("income", YEAR)
    if growth is None or income is None:
        return None
    return growth if income < 0 else Fraction(0)


@flag(
    "stock_rising",
    label=_("Goods lie in the store"),
    source=_("Proposal: stock grows while less is sold."),
    looks_at=_("stock and income to date, now and four quarters before"),
    sentence=_("Stock has grown by {value} in a year while income fell; the limit is {limit}."),
    todo=_("Count the stock with the board: what is old, spoilt, or not there?"),
    usual=(20,),
    profiles=TRADE,
)
def stock_rising(history: History) -> Fraction | None:
    return _while_income_falls(history, "stock")


@flag(
    "receivables_rising",
    label=_("Customers do not pay"),
    source=_("Proposal: trade receivables grow while less is sold."),
    looks_at=_("trade receivables and income to date, now and four quarters before"),
    sentence=_("Trade receivables have grown by {value} in a year while income fell; the limit is {limit}."),
    todo=_("Go through the list of customers who owe: since when, and who asks them."),
    usual=(20,),
    profiles=TRADE,
)
def receivables_rising(history: History) -> Fraction | None:
    return _while_income_falls(history, "receivables")
