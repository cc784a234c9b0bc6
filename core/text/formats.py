"""Money, dates and telephone numbers as Indonesians write them (DOMAIN.md 8.1)."""

import re
from calendar import month_name
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


def thousands(value: int) -> str:
    """1234567 as 1.234.567."""
    return f"{value:,}".replace(",", ".")


def rupiah(value: int | None) -> str:
    """Whole rupiah, e.g. `Rp 1.234.567` or `-Rp 1.234`; a dash when there is no figure."""
    if value is None:
        return "–"
    return f"{'-' if value < 0 else ''}Rp {thousands(abs(value))}"


def rupiah_short(value: int | None) -> str:
    """Rounded for a glance: `Rp 1,2 miliar`. Never abbreviates miliar to M, which reads as million."""
    if value is None:
        return "–"
    for size, word in ((10**12, _("trillion")), (10**9, _("billion")), (10**6, _("million"))):
        if abs(value) >= size:
            # A comma in either language, as everywhere beside points between thousands.
            number = f"{abs(value) / size:.1f}".removesuffix(".0").replace(".", ",")
            return f"{'-' if value < 0 else ''}Rp {number} {word}"
    return rupiah(value)


def in_indonesian() -> bool:
    return (get_language() or settings.LANGUAGE_CODE).startswith("id")


def long_date(value: date | None) -> str:
    """31 Desember 2026, with an English month on English screens."""
    if not value:
        return "–"
    months = MONTHS if in_indonesian() else month_name[1:]
    return f"{value.day} {months[value.month - 1]} {value.year}"


def month_and_year(value: date) -> str:
    """Desember 2026: the month of a day."""
    return date_format(value, "F Y")


def weekday_date(value: date) -> str:
    """Kamis, 31 Desember 2026: for a day on which somebody drives or comes."""
    return date_format(value, "l, j F Y")


def moment(value: datetime) -> str:
    """31 Desember 2026 pukul 14.30 WIB, in the office's time zone."""
    local = value.astimezone(ZoneInfo(settings.TIME_ZONE))
    zone = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}.get(settings.TIME_ZONE, "")
    clock = f"pukul {local:%H.%M}" if in_indonesian() else f"{local:%H:%M}"
    return f"{long_date(local.date())} {clock} {zone}".strip()


def one_line(text: str) -> str:
    """A text where only one line can stand: the subject of a mail, an entry of a calendar, a header.

    A line break there would end it, and begin whatever the text says next.
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def international_phone(text: str) -> str:
    """`0812-3456 7890` or `+62 812…` as +62812…; text that is no Indonesian number comes back trimmed."""
    digits = re.sub(r"[^0-9]", "", text)
    if digits.startswith("62"):
        rest = digits[2:]
    elif digits.startswith("0"):
        rest = digits[1:]
    elif digits.startswith("8"):
        rest = digits
    else:
        return text.strip()
    return f"+62{rest}" if 7 <= len(rest) <= 12 else text.strip()


def local_phone(phone: str) -> str:
    """+6281234567890 as 0812-3456-7890."""
    if not phone.startswith("+62"):
        return phone
    digits = "0" + phone[3:]
    return "-".join(part for part in (digits[:4], digits[4:8], digits[8:]) if part)
