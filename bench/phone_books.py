"""Books of a quarter for the walk on the phone: what a board would type, from what it sent last quarter."""

from collections.abc import Mapping

from reports.obligations.quarter import Quarter
from reports.statement.lines import STATEMENT
from reports.statement.totals import with_totals

# What is as it was: deposits, long-term assets, loans taken, reserves, people but members.
SAME = (
    "A1.03",
    "A1.07",
    "A1.17",
    "A2",
    "A3.01",
    "A3.02",
    "A3.03",
    "A3.04",
    "A3.05",
    "A4",
    "K1.07",
    "K1.08",
    "K1.09",
    "K2",
    "E.04",
    "E.06",
    "E.08",
    "I3",
    "I4",
    "I5",
)
CASH = ("A1.01", "A1.02")
SHARES = ("E.01", "E.02")


def next_quarter(profile: str, quarter: Quarter, last: Mapping[str, int]) -> dict[str, int]:
    """The figures of a quarter, by key, from those of the last one: all that moves in a quarter has moved.

    Cash at the bank closes the balance sheet, the operating cash flow closes that of cash; both are typed like others.
    """
    known = set(STATEMENT.input_keys(profile))
    found = {key: value for key, value in last.items() if key in known}
    for n, key in enumerate(sorted(found)):
        line = key.partition(":")[0]
        if key.endswith(":to_date") or line.startswith(SAME) or line in ("E.09", "C1", "C2", "C3", "C5", "I6"):
            continue
        found[key] = found[key] + (1 if line.startswith("I") else max(found[key] * (2 + n % 5) // 100, 1))
    for key in list(found):
        if key.endswith(":quarter"):
            to_date = key.replace(":quarter", ":to_date")
            before = 0 if quarter.number == 1 else last.get(to_date, 0)
            found[to_date] = before + found[key]
    if "A1.06" in found:
        found["A1.06"] = sum(found[f"Q{n}"] for n in (1, 2, 3, 4)) - found.get("A1.07", 0)
    found["E.09"] = with_totals(found)["H.SHU:to_date"]
    found["A1.02"] = 0
    sums = with_totals(found)
    found["A1.02"] = sums["KE"] - sums["A"]
    opening = last["C6"] if quarter.number == 1 else last["C5"]
    shares = sum(found[key] - last[key] for key in SHARES) + (0 if quarter.number == 1 else last["C3"])
    cash = sum(found[key] for key in CASH)
    found |= {"C5": opening, "C2": 0 if quarter.number == 1 else last["C2"], "C3": shares}
    found["C1"] = cash - opening - found["C2"] - shares
    found["I6"] = last["I6"] + found.get("H1.01:quarter", found.get("H1.04:quarter", 0))
    return found
