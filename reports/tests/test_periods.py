from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from reports.obligations.quarter import DueRules, Quarter, local_day


def test_neighbours_go_over_the_turn_of_the_year():
    assert Quarter(2026, 1).previous == Quarter(2025, 4)
    assert Quarter(2025, 4).next == Quarter(2026, 1)
    assert Quarter(2026, 3).a_year_before == Quarter(2025, 3)
    assert Quarter(2026, 3).end_of_last_year == Quarter(2025, 4)
    assert sorted([Quarter(2026, 1), Quarter(2025, 4)]) == [Quarter(2025, 4), Quarter(2026, 1)]


@pytest.mark.parametrize(
    ("quarter", "start", "end"),
    [
        (Quarter(2026, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (Quarter(2026, 2), date(2026, 4, 1), date(2026, 6, 30)),
        (Quarter(2026, 3), date(2026, 7, 1), date(2026, 9, 30)),
        (Quarter(2026, 4), date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_has_its_days(quarter, start, end):
    assert (quarter.start, quarter.end) == (start, end)
    assert Quarter.of(start) == Quarter.of(end) == quarter


def test_a_quarter_says_what_it_is_in_both_languages():
    with translation.override("id"):
        assert Quarter(2026, 2).label == "Triwulan II 2026"
        assert Quarter(2026, 2).position_label == "posisi per 30 Juni 2026"
    with translation.override("en"):
        assert Quarter(2026, 2).label == "Quarter II 2026"
        assert [Quarter(2026, n).short_label for n in (1, 2, 3, 4)] == ["QI 2026", "QII 2026", "QIII 2026", "QIV 2026"]


def test_quarters_go_from_1950_to_2099():
    assert [Quarter.parse(text).slug for text in ("1950-1", " 2099-4 ")] == ["1950-1", "2099-4"]
    for text in ("1949-4", "2100-1"):
        with pytest.raises(ValueError, match="1950"):
            Quarter.parse(text)


def test_an_office_that_has_set_nothing_gives_until_day_20_without_grace():
    assert DueRules() == DueRules(due_day=20, grace_days=0, shift_to_working_day=False, fourth_by_annual_report=False)


@pytest.mark.parametrize("text", ["2026-5", "2026-0", "26-1", "2026/1", "", "2026-1x", "1066-1", "٢٠٢٦-1"])
def test_what_is_no_quarter_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        Quarter.parse(text)


def test_a_report_is_due_on_day_20_of_the_next_month_at_the_end_of_the_day_in_solo():
    assert DueRules().due_on(Quarter(2026, 2)) == date(2026, 7, 20)
    assert DueRules().due_on(Quarter(2026, 4)) == date(2027, 1, 20)
    assert local_day(datetime(2026, 7, 20, 16, 59, 59, tzinfo=UTC)) == date(2026, 7, 20)
    assert local_day(datetime(2026, 7, 20, 17, 0, 0, tzinfo=UTC)) == date(2026, 7, 21)


def test_a_due_date_on_a_weekend_moves_only_when_the_office_wants_it():
    sunday = Quarter(2024, 3)
    assert DueRules().due_on(sunday) == date(2024, 10, 20)
    assert DueRules(shift_to_working_day=True).due_on(sunday) == date(2024, 10, 21)


def test_a_due_date_moves_past_a_holiday_and_the_weekend_after_it():
    rules = DueRules(due_day=17, shift_to_working_day=True)
    friday_off = {date(2026, 7, 17)}
    assert rules.due_on(Quarter(2026, 2), friday_off) == date(2026, 7, 20)


def test_quarter_four_may_be_covered_by_the_annual_report():
    rules = DueRules(fourth_by_annual_report=True)
    assert rules.due_on(Quarter(2026, 4)) == date(2027, 4, 30)
    assert rules.due_on(Quarter(2026, 3)) == date(2026, 10, 20)
