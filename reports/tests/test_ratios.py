from fractions import Fraction

import pytest
from django.utils import translation

from reports.obligations.quarter import Quarter
from reports.statement.lines import STATEMENT
from reports.summary.ratios import BORROWED, DEPOSITS, RATIO_BY_CODE, RATIOS, measure, percent_text

YEAR_END, Q2 = Quarter(2026, 4), Quarter(2026, 2)
BASE = {
    "A": 1000,
    "A1": 600,
    "A1.01": 20,
    "A1.02": 80,
    "K": 400,
    "K1": 200,
    "E": 600,
    "E.05": 100,
    "E.01": 100,
    "E.02": 200,
    "Q": 500,
    "Q2": 10,
    "Q3": 10,
    "Q4": 5,
    "A1.03": 100,
    "K1.01": 200,
    "K1.07": 50,
    "H1:to_date": 90,
    "H4:to_date": 10,
    "H2:to_date": 20,
    "H5:to_date": 5,
    "H6:to_date": 75,
    "H7:to_date": 30,
    "H8:to_date": 5,
    "H8.02:to_date": 2,
    "H.SHU:to_date": 40,
}
# Ratio of BASE at the end of a year, reckoned by hand.
BY_HAND = {
    "NPL": (25, 500),
    "LOAN_PROD": (500, 600),
    "LDR": (500, 250),
    "CASH": (100, 200),
    "CURRENT": (600, 200),
    "SOLV": (1000, 400),
    "EQ_AS": (600, 1000),
    "ROA": (40, 1000),
    "ROE": (40, 500),
    "NPM": (40, 100),
    "EFF": (30, 75),
    "BOPO": (60, 100),
    "PART": (90, 100),
    "SHU_SAV": (40, 300),
    "COACH": (2, 40),
    "EQ_GROWTH": (100, 500),
    "AS_GROWTH": (200, 800),
    "SHU_GROWTH": (8, 32),
}
BEFORE = {"A": 800, "E": 500, "H.SHU:to_date": 32}


def values(figures, quarter=YEAR_END, before=BEFORE, profile="savings_loan"):
    return {m.ratio.code: m for m in measure(figures, profile=profile, quarter=quarter, year_before=before)}


@pytest.mark.parametrize("code", list(BY_HAND))
def test_each_ratio_is_what_one_reckons_by_hand(code):
    part, whole = BY_HAND[code]
    assert values(BASE)[code].value == Fraction(part, whole)


def test_every_ratio_has_been_reckoned_by_hand():
    assert set(BY_HAND) == set(RATIO_BY_CODE)


def test_every_key_of_a_ratio_is_one_of_the_statement():
    for ratio in RATIOS:
        for _sign, key in (*ratio.part, *ratio.whole):
            assert key in STATEMENT.line(key).keys, f"{ratio.code}: {key}"


def test_what_was_received_and_borrowed_is_what_the_ratio_of_loans_to_funds_divides_by():
    assert [key for _sign, key in RATIO_BY_CODE["LDR"].whole] == [*DEPOSITS, *BORROWED]


@pytest.mark.parametrize("ratio", [ratio for ratio in RATIOS if ratio.limits], ids=lambda ratio: ratio.code)
def test_both_ends_of_every_band(ratio):
    """On an end, just before and just after it: one application read had two ratios upside down."""
    a_little = Fraction(1, 10**6)
    better = a_little if ratio.better == "high" else -a_little
    for place, limit in enumerate(ratio.limits):
        assert ratio.band(limit + better) == place
        assert ratio.band(limit - better) == place + 1
        assert ratio.band(limit) == (place if ratio.inclusive else place + 1)
    assert sorted(ratio.limits, reverse=ratio.better == "high") == list(ratio.limits)


# The ends of the bands in percent, from sound to poor, and whether a value on an end is in the better band.
ENDS = {
    "NPL": (5, 10, 15, True),
    "LOAN_PROD": (75, 85, 95, True),
    "LDR": (90, 75, 60, False),
    "CASH": (30, 20, 10, False),
    "CURRENT": (125, 100, 75, False),
    "EQ_AS": (30, 20, 10, False),
    "ROA": (7, 5, 3, False),
    "ROE": (10, 7.5, 5, True),
    "NPM": (15, 10, 5, True),
    "EFF": (40, 60, 80, True),
    "PART": (85, 60, 35, False),
    "SHU_SAV": (30, 20, 10, False),
    "COACH": (5, 3, 1, True),
    "EQ_GROWTH": (10, 7, 4, True),
    "AS_GROWTH": (10, 7, 4, True),
    "SHU_GROWTH": (5, 3, 1, True),
}


def test_the_ends_of_the_bands_are_those_of_the_office_s_tables():
    found = {ratio.code: (*(float(end * 100) for end in ratio.limits), ratio.inclusive) for ratio in RATIOS}
    assert {code: ends for code, ends in found.items() if len(ends) > 1} == ENDS


def test_ratios_without_known_bands_have_none():
    found = values(BASE)
    assert found["SOLV"].band is None
    assert found["BOPO"].band_label == ""


def test_a_surplus_of_half_a_year_is_annualised_against_a_yearly_band():
    found = values(BASE, quarter=Q2)
    assert found["ROA"].value == Fraction(80, 1000)
    assert found["ROA"].note
    assert values(BASE)["ROA"].note == ""
    assert found["NPM"].value == Fraction(40, 100)
    assert found["NPM"].note


def test_a_divisor_of_zero_gives_no_value_but_the_reason():
    with translation.override("en"):
        found = values(BASE | {"K1": 0, "H6:to_date": -5})
    assert (found["CASH"].text, found["CASH"].note) == ("–", "The divisor is zero.")
    assert "negative" in found["EFF"].note
    assert found["EFF"].value is None


def test_ratios_of_negative_equity_mean_nothing():
    with translation.override("en"):
        found = values(BASE | {"E": -10})
    assert {code for code, m in found.items() if "equity is negative" in m.note} == {"ROE", "EQ_AS", "EQ_GROWTH"}


def test_growth_needs_a_year_before():
    found = values(BASE, before=None)
    assert [found[code].value for code in ("EQ_GROWTH", "AS_GROWTH", "SHU_GROWTH")] == [None] * 3


def test_loan_ratios_belong_to_those_who_lend():
    assert "NPL" not in values(BASE, profile="real_sector")
    assert "NPL" in values(BASE, profile="sharia")


def test_percent_is_written_as_people_write_it():
    assert percent_text(Fraction(1, 8)) == "12,5%"
    assert percent_text(Fraction(-1, 8)) == "-12,5%"
    assert percent_text(Fraction(1, 3000)) == "0,0%"
    with translation.override("en"):
        assert percent_text(Fraction(12345, 100000)) == "12.3%"
