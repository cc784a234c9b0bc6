"""What may be copied from the last accepted report: figures that seldom change, and those that follow from it."""

from collections.abc import Mapping

from reports.periods import Quarter
from reports.statement.lines import STATEMENT, key_of

# Lines whose figure of the last quarter is a fair beginning for this one; all can be typed over.
LASTING = ("A2.", "A3.01", "A3.02", "A3.03", "A3.04", "A4.", "E.01", "E.02", "E.03", "E.04", "E.05", "E.06", "E.07",
           "I1", "I2", "I3", "I4", "I5", "U7", "U8", "U9")  # fmt: skip


def carried(profile: str, part: str, quarter: Quarter, previous: Mapping[str, int]) -> dict[str, int]:
    """The figures of a part that the last quarter's accepted report gives, by key.

    Opening balances stay the same within a book year; in quarter I they are last year's closing balances.
    """
    found = {}
    for line in STATEMENT.of(profile, part):
        for key in line.input_keys:
            value = previous.get(_source(line.code, key, quarter))
            if value is not None:
                found[key] = value
    return found


def _source(code: str, key: str, quarter: Quarter) -> str:
    """The key of the last report that a figure is taken from; empty where copying makes no sense."""
    first = quarter.number == 1
    if code == "C5":
        return "C6" if first else "C5"
    if key.endswith(":opening"):
        return key_of(code, "closing") if first else key
    return key if code.startswith(LASTING) and not STATEMENT.lines[code].is_total else ""


def year_to_date(
    profile: str, quarter: Quarter, typed: Mapping[str, int | None], previous: Mapping[str, int] | None
) -> dict[str, int]:
    """Year-to-date figures that are still blank and follow from this quarter and the last report, by key."""
    if quarter.number > 1 and previous is None:
        return {}
    found = {}
    for line in STATEMENT.of(profile, "surplus"):
        this, to_date = (typed.get(key_of(line.code, column)) for column in ("quarter", "to_date"))
        if line.is_total or this is None or to_date is not None:
            continue
        before = 0 if quarter.number == 1 else (previous or {}).get(key_of(line.code, "to_date")) or 0
        found[key_of(line.code, "to_date")] = before + this
    return found
