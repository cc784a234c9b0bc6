import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.choices import Profile
from reports.obligations.quarter import Quarter
from reports.statement import versions
from reports.statement.lines import PARTS, STATEMENT, key_of
from reports.statement.totals import with_totals
from reports.workbook.names import KEY_OF, name_of

Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)
KEYS = [key for line in STATEMENT.lines.values() for key in line.input_keys]


def test_the_declared_lines_belong_to_the_version_of_the_template():
    """Whoever changes a line gives the statement a new version and keeps the old one readable."""
    assert versions.fingerprint() == versions.FINGERPRINT
    assert versions.CURRENT in versions.ACCEPTED


def test_a_newer_version_is_told_from_an_unknown_one():
    assert versions.is_newer("2031.1")
    assert not versions.is_newer(versions.CURRENT)
    assert not versions.is_newer("2025.9")
    assert not versions.is_newer("x")


def test_every_line_is_explained_in_both_languages():
    for line in STATEMENT.lines.values():
        assert line.label_id, line.code
        assert line.label_en, line.code
        assert line.is_total or (line.help_id and line.help_en), line.code
        assert line.profiles, line.code


def test_every_total_is_made_of_lines_that_exist():
    for line in STATEMENT.lines.values():
        assert bool(line.terms) == line.is_total, line.code
        assert all(code in STATEMENT.lines for _sign, code in line.terms), line.code


@pytest.mark.parametrize("profile", Profile.values)
def test_each_profile_has_its_parts_and_required_lines(profile):
    parts = [part.code for part in STATEMENT.parts(profile)]
    assert parts[0] == "balance"
    assert ("loan_quality" in parts) == (profile != "real_sector")
    assert ("savings_unit" in parts) == (profile == "real_with_unit")
    assert set(STATEMENT.required_keys(profile)) <= set(STATEMENT.input_keys(profile))
    assert {"A1.01", "E.01", "I1"} <= set(STATEMENT.required_keys(profile))


def test_names_of_cells_are_unique_and_valid_everywhere():
    assert len(KEY_OF) == sum(len(line.keys) for line in STATEMENT.lines.values())
    assert all(name.replace("_", "").isalnum() for name in KEY_OF)
    assert KEY_OF[name_of("H.SHU:to_date")] == "H.SHU:to_date"


def test_totals_subtract_what_reduces_and_follow_the_order_of_the_surplus():
    found = with_totals(
        {
            "A1.01": 100,
            "A1.06": 900,
            "A1.16": 50,
            "A3.04": 40,
            "A3.05": 10,
            "K1.01": 700,
            "E.01": 280,
            "H1.01:to_date": 90,
            "H2.01:to_date": 30,
            "H4:to_date": 5,
            "H5:to_date": 1,
            "H7.01:to_date": 20,
            "H8.01:to_date": 4,
            "H9:to_date": -3,
            "H11:to_date": 2,
        }
    )
    assert found["A1"] == 950
    assert found["A"] == 980
    assert found["KE"] == 980
    assert found["H3:to_date"] == 60
    assert found["H6:to_date"] == 64
    assert found["H10:to_date"] == 37
    assert found["H.SHU:to_date"] == 35


def test_blank_is_not_zero_in_totals_either():
    assert with_totals({}) == {}
    assert with_totals({"A1.01": None}) == {}
    assert "K" not in with_totals({"A1.01": 0})
    assert with_totals({"A1.01": 0})["A"] == 0


def test_the_change_in_equity_closes_by_itself():
    assert with_totals({"P1:opening": 10, "P1:increase": 5, "P1:decrease": 2})["P1:closing"] == 13
    assert with_totals({"P1:increase": 5})["P1:closing"] == 5
    assert "P1:closing" not in with_totals({"P2:opening": 1})


def test_the_closing_balance_of_a_line_is_reckoned_and_never_typed():
    line = STATEMENT.lines["P1"]
    assert line.keys == ["P1:opening", "P1:increase", "P1:decrease", "P1:closing"]
    assert line.input_keys == ["P1:opening", "P1:increase", "P1:decrease"]


@given(st.dictionaries(st.sampled_from(KEYS), st.integers(-(10**15), 10**15), max_size=40))
def test_totals_are_sums_whatever_is_typed(typed):
    found = with_totals(typed)
    for line in STATEMENT.lines.values():
        for column in line.part.columns if line.is_total else ():
            parts = [(sign, found.get(key_of(code, column.code))) for sign, code in line.terms]
            expected = sum(sign * value for sign, value in parts if value is not None)
            assert found.get(key_of(line.code, column.code), 0) == expected
    assert with_totals(found) == found


def test_a_total_shows_how_it_comes_about_with_the_lines_of_the_profile():
    assert STATEMENT.lines["H6"].formula_in("savings_loan") == "H3 + H4 - H5"
    assert STATEMENT.lines["KE"].formula_in("real_sector") == "K + E"


def test_every_part_has_lines():
    assert all(any(line.part is part for line in STATEMENT.lines.values()) for part in PARTS)
