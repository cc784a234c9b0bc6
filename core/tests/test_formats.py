from datetime import UTC, date, datetime

from core.text import formats


def test_money_is_written_with_dots_and_a_minus_before_the_currency():
    assert formats.rupiah(1234567) == "Rp 1.234.567"
    assert formats.rupiah(-1234) == "-Rp 1.234"
    assert formats.rupiah(0) == "Rp 0"
    assert formats.rupiah(None) == "–"


def test_money_at_a_glance_spells_miliar_out():
    assert formats.rupiah_short(493_671_110_000) == "Rp 493,7 miliar"
    assert formats.rupiah_short(2_000_000) == "Rp 2 juta"
    assert formats.rupiah_short(999) == "Rp 999"
    assert formats.rupiah_short(-3_500_000) == "-Rp 3,5 juta"


def test_a_moment_is_told_in_wib():
    assert formats.moment(datetime(2026, 12, 31, 7, 30, tzinfo=UTC)) == "31 Desember 2026 pukul 14.30 WIB"
    assert formats.long_date(date(2026, 3, 1)) == "1 Maret 2026"


def test_a_telephone_number_is_kept_international_and_shown_local():
    assert formats.international_phone("0812-3456 7890") == "+6281234567890"
    assert formats.international_phone("+62 812 3456 7890") == "+6281234567890"
    assert formats.international_phone("(0271) 714660") == "+62271714660"
    assert formats.international_phone("tidak ada") == "tidak ada"
    assert formats.local_phone("+6281234567890") == "0812-3456-7890"
