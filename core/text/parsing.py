"""Numbers and dates as Indonesians type them into a workbook or a form (DOMAIN.md 3.5, 8.1).

Each function returns what it understood and whether that differs from what was typed, or raises
`UnreadableError` with a code. Nothing is guessed: `1,500,000` and `1.5` are refused.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

MONTH_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "january", "jan"),
            ("februari", "pebruari", "february", "feb", "peb"),
            ("maret", "march", "mar"),
            ("april", "apr"),
            ("mei", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("agustus", "august", "agu", "agt", "ags", "aug"),
            ("september", "sep", "sept"),
            ("oktober", "october", "okt", "oct"),
            ("november", "nopember", "nov", "nop"),
            ("desember", "december", "des", "dec"),
        ),
        start=1,
    )
    for name in names
}
NOTHING = {"", "-", "–", "—", "'-", "--", "n/a", "na", "nihil", "kosong", "tidak ada", "belum", "belum ada", "null"}
ERROR_VALUES = {"#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!"}
# The time of day behind a date that a program has written: left out.
TIME = r"[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(z|[+-]\d{2}:?\d{2})?"
EXCEL_EPOCH = date(1899, 12, 30)
GROUPED = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")
PLAIN = re.compile(r"\d+(,\d+)?")
# A thousand trillion: more than all cooperatives of the country own. Sums of many such still fit the database.
LARGEST = 10**15
MOST_DIGITS = 30


class UnreadableError(ValueError):
    """A cell that means nothing certain. `code` names the reason (see register_import/problems.py)."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """A value and whether it was understood otherwise than it was typed."""

    value: Any
    adapted: bool = False


def is_nothing(raw: Any) -> bool:
    """Blank, a dash, `nihil` and the like. Zero is a value, not nothing."""
    return raw is None or (isinstance(raw, str) and raw.replace("\xa0", " ").strip().lower() in NOTHING)


def tidy(raw: Any) -> str:
    """Any cell as one line of text: inner white space single, none outside, no leading apostrophe."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, datetime):
        raw = raw.date().isoformat()
    text = "".join(c if c.isprintable() else " " for c in str(raw))
    return " ".join(text.replace("\xa0", " ").split()).removeprefix("'").strip()


def read_rupiah(raw: Any) -> ParsedValue:
    """Whole rupiah from `1.234.567`, `(1.234)`, `Rp 1.234,00`, `-1234`, a number; parts of a rupiah are rounded.

    Raises UnreadableError: number_error (an Excel error), number_english (1,500,000), number_text, number_large.
    """
    if isinstance(raw, bool):
        raise UnreadableError("number_text")
    if isinstance(raw, int | float | Decimal):
        amount = Decimal(str(raw))
        typed_whole = amount == amount.to_integral_value()
        value = int(amount.to_integral_value(ROUND_HALF_UP)) if amount.is_finite() else None
        if value is None:
            raise UnreadableError("number_error")
        return _bounded(value, adapted=not typed_whole)
    text = tidy(raw).lower()
    if text in ERROR_VALUES:
        raise UnreadableError("number_error")
    text = re.sub(r"^(rp|idr)\.?\s*", "", text)
    negative = bool(re.fullmatch(r"\(.*\)", text)) or text.startswith(("-", "−"))
    text = text.strip("()").lstrip("-−").strip()
    text = re.sub(r"^(rp|idr)\.?\s*", "", text).replace(" ", "")
    text = re.sub(r"(,-|,–|\.-|,=)$", "", text)
    if len(text) > MOST_DIGITS and not re.search(r"[^0-9.,]", text):
        raise UnreadableError("number_large")
    if not (GROUPED.fullmatch(text) or PLAIN.fullmatch(text)):
        english = re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text) or re.fullmatch(r"\d+\.\d+", text)
        raise UnreadableError("number_english" if english else "number_text")
    if re.fullmatch(r"\d{1,3},\d{3}", text):
        raise UnreadableError("number_english")
    amount = Decimal(text.replace(".", "").replace(",", "."))
    value = int(amount.to_integral_value(ROUND_HALF_UP))
    value = -value if negative else value
    return _bounded(value, adapted=str(raw) not in (str(value), f"{value:,}".replace(",", ".")))


