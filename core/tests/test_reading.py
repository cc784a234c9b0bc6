from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.formats import rupiah, thousands
from core.text.parsing import ParsedValue, UnreadableError, find_date, is_nothing, read_count, read_date, read_rupiah


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (1234567, 1234567),
        (1234567.0, 1234567),
        (Decimal("12.5"), 13),
        ("1.234.567", 1234567),
        (" 1.370.000 ", 1370000),
        ("Rp 24.046.000,00", 24046000),
        ("Rp1.500.000,-", 1500000),
        ("(7.113.000)", -7113000),
        ("(Rp 1.000)", -1000),
        ("-1.234", -1234),
        ("−1.234", -1234),
        ("0", 0),
        ("150", 150),
        ("1234567", 1234567),
        ("1.234.567,5", 1234568),
    ],
)
def test_rupiah_is_read_as_indonesians_type_it(typed, value):
    assert read_rupiah(typed).value == value


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1,500,000", "number_english"),
        ("1,500", "number_english"),
        ("1.5", "number_english"),
        ("1,500,000.00", "number_english"),
        ("seratus", "number_text"),
        ("12.34.567", "number_text"),
        ("#REF!", "number_error"),
        (float("nan"), "number_error"),
        (float("inf"), "number_error"),
        (True, "number_text"),
        (10**18, "number_large"),
    ],
)
def test_a_number_that_could_mean_two_things_is_refused_with_its_reason(typed, code):
    with pytest.raises(UnreadableError) as refusal:
        read_rupiah(typed)
    assert refusal.value.code == code


@given(st.integers(-(10**15), 10**15))
def test_what_the_portal_writes_it_reads_back(value):
    assert read_rupiah(rupiah(value)).value == value
    assert read_rupiah(thousands(value)).value == value
    assert read_rupiah(f"({thousands(abs(value))})").value == -abs(value)


@given(st.text(max_size=40))
def test_no_text_makes_the_number_reader_fail_otherwise_than_by_refusing(text):
    try:
        result = read_rupiah(text)
    except UnreadableError:
        return
    assert isinstance(result.value, int)


@given(st.text(max_size=40))
def test_no_text_makes_the_date_reader_fail_otherwise_than_by_refusing(text):
    try:
        result = read_date(text)
    except UnreadableError:
        return
    assert result.value is None or isinstance(result.value, date)


def test_a_count_takes_the_word_for_people_and_refuses_a_negative_one():
    assert read_count("1.250 orang").value == 1250
    with pytest.raises(UnreadableError) as refusal:
        read_count("-3")
    assert refusal.value.code == "count_negative"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (datetime(2016, 12, 20), date(2016, 12, 20)),
        ("20/12/2016", date(2016, 12, 20)),
        ("8/4/2014", date(2014, 4, 8)),
        ("28-2-2021", date(2021, 2, 28)),
        ("12 Oktober 2013", date(2013, 10, 12)),
        ("1 Nopember 1999", date(1999, 11, 1)),
        ("Senin, 1 Agt 2011", date(2011, 8, 1)),
        ("2020-01-31", date(2020, 1, 31)),
        (42724, date(2016, 12, 20)),
        ("00/01/1900", None),
        (0, None),
        (datetime(1900, 1, 1), None),
    ],
)
def test_dates_are_read_in_every_form_of_the_lists(typed, value):
    assert read_date(typed).value == value


@pytest.mark.parametrize("typed", ["31/02/2020", "2020", "kemarin", "99", "31/12/0020", "1/1/20"])
def test_a_date_that_cannot_be_is_refused(typed):
    with pytest.raises(UnreadableError):
        read_date(typed)


def test_blank_is_nothing_and_zero_is_not():
    assert [is_nothing(value) for value in (None, "", " ", "-", "'-", "nihil", "\xa0")] == [True] * 7
    assert [is_nothing(value) for value in (0, "0", False)] == [False] * 3


def test_a_value_read_otherwise_than_typed_says_so():
    assert read_rupiah(5) == ParsedValue(5, adapted=False)
    assert read_rupiah("Rp 5,00") == ParsedValue(5, adapted=True)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("27-Mei-98", date(1998, 5, 27)),
        ("1 Jan 05", date(2005, 1, 1)),
        ("Maret 2026", date(2026, 3, 1)),
        ("Mei-98", date(1998, 5, 1)),
        ("42735", date(2016, 12, 31)),
        ("42735.5", date(2016, 12, 31)),
        ("2019-07-26 00:00:00", date(2019, 7, 26)),
        ("2019-07-26T00:00:00.000Z", date(2019, 7, 26)),
        ("2026-01-31 14:30:00+07:00", date(2026, 1, 31)),
    ],
)
def test_dates_that_programs_and_other_lists_write_are_read(typed, value):
    assert read_date(typed).value == value


def test_what_is_added_to_a_date_is_told():
    assert [read_date(typed).adapted for typed in ("27-Mei-1998", "27-Mei-98", "Maret 2026", "42735")] == [
        False,
        True,
        True,
        True,
    ]


def test_the_date_of_a_title_is_found():
    assert find_date("Keadaan per 31 Desember 2020") == date(2020, 12, 31)
    assert find_date("Daftar koperasi") is None
