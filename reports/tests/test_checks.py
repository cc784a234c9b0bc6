"""Each check has a twin here: figures that pass it, and a change that it finds, exactly."""

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from reports.checks import CATALOGUE, Data, Limits, run
from reports.checks.base import Found, in_order, merge
from reports.checks.plausibility import exceeds
from reports.checks.texts import tell
from reports.obligations.quarter import Quarter
from reports.statement.lines import STATEMENT
from reports.statement.totals import with_totals
from tests.reporting import figures, make_books

Q1, Q2, Q3 = Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3)
RULES = [rule for rule in CATALOGUE.values() if rule.test]


@dataclass
class Twin:
    """What to change in figures that pass (None leaves a line blank), and the findings: key, found, expected."""

    changes: dict
    findings: list[tuple]
    profile: str = "savings_loan"
    quarter: Quarter = Q2
    previous: dict | None = None
    last_year: dict | None = None
    options: dict = field(default_factory=dict)


def base(profile="savings_loan"):
    """A small report in which everything adds up, easy to reckon with."""
    typed = {
        "A1.01": 10,
        "A1.02": 90,
        "A1.06": 900,
        "A1.16": 20,
        "A3.04": 40,
        "A3.05": 10,
        "K1.01": 500,
        "E.01": 100,
        "E.02": 300,
        "E.06": 90,
        "E.09": 20,
        "H1.01:quarter": 30,
        "H1.01:to_date": 60,
        "H7.01:quarter": 20,
        "H7.01:to_date": 40,
        "C1": 40,
        "C2": 0,
        "C3": 10,
        "C5": 50,
        "Q1": 880,
        "Q2": 10,
        "Q3": 5,
        "Q4": 5,
        "I1": 40,
        "I2": 60,
        "I4": 2,
        "I6": 700,
    }
    if profile == "real_with_unit":
        typed |= {
            "A1.14": 0,
            "A1.18": 0,
            "H1.04:quarter": 0,
            "H1.04:to_date": 0,
            "H2.03:quarter": 0,
            "H2.03:to_date": 0,
            "U1": 50,
            "U2": 900,
            "U3": 20,
            "U5": 500,
            "U7": 410,
            "U10": 20,
            "U11": 60,
            "U12": 40,
        }
    if profile == "real_sector":
        typed = {key: value for key, value in typed.items() if key in STATEMENT.input_keys(profile)}
        typed |= {
            "A1.14": 900,
            "A1.18": 0,
            "H1.04:quarter": 30,
            "H1.04:to_date": 60,
            "H2.03:quarter": 0,
            "H2.03:to_date": 0,
        }
    return typed


def data(twin: Twin, changes: dict) -> Data:
    typed = {**base(twin.profile), **changes}
    return Data(
        twin.profile,
        twin.quarter,
        typed,
        with_totals(twin.previous) if twin.previous is not None else None,
        with_totals(twin.last_year) if twin.last_year is not None else None,
        **twin.options,
    )


