"""Totals are computed, never taken from what was typed (DOMAIN.md 4.4 N1, N7)."""

from collections.abc import Mapping

from reports.statement.lines import STATEMENT, key_of

Figures = Mapping[str, int | None]
TOTALS = STATEMENT.totals_first()


def with_totals(typed: Figures) -> dict[str, int]:
    """The figures that are given, by key, and all totals that follow from them.

    Blank is not zero: a total of which no part is given is left out, one with some given counts those.
    """
    found: dict[str, int] = {
        key: value for key, value in typed.items() if value is not None and not STATEMENT.line(key).is_total
    }
    for line in TOTALS:
        for column in line.part.columns:
            given = [(sign, found.get(key_of(code, column.code))) for sign, code in line.terms]
            if any(value is not None for _sign, value in given):
                found[key_of(line.code, column.code)] = sum(sign * (value or 0) for sign, value in given)
    for line in STATEMENT.lines.values():
        if line.part.code == "equity_change":
            _close(found, line.code)
    return found


def _close(found: dict[str, int], code: str) -> None:
    """Closing = opening + increase - decrease, where any of the three is given."""
    given = [found.get(key_of(code, column)) for column in ("opening", "increase", "decrease")]
    found.pop(key_of(code, "closing"), None)
    if any(value is not None for value in given):
        opening, increase, decrease = (value or 0 for value in given)
        found[key_of(code, "closing")] = opening + increase - decrease