def _bounded(value: int, *, adapted: bool) -> ParsedValue:
    if abs(value) > LARGEST:
        raise UnreadableError("number_large")
    return ParsedValue(value, adapted)


def whole(text: str) -> int | None:
    """An id or a revision out of a form or an address: ASCII digits that fit the database, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def read_count(raw: Any) -> ParsedValue:
    """A number of people or offices: whole, not negative. Raises UnreadableError as read_rupiah, or count_negative."""
    text = re.sub(r"\s*(orang|org|anggota|unit)\.?$", "", tidy(raw), flags=re.IGNORECASE)
    reading = read_rupiah(raw if isinstance(raw, int | float) else text)
    if (isinstance(raw, float) and not raw.is_integer()) or re.search(r",\d*[1-9]", text):
        raise UnreadableError("count_fraction")
    if reading.value < 0:
        raise UnreadableError("count_negative")
    if reading.value > 10_000_000:
        raise UnreadableError("number_large")
    return reading


def iso_day(text: str) -> date:
    """A day as a form sends it, 2026-12-31 and nothing like it. Raises ValueError."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def read_date(raw: Any) -> ParsedValue:
    """A date from a date cell, `31/12/2016`, `12 Oktober 2013`, `27-Mei-98`, ISO with or without a time, or a serial.

    `Maret 2026` is its first day. `00/01/1900` and Excel's day zero mean "none". Raises UnreadableError: date_text,
    date_range.
    """
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return ParsedValue(None, True) if raw.year <= 1900 else _sensible(raw, adapted=False)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if raw in (0, 1):
            return ParsedValue(None, True)
        if 10_000 <= raw <= 80_000:
            return _sensible(EXCEL_EPOCH + timedelta(days=int(raw)), adapted=True)
        raise UnreadableError("date_text")
    text = tidy(raw).lower()
    if re.fullmatch(r"0?0[/.-]0?[01][/.-](1900|0000)", text):
        return ParsedValue(None, True)
    adapted = False
    if match := re.fullmatch(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})({TIME})?", text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := re.fullmatch(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})", text):
        day, month, year = map(int, match.groups())
    elif match := re.fullmatch(r"(?:[a-z']+,\s*)?(\d{1,2})[\s.-]+([a-z]+)\.?[\s,.-]+(\d{4}|\d{2})", text):
        day, month, (year, adapted) = int(match[1]), MONTH_NUMBERS.get(match[2], 0), _year(match[3])
    elif match := re.fullmatch(r"([a-z]+)\.?[\s,.-]+(\d{4}|\d{2})", text):
        day, month, year, adapted = 1, MONTH_NUMBERS.get(match[1], 0), _year(match[2])[0], True
    elif re.fullmatch(r"\d{5}([.,]\d+)?", text):
        # A program that saved the list as CSV has written the number behind a date.
        return read_date(int(text[:5]))
    else:
        raise UnreadableError("date_text")
    try:
        return _sensible(date(year, month, day), adapted=adapted)
    except ValueError as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError("date_text") from None


def _year(text: str) -> tuple[int, bool]:
    """A year, and whether its century was added: of two digits, the one that lies at most ten years ahead."""
    if len(text) == 4:
        return int(text), False
    latest = datetime.now(UTC).year + 10
    century = latest - latest % 100
    return (century if century + int(text) <= latest else century - 100) + int(text), True


def _sensible(value: date, *, adapted: bool) -> ParsedValue:
    if not 1901 <= value.year <= 2100:
        raise UnreadableError("date_range")
    return ParsedValue(value, adapted)


def find_date(text: str) -> date | None:
    """The first date inside a line such as `Keadaan per 31 Desember 2020`."""
    match = re.search(r"\d{1,2}[\s./-]+(?:[A-Za-z]+|\d{1,2})[\s./-]+\d{4}", text)
    try:
        return read_date(match[0]).value if match else None
    except UnreadableError:
        return None