BEFORE = base() | {"H1.01:to_date": 30, "H7.01:to_date": 20, "A1.01": 9, "A1.02": 91}
MILLIONS = {key: 5_000_000 for key in base() if key[0] in "AKEHCQ" or key == "I6"}
TWINS = {
    "N1": Twin({}, [("A1", 999, 980)], options={"in_workbook": {"A1": 999, "A": 1010, "C6": 77}}),
    "N2": Twin({"A1.01": 12, "C1": 42}, [("A", 1012, 1010)]),
    "N3": Twin({"A3.05": 41, "A3.04": 40, "A1.02": 121, "C1": 71}, [("A3.05", 41, 40)]),
    "N4": Twin({"E.09": 25, "E.06": 85}, [("E.09", 25, 20)]),
    "N5": Twin({"C1": 45}, [("C6", 105, 100)]),
    "N6": Twin({}, [("C5", 50, 44)], last_year={"A1.01": 4, "A1.02": 40, "A1.03": 100}),
    "N7": Twin({}, [("C6", 77, 100)], options={"in_workbook": {"A1": 980, "C4": 50, "C6": 77}}),
    "N8": Twin({"Q1": 870}, [("Q", 890, 900)]),
    "N9": Twin(
        {"H1.01:to_date": 65, "H7.01:to_date": 45},
        [("H1.01:to_date", 65, 60), ("H7.01:to_date", 45, 40)],
        previous=BEFORE,
    ),
    "N10": Twin({"P1:opening": 90, "P1:increase": 5}, [("P1:closing", 95, 100)]),
    "N11": Twin({}, [("IT", 90, 100)], options={"in_workbook": {"IT": 90}}),
    "N12": Twin({"H7.04:quarter": -5}, [("H7.04:quarter", -5, None)]),
    "N13": Twin({"C2": None, "H1.01:quarter": None}, [("H1.01:quarter", None, None), ("C2", None, None)]),
    "S1": Twin(
        {"E.06": 90_000_090, "A2.01": 90_000_000}, [("A2.01", 90_000_000, 0), ("E.06", 90_000_090, 90)], previous=BEFORE
    ),
    "S2": Twin({}, [("A", 1010, 1_010_000)], previous={"A1.01": 1_010_000}),
    "S3": Twin({}, [("", None, None)], quarter=Q2, previous=base()),
    "S4": Twin({"E.01": 90, "E.06": 100}, [("E.01", 90, 100)], previous=BEFORE),
    "S5": Twin({"I2": 81}, [("IT", 121, 100)], previous=BEFORE),
    "S6": Twin({"A1.16": 12, "A1.02": 82, "C1": 32}, [("A1.16", 12, 13)]),
    "S7": Twin({"E.08": -600}, [("E", -90, None)]),
    "S8": Twin({"H7.01:to_date": 90, "E.09": -30}, [("H.SHU:to_date", -30, None)]),
    "S9": Twin({"E.08": 7}, [("E.08", 7, None)], quarter=Q3),
    "S10": Twin({"A1.01": 1010}, [("A1.01", 1010, 2010)]),
    "S11": Twin({"K2.01": 405, "E.05": 300, "A2.01": 0}, [("K2.01", 405, 404), ("E.05", 300, 252)]),
    "S12": Twin(MILLIONS, [("", None, None)]),
    "S13": Twin(
        {"P2:opening": 290, "P2:increase": 10},
        [("P2:opening", 290, 295)],
        last_year={"E.02": 295, "A1.02": 50},
        options={"meeting_held_on": date(2026, 3, 14)},
    ),
}


def found_by(rule_id: str, data: Data) -> list[tuple]:
    return [(item.key, item.found, item.expected) for item in run(data) if item.rule == rule_id]


def test_every_check_has_a_twin():
    assert set(TWINS) == {rule.id for rule in RULES}


@pytest.mark.parametrize("rule_id", list(TWINS))
def test_a_check_finds_exactly_what_is_wrong(rule_id):
    twin = TWINS[rule_id]
    assert found_by(rule_id, data(twin, twin.changes)) == twin.findings


@pytest.mark.parametrize("rule_id", list(TWINS))
def test_a_check_leaves_a_right_report_alone(rule_id):
    right = Twin(
        {},
        [],
        previous=BEFORE,
        last_year={"A1.01": 10, "A1.02": 40},
        options={"in_workbook": with_totals(base()), "meeting_held_on": date(2026, 3, 14)},
    )
    assert found_by(rule_id, data(right, {})) == []


@pytest.mark.parametrize("profile", ["savings_loan", "real_sector", "real_with_unit"])
def test_the_small_report_passes_every_check(profile):
    assert run(data(Twin({}, [], profile=profile), {})) == []


@pytest.mark.parametrize("profile", ["savings_loan", "real_sector", "sharia", "real_with_unit"])
def test_the_demo_s_books_have_no_error_in_any_quarter(profile):
    books = make_books(profile)
    previous = last_year = None
    at = Quarter(2025, 4)
    for _n in range(6):
        typed = books.close(at)
        errors = [item for item in run(Data(profile, at, typed, previous, last_year)) if item.level == "error"]
        assert errors == []
        previous = with_totals(typed)
        last_year = previous if at.number == 4 else last_year
        at = at.next


def test_a_rounding_of_one_rupiah_is_no_error():
    assert found_by("N2", data(Twin({}, []), {"A1.01": 11})) == []
    assert found_by("N2", data(Twin({}, []), {"A1.01": 12})) == [("A", 1012, 1010)]


def test_time_deposits_may_count_as_cash():
    twin = Twin({}, [])
    assert found_by("N5", data(twin, {"A1.03": 30, "C1": 70})) == []
    assert found_by("N6", data(Twin({}, [], last_year={"A1.01": 5, "A1.02": 15, "A1.03": 30}), {})) == []


