"""Readers of single cells: raw cell in, Reading out, UnreadableError when nothing certain can be said."""

import re
from collections.abc import Callable
from functools import cache
from itertools import permutations
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation

from cooperatives import keys
from core.text.formats import international_phone
from core.text.parsing import ParsedValue, UnreadableError, read_count, read_date, tidy

Words = dict[str, str]
Reader = Callable[[Any], ParsedValue]

STATUS_WORDS: Words = {
    "AKTIF": "active",
    "A": "active",
    "ACTIVE": "active",
    "KOPERASI AKTIF": "active",
    "AKTIF PERLU PERHATIAN": "attention",
    "TIDAK AKTIF": "passive",
    "PASIF": "passive",
    "TIDAK AKTIF PASIF": "passive",
    "NON AKTIF": "passive",
    "NONAKTIF": "passive",
    "TDK AKTIF": "passive",
    "TA": "passive",
    "T A": "passive",
    "INAKTIF": "passive",
    "PASSIVE": "passive",
    "KOPERASI TIDAK AKTIF": "passive",
    "NOT ACTIVE": "passive",
    "DIUSULKAN BUBAR": "proposed_dissolution",
    "USULAN BUBAR": "proposed_dissolution",
    "DALAM PENYELESAIAN": "winding_up",
    "KOPERASI DALAM PENYELESAIAN": "winding_up",
    "BUBAR": "dissolved",
    "DIBUBARKAN": "dissolved",
}
FORM_WORDS: Words = {
    "PRIMER": "primary",
    "PRIMARY": "primary",
    "SEKUNDER": "secondary",
    "SECONDARY": "secondary",
    "PUSAT": "secondary",
    "INDUK": "secondary",
}
KIND_WORDS: Words = {
    "KONSUMEN": "consumer",
    "KONSUMSI": "consumer",
    "CONSUMER": "consumer",
    "PRODUSEN": "producer",
    "PRODUCER": "producer",
    "PRODUKSI": "producer",
    "JASA": "services",
    "SERVICES": "services",
    "PEMASARAN": "marketing",
    "MARKETING": "marketing",
    "SIMPAN PINJAM": "savings_loan",
    "KSP": "savings_loan",
    "SAVINGS AND LOAN": "savings_loan",
    "SERBA USAHA": "multi_purpose",
    "KSU": "multi_purpose",
    "MULTI PURPOSE": "multi_purpose",
}
PATTERN_WORDS: Words = {
    "KONVENSIONAL": "conventional",
    "CONVENTIONAL": "conventional",
    "SYARIAH": "sharia",
    "SYARIH": "sharia",
    "SHARIA": "sharia",
    "SYARI AH": "sharia",
}
AUTHORITY_WORDS: Words = {
    "KOTA": "city",
    "KABUPATEN": "city",
    "KABUPATEN KOTA": "city",
    "KAB KOTA": "city",
    "KOTA SURAKARTA": "city",
    "KAB": "city",
    "KOTA KABUPATEN": "city",
    "CITY": "city",
    "PROVINSI": "province",
    "PROPINSI": "province",
    "PROVINCE": "province",
    "PUSAT": "central",
    "NASIONAL": "central",
    "KEMENTERIAN": "central",
    "MINISTRY": "central",
}
FILING_WORDS: Words = {
    "MANDIRI": "self",
    "MELAPOR SENDIRI": "self",
    "FILES BY ITSELF": "self",
    "DIBANTU PETUGAS": "assisted",
    "DIBANTU": "assisted",
    "HELPED BY AN OFFICER": "assisted",
    "TIDAK WAJIB LAPOR": "exempt",
    "NEED NOT FILE": "exempt",
}
# ODS counts the cooperatives of the villages as a kind; here they are a group, whatever their kind.
OF_MERAH_PUTIH = (
    "KELURAHAN MERAH PUTIH",
    "DESA MERAH PUTIH",
    "DESA KELURAHAN MERAH PUTIH",
    "MERAH PUTIH",
    "KKMP",
    "KDMP",
    "KDKMP",
    "KMP",
)
OF_SHARIA_LOANS = ("KSPPS", "USPPS", "BMT", "KJKS", "SIMPAN PINJAM DAN PEMBIAYAAN SYARIAH")
WHOLE_KINDS: dict[str, Words] = {
    **{text: {"group": "KKMP"} for text in OF_MERAH_PUTIH},
    **{text: {"kind": "savings_loan", "pattern": "sharia"} for text in OF_SHARIA_LOANS},
}
YES = {"1", "YA", "Y", "X", "V", "ADA", "YES", "SUDAH", "TRUE", "PUNYA", "√", "✓", "✔"}
NO = {"0", "TIDAK", "T", "N", "NO", "BELUM", "FALSE"}


