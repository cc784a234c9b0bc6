"""What follows from other figures and from what was sent before, and figures that differ from it."""

import pytest

from reports.obligations.quarter import Quarter
from reports.statement.computed import complete, rules
from reports.statement.lines import STATEMENT

Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)
LAST = {"H1.01:to_date": 7, "C5": 3, "C6": 9}


def of(quarter=Q2, column="quarter", last=LAST, end_of_year=None, profile="savings_loan"):
    return rules(profile, quarter, column, last, end_of_year)


@pytest.mark.parametrize(
    ("quarter", "column", "last", "typed", "key", "value"),
    [
        (Q1, "quarter", None, {"H1.01:quarter": 5}, "H1.01:to_date", 5),
        (Q1, "to_date", LAST, {"H1.01:quarter": 5}, "H1.01:to_date", 5),
        (Q2, "quarter", LAST, {"H1.01:quarter": 5}, "H1.01:to_date", 12),
        (Q2, "quarter", LAST, {"H7.01:quarter": 5}, "H1.01:to_date", 7),
        (Q2, "quarter", LAST, {}, "H1.01:to_date", None),
        (Q2, "quarter", {}, {"H1.01:quarter": 0}, "H1.01:to_date", 0),
        (Q2, "quarter", None, {"H1.01:quarter": 5}, "H1.01:to_date", None),
        (Q2, "to_date", LAST, {"H1.01:to_date": 5}, "H1.01:quarter", -2),
        (Q2, "to_date", LAST, {"H7.01:to_date": 5}, "H1.01:quarter", None),
        (Q2, "quarter", LAST, {"Q1": 4, "Q4": 1, "A1.07": 2}, "A1.06", 3),
        (Q2, "quarter", LAST, {"A1.07": 2}, "A1.06", -2),
        (Q2, "quarter", LAST, {}, "A1.06", None),
        (Q2, "quarter", LAST, {}, "C5", 3),
        (Q2, "quarter", None, {}, "C5", None),
    ],
)
def test_a_figure_follows_from_those_that_it_equals_the_sum_of(quarter, column, last, typed, key, value):
    assert complete(of(quarter, column, last), typed, {}).figures.get(key) == value


def test_opening_cash_is_the_closing_cash_of_last_year():
    assert complete(of(Q1, end_of_year={"C6": 9}), {}, {}).figures["C5"] == 9
    assert complete(of(Q2, last=None, end_of_year={"A1.01": 4, "A1.02": 2}), {}, {}).figures["C5"] == 6


def test_the_surplus_of_the_balance_sheet_is_that_of_the_year_to_date():
    found = complete(of(), {"H1.01:quarter": 5, "H7.01:quarter": 2}, {})
    assert found.figures["E.09"] == 7 + 5 - 2
    assert {"E.09", "H1.01:to_date", "C5", "A1.06"} <= found.following


def test_a_figure_of_ones_own_stays_until_it_equals_what_follows():
    found = complete(of(), {"H1.01:quarter": 5, "H1.01:to_date": 11}, {"H1.01:to_date": "Koreksi."})
    assert (found.figures["H1.01:to_date"], found.own) == (11, {"H1.01:to_date": "Koreksi."})
    found = complete(of(), {"H1.01:quarter": 5, "H1.01:to_date": 12}, {"H1.01:to_date": "Koreksi."})
    assert (found.figures["H1.01:to_date"], found.own) == (12, {})
    found = complete(of(), {"H1.01:quarter": 5, "H1.01:to_date": 11}, {})
    assert (found.figures["H1.01:to_date"], found.own) == (12, {})


@pytest.mark.parametrize("profile", ["savings_loan", "real_sector", "sharia", "real_with_unit"])
def test_only_typed_lines_of_the_profile_follow_and_only_from_lines_of_it(profile):
    found = of(profile=profile, end_of_year={"C6": 1})
    known = {key for line in STATEMENT.of(profile) for key in line.keys}
    assert found.keys() <= set(STATEMENT.input_keys(profile))
    assert {key for rule in found.values() for _sign, key in rule.terms} <= known


def test_what_nothing_follows_from_now_is_remembered_as_given():
    typed = {"H1.01:quarter": 5, "H1.01:to_date": 555, "C5": 7}
    before = complete(of(last=None), typed, dict.fromkeys(typed, ""))
    assert before.own == dict.fromkeys(typed, "")
    # The last quarter is sent: what was typed stays, and is told of by the checks.
    after = complete(of(), before.figures, before.own)
    assert (after.figures["H1.01:to_date"], after.figures["C5"]) == (555, 7)