def test_year_to_date_of_the_first_quarter_is_the_quarter_and_later_needs_an_accepted_report():
    same = {"H1.01:to_date": 30, "H7.01:to_date": 20, "E.09": 10}
    assert found_by("N9", data(Twin({}, [], quarter=Q1), same)) == []
    assert found_by("N9", data(Twin({}, [], quarter=Q1), {})) == [("H1.01:to_date", 60, 30), ("H7.01:to_date", 40, 20)]
    assert found_by("N9", data(Twin({}, [], quarter=Q3), {})) == []


def test_a_year_to_date_of_a_line_without_a_figure_this_quarter_is_checked_too():
    same = {"H1.01:to_date": 30, "H7.01:to_date": 20, "H7.04:to_date": 2}
    assert found_by("N9", data(Twin({}, [], quarter=Q1), same)) == [("H7.04:to_date", 2, 0)]


@pytest.mark.parametrize(("code", "at_risk"), [("Q2", 100), ("Q3", 150), ("Q4", 200)])
def test_each_quality_of_loans_has_its_weight(code, at_risk):
    typed = {"A1.06": 200, code: 200}
    assert found_by("S6", Data("savings_loan", Q2, typed | {"A1.16": at_risk - 1})) == [("A1.16", at_risk - 1, at_risk)]
    assert found_by("S6", Data("savings_loan", Q2, typed | {"A1.16": at_risk})) == []


def test_a_large_line_may_move_by_half_of_itself():
    before = {"A2.01": 200_000_000}
    for now, findings in ((300_000_000, []), (300_000_001, [("A2.01", 300_000_001, 200_000_000)])):
        assert found_by("S1", Data("savings_loan", Q2, {"A2.01": now}, before)) == findings


def test_equity_and_surplus_are_negative_from_the_first_rupiah():
    assert found_by("S7", Data("savings_loan", Q2, {"E.08": -1})) == [("E", -1, None)]
    assert found_by("S7", Data("savings_loan", Q2, {"E.08": 0})) == []
    assert found_by("S8", Data("savings_loan", Q2, {"H7.01:to_date": 1})) == [("H.SHU:to_date", -1, None)]
    assert found_by("S8", Data("savings_loan", Q2, {"H7.01:to_date": 0})) == []


def test_the_savings_unit_balances_by_itself():
    twin = Twin({}, [], profile="real_with_unit")
    assert found_by("N2", data(twin, {"U7": 400})) == [("U", 930, 920)]
    assert found_by("N4", data(twin, {"U10": 10, "U7": 420})) == [("U10", 10, 20)]
    assert found_by("N3", data(twin, {"U3": -1, "U7": 431})) == [("U3", -1, 900)]


def test_sharia_loans_are_counted_without_the_deferred_margin():
    typed = {"A1.08": 900, "A1.09": 100, "A1.10": 50, "Q1": 850}
    assert found_by("N8", Data("sharia", Q2, typed)) == []
    assert found_by("N8", Data("sharia", Q2, typed | {"Q1": 950})) == [("Q", 950, 850)]


def test_undistributed_surplus_is_asked_about_only_after_june():
    assert found_by("S9", data(Twin({}, [], quarter=Q2), {"E.08": 7})) == []


@pytest.mark.parametrize("rule_id", ["S4", "S5", "S6", "S10", "S11"])
def test_a_share_of_nothing_is_not_asked_about(rule_id):
    typed = {"A1.01": 10, "A1.02": -10, "K2.01": 5, "E.05": 5, "Q2": 5, "I2": 4, "E.01": 7}
    previous = with_totals({"I1": 0, "I2": 0, "E.01": 7})
    assert found_by(rule_id, Data("savings_loan", Q2, typed | {"A1.16": 3}, previous)) == []
    assert not exceeds(1, 50, 0)
    assert not exceeds(1, 50, -1)


def test_a_share_is_too_large_from_beyond_its_limit():
    assert not exceeds(50, 50, 100)
    assert exceeds(51, 50, 100)


def test_limits_are_the_office_s():
    twin = Twin({}, [], previous=BEFORE, options={"limits": Limits(members_percent=30)})
    assert found_by("S5", data(twin, {"I2": 81})) == []