def read_text(raw: Any) -> ParsedValue:
    refuse_rounded(raw)
    text = tidy(raw)
    return ParsedValue(text, adapted=isinstance(raw, str) and text != raw)


def refuse_rounded(raw: Any) -> None:
    """Excel keeps 15 digits of a number: a longer one in a column of identifiers has lost its last digits."""
    if isinstance(raw, int | float) and abs(raw) >= 10**15:
        raise UnreadableError("number_rounded")


def read_choice(words: Words, enum: type[TextChoices]) -> Reader:
    """A reader for a column of fixed words in any case and punctuation: those of lists, and our own labels."""

    @cache
    def known() -> Words:
        found = dict(words)
        for code, __ in settings.LANGUAGES:
            with translation.override(code):
                found |= {keys.plain_upper(str(label)): value for value, label in enum.choices}
        return found

    def read(raw: Any) -> ParsedValue:
        value = known().get(keys.plain_upper(tidy(raw)))
        if value is None:
            raise UnreadableError("choice_unknown")
        return ParsedValue(value)

    return read


def read_facts(key: str, own: Reader, *others: tuple[str, Reader], wholes: dict[str, dict[str, str]]) -> Reader:
    """A reader for words that may hold a second fact: `Primer Kabupaten/Kota` is the form and the authority.

    Such a word is read to {field: value} of both; `wholes` are words that mean facts as a whole.
    """

    def read(raw: Any) -> ParsedValue:
        try:
            return own(raw)
        except UnreadableError:
            text = re.sub(r"^(KOPERASI|TINGKAT) |(?<= )TINGKAT ", "", keys.plain_upper(tidy(raw)))
            facts = wholes.get(text) or _split(text, (key, own), *others)
            if not facts:
                raise
            return ParsedValue(facts.get(key) if set(facts) == {key} else facts, adapted=True)

    return read


def _split(text: str, own: tuple[str, Reader], *others: tuple[str, Reader]) -> dict[str, str]:
    """The facts of a text whose beginning is a word of one column and whose rest is one of another."""
    readers = [own, *others]
    if value := _value(own[1], text):
        return {own[0]: value}
    words = text.split()
    for cut in range(1, len(words)):
        for one, other in permutations(readers, 2):
            first, second = _value(one[1], " ".join(words[:cut])), _value(other[1], " ".join(words[cut:]))
            if first and second:
                return {one[0]: first, other[0]: second}
    return {}


def _value(reader: Reader, text: str) -> str:
    try:
        return str(reader(text).value)
    except UnreadableError:
        return ""


def read_national_number(raw: Any) -> ParsedValue:
    """The Nomor Induk Koperasi as text; `0`, `-` and an apostrophe alone mean none (REGISTER_HEADERS.md H3)."""
    text = tidy(raw).replace(" ", "")
    if not text.strip("0-'"):
        return ParsedValue(None, adapted=True)
    refuse_rounded(raw)
    return ParsedValue(text, adapted=isinstance(raw, str) and text != raw)


def read_phone(raw: Any) -> ParsedValue:
    text = tidy(raw)
    if isinstance(raw, int | float) and text.startswith("8"):
        text = f"0{text}"
    first = re.split(r"\s*[/;,]\s*|\s{2,}", text)[0]
    value = international_phone(first)
    return ParsedValue(value, adapted=len(first) != len(text))


def read_meeting(raw: Any) -> ParsedValue:
    """A date of the last RAT, or only its year; `belum` and dashes never come here."""
    text = tidy(raw)
    if re.fullmatch(r"(19|20)\d{2}", text):
        return ParsedValue(int(text))
    return read_date(raw)


def read_year(raw: Any) -> ParsedValue:
    text = tidy(raw)
    if not re.fullmatch(r"(19|20)\d{2}", text):
        raise UnreadableError("year_text")
    return ParsedValue(int(text))


def read_kuk(raw: Any) -> ParsedValue:
    value = {"I": 1, "II": 2, "III": 3, "IV": 4}.get(re.sub(r"^KUK\s*", "", tidy(raw).upper()))
    if value is None:
        value = read_count(re.sub(r"^KUK\s*", "", tidy(raw).upper())).value
    if not 1 <= value <= 4:
        raise UnreadableError("kuk_range")
    return ParsedValue(value)


def read_yes(raw: Any) -> ParsedValue:
    text = tidy(raw).upper()
    if text in YES:
        return ParsedValue(True)
    if text in NO:
        return ParsedValue(False)
    raise UnreadableError("yes_no")
