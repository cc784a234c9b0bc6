"""Ratios of a report with their bands (DOMAIN.md 4.5): an early signal for the reviewer, no health rating.

Flows of part of a year are annualised where the band is yearly. Where there is no meaningful value there
is none, with the reason; the bands are never averaged into a score.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.formats import in_indonesian
from reports.periods import Quarter

BANDS = (
    _("Sound"), _("Fair"), _("Weak"), _("Poor"),
)  # fmt: skip
SAVINGS = frozenset({"savings_loan", "sharia", "real_with_unit"})
ALL = SAVINGS | {"real_sector"}
DEPOSITS = ("K1.01", "K1.02", "K1.03", "K1.04", "K1.05")
BORROWED = ("K1.07", "K2.01", "K2.02")
PLACED = ("A1.03", "A1.04", "A1.05", "A2.01", "A2.02")


class Sums:
    """Figures of a report as the ratios need them; a blank line counts as nothing."""

    def __init__(self, figures: Mapping[str, int]):
        self.figures = figures

    def __call__(self, *keys: str) -> int:
        return sum(self.figures.get(key) or 0 for key in keys)

    @property
    def surplus(self) -> int:
        return self("H.SHU:to_date")

    @property
    def income(self) -> int:
        return self("H1:to_date", "H4:to_date")

    @property
    def own_capital(self) -> int:
        """Equity without participation capital (UU 25/1992 art. 41-42, DOMAIN.md 4.4)."""
        return self("E") - self("E.05")

    @property
    def loans(self) -> int:
        return self("Q")


Measure = Callable[[Sums], int]


@dataclass(frozen=True, slots=True)
class Ratio:
    """`limits` are the ends of the bands from sound to poor; `inclusive` says whether a value on an end is in the
    better band. A `flow` over a stock is annualised. `growth` compares `part` with the same of a year before.
    """

    code: str
    label: Any
    formula: Any
    part: Measure
    whole: Measure | None
    better: str
    limits: tuple[Fraction, ...] = ()
    inclusive: bool = True
    profiles: frozenset[str] = ALL
    flow: bool = False
    of_equity: bool = False

    @property
    def growth(self) -> bool:
        return self.whole is None

    def band(self, value: Fraction) -> int | None:
        """0 (sound) to 3 (poor); None where no bands were found."""
        if not self.limits:
            return None
        for place, limit in enumerate(self.limits):
            ahead = value < limit if self.better == "low" else value > limit
            if ahead or (self.inclusive and value == limit):
                return place
        return len(self.limits)


def _percent(*ends: float) -> tuple[Fraction, ...]:
    return tuple(Fraction(str(end)) / 100 for end in ends)


RATIOS = (
    Ratio("NPL", _("Non-performing loans"), _("substandard, doubtful and loss / all loans"),
          lambda f: f("Q2", "Q3", "Q4"), lambda f: f.loans, "low", _percent(5, 10, 15), profiles=SAVINGS),
    Ratio("LOAN_PROD", _("Loans in productive assets"), _("loans / loans, deposits and securities"),
          lambda f: f.loans, lambda f: f.loans + f(*PLACED), "low", _percent(75, 85, 95), profiles=SAVINGS),
    Ratio("LDR", _("Loans to funds received"), _("loans / savings and bank loans received"),
          lambda f: f.loans, lambda f: f(*DEPOSITS, *BORROWED), "high", _percent(90, 75, 60), inclusive=False,
          profiles=SAVINGS),
    Ratio("CASH", _("Cash ratio"), _("cash and bank / current liabilities"),
          lambda f: f("A1.01", "A1.02"), lambda f: f("K1"), "high", _percent(30, 20, 10), inclusive=False),
    Ratio("CURRENT", _("Current ratio"), _("current assets / current liabilities"),
          lambda f: f("A1"), lambda f: f("K1"), "high", _percent(125, 100, 75), inclusive=False),
    Ratio("SOLV", _("Solvency"), _("assets / liabilities"), lambda f: f("A"), lambda f: f("K"), "high"),
    Ratio("EQ_AS", _("Equity in assets"), _("equity / assets"),
          lambda f: f("E"), lambda f: f("A"), "high", _percent(30, 20, 10), inclusive=False, of_equity=True),
    Ratio("ROA", _("Return on assets"), _("surplus after tax / assets"),
          lambda f: f.surplus, lambda f: f("A"), "high", _percent(7, 5, 3), inclusive=False, flow=True),
    Ratio("ROE", _("Return on own capital"), _("surplus after tax / own capital"),
          lambda f: f.surplus, lambda f: f.own_capital, "high", _percent(10, 7.5, 5), flow=True, of_equity=True),
    Ratio("NPM", _("Net margin"), _("surplus after tax / income"),
          lambda f: f.surplus, lambda f: f.income, "high", _percent(15, 10, 5)),
    Ratio("EFF", _("Operating costs to gross surplus"), _("operating expenses / gross surplus"),
          lambda f: f("H7:to_date"), lambda f: f("H6:to_date"), "low", _percent(40, 60, 80)),
    Ratio("BOPO", _("Costs to income (BOPO)"), _("all operating costs / operating income"),
          lambda f: f("H2:to_date", "H5:to_date", "H7:to_date", "H8:to_date"), lambda f: f.income, "low"),
    Ratio("PART", _("Members’ share of income"), _("gross member participation / income"),
          lambda f: f("H1:to_date"), lambda f: f.income, "high", _percent(85, 60, 35), inclusive=False),
    Ratio("SHU_SAV", _("Surplus to members’ savings"), _("surplus / principal and mandatory savings"),
          lambda f: f.surplus, lambda f: f("E.01", "E.02"), "high", _percent(30, 20, 10), inclusive=False, flow=True),
    Ratio("COACH", _("Education of members"), _("education and training / surplus after tax"),
          lambda f: f("H8.02:to_date"), lambda f: f.surplus, "high", _percent(5, 3, 1)),
    Ratio("EQ_GROWTH", _("Growth of equity"), _("against the same quarter of last year"),
          lambda f: f("E"), None, "high", _percent(10, 7, 4), of_equity=True),
    Ratio("AS_GROWTH", _("Growth of assets"), _("against the same quarter of last year"),
          lambda f: f("A"), None, "high", _percent(10, 7, 4)),
    Ratio("SHU_GROWTH", _("Growth of the surplus"), _("against the same quarter of last year"),
          lambda f: f.surplus, None, "high", _percent(5, 3, 1)),
)  # fmt: skip
RATIO_BY_CODE = {ratio.code: ratio for ratio in RATIOS}


@dataclass(frozen=True, slots=True)
class Measured:
    """A ratio of one report: its value or the reason why there is none."""

    ratio: Ratio
    value: Fraction | None = None
    band: int | None = None
    note: str = ""

    @property
    def text(self) -> str:
        return "–" if self.value is None else percent_text(self.value)

    @property
    def band_label(self) -> str:
        return "" if self.band is None else str(BANDS[self.band])

    @property
    def tone(self) -> str:
        return "" if self.band is None else ("good", "revival", "watch", "bad")[self.band]


def percent_text(value: Fraction) -> str:
    """12,5% in Indonesian, 12.5% in English; rounded to one decimal, half up."""
    tenths = (abs(value) * 1000 + Fraction(1, 2)).__floor__()
    text = f"{'-' if value < 0 and tenths else ''}{tenths // 10}.{tenths % 10}%"
    return text.replace(".", ",") if in_indonesian() else text


def measure(
    figures: Mapping[str, int], *, profile: str, quarter: Quarter, year_before: Mapping[str, int] | None = None
) -> list[Measured]:
    """All ratios that belong to a profile, in their order. `figures` are with totals."""
    sums, before = Sums(figures), Sums(year_before) if year_before is not None else None
    return [_measure(ratio, sums, before, quarter) for ratio in RATIOS if profile in ratio.profiles]


def _measure(ratio: Ratio, sums: Sums, before: Sums | None, quarter: Quarter) -> Measured:
    part = ratio.part(sums)
    if ratio.of_equity and sums("E") < 0:
        return Measured(ratio, note=str(_("Not meaningful: equity is negative.")))
    if ratio.whole is None:
        if before is None:
            return Measured(ratio, note=str(_("There is no accepted report of a year before.")))
        whole = ratio.part(before)
        part -= whole
    else:
        whole = ratio.whole(sums)
    if whole == 0:
        return Measured(ratio, note=str(_("The divisor is zero.")))
    if whole < 0:
        return Measured(ratio, note=str(_("Not meaningful: the divisor is negative.")))
    value = Fraction(part, whole)
    note = str(_("Year to date.")) if ratio.code in YEAR_TO_DATE else ""
    if ratio.flow and quarter.number < 4:
        value = value * 4 / quarter.number
        note = str(_("Annualised from the quarters so far: {n}.")).format(n=quarter.number)
    return Measured(ratio, value, ratio.band(value), note)


YEAR_TO_DATE = frozenset({"NPM", "EFF", "BOPO", "PART", "COACH", "SHU_GROWTH"})