def test_a_check_that_is_tried_out_only_warns():
    wrong = data(Twin({}, []), {"E.09": 25, "E.06": 85})
    assert [item.level for item in run(wrong) if item.rule == "N4"] == ["error"]
    assert [item.level for item in run(wrong, as_warning=frozenset({"N4"})) if item.rule == "N4"] == ["warning"]


def test_errors_come_first_in_the_order_of_the_statement():
    wrong = data(Twin({}, [], previous=BEFORE), {"I2": 95, "C2": None, "A1.01": None})
    levels = [item.level for item in run(wrong)]
    assert levels == sorted(levels, key=["error", "warning", "info"].index)
    assert [item.key for item in run(wrong) if item.rule == "N13"] == ["A1.01", "C2"]


def test_what_must_be_explained_comes_before_what_is_only_told():
    given_ = [Found("S12", "info"), Found("S8", "warning", "H.SHU:to_date"), Found("N13", "error", "C2")]
    assert [item.rule for item in in_order(given_)] == ["N13", "S8", "S12"]


def test_a_cell_that_could_not_be_read_is_told_once():
    unread = Found("B1", "error", "A1.01")
    found = [Found("N13", "error", "A1.01"), Found("N2", "error", "A", 1, 2), Found("N13", "error", "C2")]
    found += [Found("N11", "info", "IT", 90, 100)]
    assert [(item.rule, item.key) for item in merge([unread], found)] == [("B1", "A1.01"), ("N13", "C2"), ("N11", "IT")]
    rounded = Found("B7", "info", "A1.01")
    assert [(item.rule, item.key) for item in merge([rounded], found)] == [
        ("N2", "A"),
        ("N13", "A1.01"),
        ("N13", "C2"),
        ("B7", "A1.01"),
        ("N11", "IT"),
    ]


def told_in_english(found: Found) -> tuple:
    with translation.override("en"):
        told = tell(found)
    return told.part, told.label, told.found, told.expected, told.difference, told.message


def test_a_finding_is_told_with_its_line_and_its_unit():
    assert told_in_english(Found("S5", "warning", "IT", 1210, 1000)) == (
        "Indicators",
        STATEMENT.lines["IT"].label_en,
        "1.210",
        "1.000",
        "210",
        f"{STATEMENT.lines['IT'].label_en} was 1.000 in the last quarter and is 1.210 now.",
    )
    assert told_in_english(Found("S7", "warning", "E", -90)) == (
        "Balance sheet",
        STATEMENT.lines["E"].label_en,
        "-Rp 90",
        "",
        "",
        f"{STATEMENT.lines['E'].label_en} is negative: -Rp 90.",
    )
    limit = Found("S11", "warning", "K2.01", 405, 404, {"percent": 40, "what": "bank"})
    assert told_in_english(limit)[-1] == "Bank and LPDB loans: Rp 405; the limit is Rp 404 (40% of assets)."


def test_a_finding_of_no_line_is_told_of_the_whole_report():
    assert told_in_english(Found("S12", "info", values={"n": 7})) == (
        "Whole report",
        "Whole report",
        "",
        "",
        "",
        "All 7 amounts are whole millions.",
    )


def test_every_finding_can_be_told_in_words():
    for rule_id, twin in TWINS.items():
        for item in run(data(twin, twin.changes)):
            told = tell(item)
            assert told.message, rule_id
            assert told.todo, rule_id
            assert "{" not in told.message + told.todo, rule_id


AMOUNTS = st.dictionaries(
    st.sampled_from(STATEMENT.input_keys("savings_loan")), st.integers(-(10**15), 10**15), max_size=60
)


@given(AMOUNTS, st.one_of(st.none(), AMOUNTS))
def test_no_figures_make_a_check_fall_over(typed, previous):
    found = run(Data("savings_loan", Q2, typed, None if previous is None else with_totals(previous)))
    assert all(tell(item).message for item in found)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
@example(0, 1)
@example(1, 0)
def test_a_report_balances_exactly_when_its_sides_differ_by_at_most_one_rupiah(left, right):
    typed = {"A1.01": left, "E.01": right}
    assert bool(found_by("N2", Data("real_sector", Q2, typed))) == (abs(left - right) > 1)


def test_the_figures_of_the_tests_pass_too():
    for profile in ("savings_loan", "real_sector", "sharia", "real_with_unit"):
        assert [item for item in run(Data(profile, Q2, figures(profile))) if item.level == "error"] == []
