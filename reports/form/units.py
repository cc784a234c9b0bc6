"""Figures typed in thousands or millions, though the report asks for full rupiah (DOMAIN.md 4.4 S2).

Asked as one question for the whole report, before anything else is said of it: a yes multiplies what was typed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import median

from reports.statement.lines import STATEMENT

FACTORS = (1_000, 1_000_000)
# So many figures must have an earlier one to be set beside, and so many percent of them must point the same way.
AT_LEAST = 3
# What a yes gives must still be a figure that can be true, in rupiah.
LARGEST = 10**15
SHARE = 80
# How far from the factor a figure may lie and still point to it: a business that has tripled, or shrunk to a third.
SPREAD = 3


@dataclass(frozen=True, slots=True)
class Suspicion:
    """All figures look so many times too small; `changes` are the figures that a yes gives, in rupiah, by key."""

    factor: int
    changes: dict[str, int]


def suspected(
    typed: Mapping[str, int], before: Mapping[str, int] | None, following: Collection[str]
) -> Suspicion | None:
    """Whether the typed figures are in thousands or millions, by those of the last quarter; None where they are not.

    Figures that follow are left out: they change with those that they follow from. So are those that are the same as
    before, which somebody has taken over with a tap.
    """
    known = before or {}
    asked = {
        key: value
        for key, value in typed.items()
        if value and key not in following and _is_money(key) and value != known.get(key)
    }
    times = [known[key] / value for key, value in asked.items() if known.get(key)]
    if len(times) < AT_LEAST:
        return None
    for factor in FACTORS:
        near = sum(factor / SPREAD <= found <= factor * SPREAD for found in times)
        if near * 100 >= SHARE * len(times) and factor / SPREAD <= median(times) <= factor * SPREAD:
            # A figure that is as large as it was stands in rupiah already.
            small = {key: value for key, value in asked.items() if not _is_large(value, known.get(key), factor)}
            changes = {key: value * factor for key, value in small.items()}
            return Suspicion(factor, changes) if all(abs(value) <= LARGEST for value in changes.values()) else None
    return None


def _is_large(value: int, before: int | None, factor: int) -> bool:
    return bool(before) and abs(before / value) < factor / SPREAD**2


def _is_money(key: str) -> bool:
    return STATEMENT.line(key).unit == "rupiah"
