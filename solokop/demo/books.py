"""Believable books of a cooperative that does not exist: quarter after quarter, each balancing and adding up."""

import random
from dataclasses import dataclass, field

from reports.choices import Profile
from reports.obligations.quarter import Quarter
from reports.statement.lines import STATEMENT
from reports.statement.totals import with_totals

# Shares of total assets that each line has at the start, by profile; bank takes what is left over.
ASSETS = {
    Profile.SAVINGS_LOAN: {
        "A1.01": 2,
        "A1.03": 6,
        "A1.06": 68,
        "A1.07": 3,
        "A1.17": 1,
        "A2.01": 4,
        "A3.01": 3,
        "A3.02": 4,
        "A3.04": 2,
    },
    Profile.REAL_SECTOR: {
        "A1.01": 4,
        "A1.14": 24,
        "A1.15": 6,
        "A1.18": 30,
        "A2.01": 3,
        "A3.01": 6,
        "A3.02": 9,
        "A3.03": 4,
        "A3.04": 3,
    },
    Profile.SHARIA: {"A1.01": 3, "A1.08": 52, "A1.10": 4, "A1.13": 16, "A2.01": 4, "A3.02": 5, "A3.04": 3},
    Profile.REAL_WITH_UNIT: {
        "A1.01": 3,
        "A1.06": 38,
        "A1.14": 14,
        "A1.18": 18,
        "A2.01": 3,
        "A3.01": 4,
        "A3.02": 6,
        "A3.04": 2,
    },
}
FUNDS = {
    Profile.SAVINGS_LOAN: {
        "K1.01": 26,
        "K1.03": 22,
        "K1.07": 4,
        "K1.09": 1,
        "K2.01": 6,
        "E.01": 3,
        "E.02": 26,
        "E.06": 9,
    },
    Profile.REAL_SECTOR: {
        "K1.01": 8,
        "K1.06": 18,
        "K1.09": 2,
        "K2.01": 12,
        "E.01": 6,
        "E.02": 32,
        "E.04": 4,
        "E.06": 14,
    },
    Profile.SHARIA: {"K1.04": 18, "K1.05": 34, "K1.12": 1, "K2.02": 6, "E.01": 3, "E.02": 26, "E.06": 8},
    Profile.REAL_WITH_UNIT: {"K1.01": 26, "K1.06": 9, "K2.01": 8, "E.01": 4, "E.02": 34, "E.06": 15},
}
# Flows of a quarter in thousandths of assets.
FLOWS = {
    Profile.SAVINGS_LOAN: {"H1.01": 34, "H1.02": 3, "H2.01": 9, "H4": 1, "H5": 1},
    Profile.REAL_SECTOR: {"H1.04": 190, "H2.03": 152, "H4": 60, "H5": 49, "H1.99": 3},
    Profile.SHARIA: {"H1.03": 33, "H1.02": 3, "H2.02": 10, "H4": 1, "H5": 1},
    Profile.REAL_WITH_UNIT: {"H1.01": 19, "H1.04": 95, "H2.01": 5, "H2.03": 75, "H4": 20, "H5": 17},
}
COSTS = {"H7.01": 9, "H7.02": 2, "H7.03": 1, "H7.04": 1, "H7.05": 1, "H7.99": 1, "H8.01": 3, "H8.02": 1, "H8.03": 1}
# Savings that go, and the loans that are called in to pay them out.
WITHDRAWN = frozenset({"K1.01", "K1.03", "K1.05", "A1.06", "A1.18"})
GROSS_DEPRECIABLE = ("A3.02", "A3.03", "A3.04")


