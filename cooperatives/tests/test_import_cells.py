import pytest

from cooperatives.register_import import cells
from core.text.parsing import UnreadableError


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        *zip(("I", "II", "III", "IV"), range(1, 5), strict=True),
        *((str(n), n) for n in range(1, 5)),
        *((n, n) for n in range(1, 5)),
        (4.0, 4),
        ("KUK III", 3),
        ("kuk 2", 2),
        (" iv ", 4),
    ],
)
def test_the_class_by_own_capital_is_one_to_four_in_either_writing(raw, value):
    assert cells.read_kuk(raw).value == value


@pytest.mark.parametrize("raw", [0, 5, "0", "5", "KUK 0", "KUK 5"])
def test_there_is_no_class_zero_or_five(raw):
    with pytest.raises(UnreadableError, match="kuk_range"):
        cells.read_kuk(raw)


@pytest.mark.parametrize("raw", ["V", "VI", "IIII", "besar", 1.5, -1])
def test_what_is_no_class_is_refused(raw):
    with pytest.raises(UnreadableError):
        cells.read_kuk(raw)


@pytest.mark.parametrize(("raw", "digits"), [(10**15, False), (10**15 - 1, True), (-(10**15), False), ("1" * 20, True)])
def test_a_number_that_excel_has_rounded_is_no_identifier(raw, digits):
    for read in (cells.read_text, cells.read_national_number):
        if digits:
            assert read(raw).value == str(raw)
        else:
            with pytest.raises(UnreadableError, match="number_rounded"):
                read(raw)


@pytest.mark.parametrize(
    ("raw", "value", "adapted"),
    [
        ("0812 3456 789", "+628123456789", False),
        (8123456789, "+628123456789", False),
        (8123456789.0, "+628123456789", False),
        ("0812 3456 789 / 0271 123456", "+628123456789", True),
    ],
)
def test_the_first_of_several_telephones_is_taken_and_a_lost_zero_is_put_back(raw, value, adapted):
    reading = cells.read_phone(raw)
    assert (reading.value, reading.adapted) == (value, adapted)


@pytest.mark.parametrize("raw", ["1899", "2100", "99", "20201", "tahun 2020", ""])
def test_a_year_is_one_of_this_or_the_last_century(raw):
    with pytest.raises(UnreadableError, match="year_text"):
        cells.read_year(raw)
    assert cells.read_year(1987).value == 1987


def test_a_meeting_is_a_date_or_its_year():
    assert cells.read_meeting("2019").value == 2019
    assert cells.read_meeting("31/12/2019").value.isoformat() == "2019-12-31"


def test_a_mark_says_yes_or_no_and_nothing_else():
    assert [cells.read_yes(raw).value for raw in ("ya", "V", 1, "✓", "tidak", "0", "belum")] == [True] * 4 + [False] * 3
    with pytest.raises(UnreadableError, match="yes_no"):
        cells.read_yes("mungkin")


def test_what_was_changed_in_a_text_is_told():
    assert cells.read_text("KSP Maju") == cells.ParsedValue("KSP Maju", adapted=False)
    assert cells.read_text("  KSP   Maju ") == cells.ParsedValue("KSP Maju", adapted=True)
    assert cells.read_text(12).adapted is False


def test_what_was_changed_in_a_national_number_is_told():
    assert cells.read_national_number("3372000000001") == cells.ParsedValue("3372000000001", adapted=False)
    assert cells.read_national_number("3372 000000001") == cells.ParsedValue("3372000000001", adapted=True)
    assert cells.read_national_number(3372000000001) == cells.ParsedValue("3372000000001", adapted=False)
    assert cells.read_national_number("-") == cells.ParsedValue(None, adapted=True)
