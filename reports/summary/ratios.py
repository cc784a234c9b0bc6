"""Ratios of a report with their bands (DOMAIN.md 4.5): an early signal for the reviewer, no health rating.

Flows of part of a year are annualised where the band is yearly. Where there is no meaningful value there
is none, with the reason; the bands are never averaged into a score.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from core.text.formats import in_indonesian
from reports.choices import Profile
from reports.obligations.quarter import Quarter
from reports.statement.lines import Terms, terms_of

SOURCE = Path(__file__).with_name("ratios.csv")
BANDS = (_("Sound"), _("Fair"), _("Weak"), _("Poor"))
SAVINGS = frozenset({"savings_loan", "sharia", "real_with_unit"})
ALL = SAVINGS | {"real_sector"}
DEPOSITS = ("K1.01", "K1.02", "K1.03", "K1.04", "K1.05")
BORROWED = ("K1.07", "K2.01", "K2.02")


class Sums:
    """Figures of a report as the ratios need them; a blank line counts as nothing."""

    def __init__(self, figures: Mapping[str, int]):
        self.figures = figures

    def __call__(self, *keys: str) -> int:
        return sum(self.figures.get(key) or 0 for key in keys)

    def of(self, terms: Terms) -> int:
        return sum(sign * self(key) for sign, key in terms)

    @property
    def own_capital(self) -> int:
        """Equity without participation capital (UU 25/1992 art. 41-42, DOMAIN.md 4.4)."""
        return self("E") - self("E.05")


@dataclass(frozen=True, slots=True)
class Ratio:
    """One row of `ratios.csv`.

    `limits` are the ends of the bands from sound to poor; `inclusive` says whether a value on an end is in the better
    band. A `flow` over a stock is annualised, `year_to_date` says so instead. Without a `whole`, `part` is compared
    with the same of a year before.
    """

    code: str
    part: Terms
    whole: Terms
    better: str
    limits: tuple[Fraction, ...]
    inclusive: bool
    flow: bool
    of_equity: bool
    year_to_date: bool
    profiles: frozenset[str]
    label_id: str
    label_en: str
    formula_id: str
    formula_en: str

    @property
    def label(self) -> str:
        return self.label_id if in_indonesian() else self.label_en

    @property
    def formula(self) -> str:
        """The ratio in words; its keys stand in `part` and `whole`."""
        return self.formula_id if in_indonesian() else self.formula_en

    @property
    def growth(self) -> bool:
        return not self.whole

    def band(self, value: Fraction) -> int | None:
        """0 (sound) to 3 (poor); None where no bands were found."""
        if not self.limits:
            return None
        for place, limit in enumerate(self.limits):
            ahead = value < limit if self.better == "low" else value > limit
            if ahead or (self.inclusive and value == limit):
                return place
        return len(self.limits)


def _ratio(row: dict[str, str]) -> Ratio:
    return Ratio(
        code=row["code"],
        part=terms_of(row["part"]),
        whole=terms_of(row["whole"]),
        limits=tuple(Fraction(row[band]) / 100 for band in ("sound", "fair", "weak") if row[band]),
        profiles=frozenset(profile.value for profile in Profile if row[profile.value] == "1"),
        better=row["better"],
        inclusive=row["inclusive"] == "1",
        flow=row["flow"] == "1",
        of_equity=row["of_equity"] == "1",
        year_to_date=row["year_to_date"] == "1",
        label_id=row["label_id"],
        label_en=row["label_en"],
        formula_id=row["formula_id"],
        formula_en=row["formula_en"],
    )


def read(path: Path = SOURCE) -> tuple[Ratio, ...]:
    with path.open(newline="", encoding="utf-8") as stream:
        return tuple(_ratio(row) for row in csv.DictReader(stream))


RATIOS = read()
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
    part = sums.of(ratio.part)
    if ratio.of_equity and sums("E") < 0:
        return Measured(ratio, note=str(_("Not meaningful: equity is negative.")))
    if ratio.growth:
        if before is None:
            return Measured(ratio, note=str(_("There is no accepted report of a year before.")))
        whole = before.of(ratio.part)
        part -= whole
    else:
        whole = sums.of(ratio.whole)
    if whole == 0:
        return Measured(ratio, note=str(_("The divisor is zero.")))
    if whole < 0:
        return Measured(ratio, note=str(_("Not meaningful: the divisor is negative.")))
    value = Fraction(part, whole)
    note = str(_("Year to date.")) if ratio.year_to_date else ""
    if ratio.flow and quarter.number < 4:
        value = value * 4 / quarter.number
        note = str(_("Annualised from the quarters so far: {n}.")).format(n=quarter.number)
    return Measured(ratio, value, ratio.band(value), note)