@dataclass
class Books:
    """Call `close` for each quarter in order; it gives the typed figures of the report."""

    profile: str
    assets: int
    male: int
    female: int
    seed: int
    balance: dict[str, int] = field(default_factory=dict)
    to_date: dict[str, int] = field(default_factory=dict)
    opening_cash: int = 0
    opening: dict[str, int] = field(default_factory=dict)
    last_surplus: int = 0
    # Members stop paying back and withdraw their savings, a little more each quarter.
    is_troubled: bool = False
    age: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - the demo is the same every time
        for code, share in (ASSETS[self.profile] | FUNDS[self.profile]).items():
            self.balance[code] = self._about(self.assets * share // 100)
        self.balance["A1.16"] = self.balance["A3.05"] = 0
        self.last_surplus = self._about(self.assets * 2 // 100)

    def _about(self, amount: int, spread: float = 0.12) -> int:
        """Near an amount, in whole hundreds of rupiah, as books have it."""
        return int(amount * (1 + self.random.uniform(-spread, spread)) / 100) * 100 + self.random.choice((0, 0, 25, 50))

    def close(self, quarter: Quarter) -> dict[str, int]:
        """The figures of a quarter's end. After the annual meeting, in quarter II, last year's surplus is divided."""
        self.age += 1
        flows = self._flows()
        if quarter.number == 1:
            self.to_date = {}
        for code, amount in flows.items():
            self.to_date[code] = self.to_date.get(code, 0) + amount
        self._move(quarter)
        typed = dict(self.balance)
        for code in flows:
            typed[f"{code}:quarter"], typed[f"{code}:to_date"] = flows[code], self.to_date[code]
        surplus = with_totals(typed).get("H.SHU:to_date", 0)
        typed["E.08"] = self.last_surplus if quarter.number == 1 else 0
        typed["E.09"] = surplus
        self._loan_quality(typed)
        self._bank(typed)
        cash = typed["A1.01"] + typed["A1.02"]
        if quarter.number == 1 or not self.opening:
            self.opening_cash = self._about(cash, 0.1) if not self.opening_cash else self.opening_cash
            self.opening = dict(self.balance)
        self._cash_flow(typed, cash)
        self._people(typed)
        if "U1" in STATEMENT.input_keys(self.profile):
            self._unit(typed, surplus)
        if quarter.number == 4:
            self.last_surplus, self.opening_cash = surplus, cash
            self.opening = {}
        known = set(STATEMENT.input_keys(self.profile))
        return {key: value for key, value in typed.items() if key in known}

    def _flows(self) -> dict[str, int]:
        flows = {code: self._about(self.assets * part // 1000) for code, part in (FLOWS[self.profile] | COSTS).items()}
        flows["H9"] = self._about(self.assets // 2000)
        flows["H11"] = self._about(self.assets // 4000)
        if self.is_troubled:
            flows["H7.05"] = flows.get("H7.05", 0) + self._about(self.assets * 9 * self.age // 1000)
        return flows

    def _move(self, quarter: Quarter) -> None:
        """Balances grow a little; depreciation adds up; the annual meeting divides last year's surplus."""
        for code in self.balance:
            if code.startswith(("A1", "K1")) and code not in ("A1.16", "K1.08"):
                self.balance[code] = self._about(self.balance[code], 0.05)
        if self.is_troubled:
            for code in WITHDRAWN & self.balance.keys():
                self.balance[code] = self._about(self.balance[code] * 83 // 100, 0.02)
        for code in ("E.01", "E.02"):
            self.balance[code] += self._about(self.balance[code] // 80, 0.5)
        depreciable = sum(self.balance.get(code, 0) for code in GROSS_DEPRECIABLE)
        self.balance["A3.05"] = min(self.balance["A3.05"] + depreciable // 80, depreciable)
        if quarter.number == 2:
            self.balance["E.06"] += max(self.last_surplus, 0) * 4 // 10
            self.balance["K1.08"] = max(self.last_surplus, 0) // 10

    def _loan_quality(self, typed: dict[str, int]) -> None:
        if self.profile == Profile.REAL_SECTOR:
            typed["A1.16"] = (typed["A1.14"] + typed["A1.15"]) // 100
            return
        if self.profile == Profile.SHARIA:
            typed["A1.09"] = typed["A1.08"] // 9
            loans = typed["A1.08"] - typed["A1.09"] + typed["A1.10"] + typed["A1.13"]
        else:
            loans = typed["A1.06"] + typed.get("A1.07", 0)
        times = 1 + 2 * self.age if self.is_troubled else 1
        bad = [self._about(loans * share * times // 1000, 0.4) for share in (12, 8, 9)]
        typed["Q2"], typed["Q3"], typed["Q4"] = bad
        typed["Q1"] = loans - sum(bad)
        typed["A1.16"] = (bad[0] // 2 + bad[1] * 3 // 4 + bad[2]) // times + loans // 400

    def _bank(self, typed: dict[str, int]) -> None:
        """Bank closes the balance; if it would be negative, the savings of members grow by what is missing."""
        typed["A1.02"] = 0
        sums = with_totals(typed)
        rest = sums["KE"] - sums["A"]
        least = self.assets // 50
        if rest < least:
            savings = "K1.05" if self.profile == Profile.SHARIA else "K1.01"
            typed[savings] += least - rest
            self.balance[savings] = typed[savings]
            rest = least
        typed["A1.02"] = rest

    def _cash_flow(self, typed: dict[str, int], cash: int) -> None:
        fixed = sum(
            self.balance[code] - self.opening.get(code, self.balance[code])
            for code in self.balance
            if code.startswith("A3.0") and code != "A3.05"
        )
        shares = sum(self.balance[code] - self.opening.get(code, self.balance[code]) for code in ("E.01", "E.02"))
        typed |= {"C5": self.opening_cash, "C2": -fixed, "C3": shares}
        typed["C1"] = cash - self.opening_cash + fixed - shares

    def _people(self, typed: dict[str, int]) -> None:
        self.male += self.random.choice((-1, 0, 0, 1, 2))
        self.female += self.random.choice((-1, 0, 0, 1, 2))
        self.male, self.female = max(self.male, 5), max(self.female, 5)
        typed |= {"I1": self.male, "I2": self.female, "I3": self.random.randint(0, 9)}
        typed |= {"I4": 2 + (self.male + self.female) // 80, "I5": 1}
        income = sum(self.to_date.get(code, 0) for code in ("H1.01", "H1.03", "H1.04", "H4"))
        typed["I6"] = income * (8 if self.profile in (Profile.SAVINGS_LOAN, Profile.SHARIA) else 1)

    def _unit(self, typed: dict[str, int], surplus: int) -> None:
        """The savings unit by itself: about its loans, financed by the savings and by the cooperative."""
        earned, spent = self.to_date["H1.01"], self.to_date["H1.01"] * 7 // 10
        loans, savings = typed["A1.06"], typed["K1.01"]
        typed |= {"U2": loans, "U3": typed["A1.16"], "U5": savings, "U9": typed["E.06"] // 4}
        typed |= {"U10": earned - spent, "U11": earned, "U12": spent, "U1": typed["A1.02"] // 2}
        rest = typed["U1"] + loans - typed["U3"] - savings - typed["U9"] - typed["U10"]
        typed["U7"] = max(rest, 0)
        typed["U1"] += max(-rest, 0)
