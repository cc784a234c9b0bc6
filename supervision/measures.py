"""What the warnings look at in a report: sums of its lines, in whole rupiah, by name.

A sum of lines of which none was given is not zero but unknown.
"""

from collections.abc import Mapping

from reports.statement.lines import split_key
from reports.summary.ratios import BORROWED, DEPOSITS

# Lines by the name of their sum, as keys of figures (`H.SHU:to_date`).
LINES: Mapping[str, tuple[str, ...]] = {
    "assets": ("A",),
    "equity": ("E",),
    "participation": ("E.05",),
    "member_capital": ("E.01", "E.02"),
    "loans": ("Q",),
    "substandard": ("Q2",),
    "doubtful": ("Q3",),
    "lost": ("Q4",),
    "allowance": ("A1.16",),
    "savings": DEPOSITS,
    "cash": ("A1.01", "A1.02"),
    "current_liabilities": ("K1",),
    "borrowed": BORROWED,
    "stock": ("A1.18",),
    "receivables": ("A1.14", "A1.15"),
    # Of the year to date.
    "surplus": ("H.SHU:to_date",),
    "income": ("H1:to_date", "H4:to_date"),
}
NAMES = tuple(LINES)


def cells(name: str) -> list[tuple[str, str]]:
    """The lines of a sum and their columns, as figures are kept."""
    return [split_key(key) for key in LINES[name]]
