"""Figures that were typed in thousands: asked once for the whole report."""

from reports.form.units import suspected

BEFORE = {"A1.01": 5_000_000, "A1.02": 80_000_000, "K1.01": 60_000_000, "E.02": 9_000_000, "I1": 40}
THOUSANDS = {"A1.01": 5_200, "A1.02": 70_100, "K1.01": 61_000, "E.02": 9_100, "I1": 41}


def test_thousands_are_seen_and_a_yes_changes_money_alone():
    found = suspected(THOUSANDS, BEFORE, frozenset())
    assert found.factor == 1000
    assert found.changes == {key: value * 1000 for key, value in THOUSANDS.items() if key != "I1"}


def test_millions_are_seen():
    assert suspected({"A1.02": 70, "K1.01": 61, "E.02": 9}, BEFORE, frozenset()).factor == 1_000_000


def test_what_follows_and_what_was_taken_over_is_left_alone():
    typed = THOUSANDS | {"A1.03": 7_000_000, "E.09": 3}
    found = suspected(typed, BEFORE | {"A1.03": 7_000_000}, {"E.09"})
    assert {"A1.03", "E.09"}.isdisjoint(found.changes)


def test_nothing_is_asked_of_a_report_that_only_shrank_or_has_too_little_to_compare():
    assert suspected({key: value // 4 for key, value in BEFORE.items()}, BEFORE, frozenset()) is None
    assert suspected(dict(list(THOUSANDS.items())[:2]), BEFORE, frozenset()) is None
    assert suspected(THOUSANDS, None, frozenset()) is None
    half = THOUSANDS | {"K1.01": 60_500_000, "E.02": 9_100_000}
    assert suspected(half, BEFORE, frozenset()) is None


def test_a_figure_that_stands_in_rupiah_already_is_not_multiplied_nor_anything_beyond_belief():
    known = BEFORE | {"E.01": 4_000_000, "A1.03": 2_000_000, "H1.01:quarter": 3_000_000}
    thousands = THOUSANDS | {"A1.03": 2_100, "H1.01:quarter": 3_100}
    found = suspected(thousands | {"E.01": 4_100_000}, known, frozenset())
    assert "E.01" not in found.changes
    assert suspected(thousands | {"E.02": 9_100, "K2.01": 10**15}, known, frozenset()) is None
