"""What the words of a heading mean: a field, or something that is known and not taken over, with the reason."""

import re
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cooperatives.register_import.fields import FIELDS
from core.text.parsing import tidy
from core.workbooks.tables import Uncalculated

UNITS = re.compile(r"\(?\b(rp|rupiah|orang|org|dalam rupiah|juta|rp juta)\b\.?\)?")
NUMBERING, ISSUED, OTHER_SYSTEM, PERSONAL = "numbering", "issued", "other_system", "personal"
UNKNOWN, TWICE, NO_HEADING, BY_OFFICER = "unknown", "twice", "no_heading", "by_officer"
# Why a column is not taken over.
REASONS: dict[str, Any] = {
    NUMBERING: _("it only numbers the rows"),
    ISSUED: _("the day a certificate was issued or printed is not the day until which it is valid"),
    OTHER_SYSTEM: _("it belongs to the system the file comes from, not to the cooperative"),
    PERSONAL: _("it is about a person, and the register keeps no such data"),
    UNKNOWN: _("the heading is not known"),
    TWICE: _("another column holds this already"),
    NO_HEADING: _("it has no heading"),
    BY_OFFICER: _("left out when the columns were checked"),
}
# Headings that are known and never proposed: those of ODS and SIMKOPDES (REGISTER_HEADERS.md H2–H6) and of people.
NOT_TAKEN: dict[str, tuple[str, ...]] = {
    NUMBERING: ("no", "nomor", "no urut", "nomor urut", "urut", "nr"),
    ISSUED: (
        "tanggal sertifikat",
        "tgl sertifikat",
        "tanggal terbit sertifikat",
        "tgl terbit sertifikat",
        "tanggal penerbitan sertifikat",
        "tanggal cetak sertifikat",
        "tgl cetak sertifikat",
        "tanggal sertifikat nik",
        "tanggal cetak",
    ),
    OTHER_SYSTEM: (
        "id",
        "kd",
        "uuid",
        "kode",
        "id koperasi",
        "kode koperasi",
        "koperasi ref",
        "koperasi id",
        "status registrasi",
        "sumber persetujuan",
        "metode pengisian",
        "tentang koperasi",
        "status sertifikat",
        "status nik",
        "edisi cetak",
        "nomor pelaporan",
        "nomor pelaporan terbaru",
        "tanggal pelaporan",
        "tanggal pelaporan terbaru",
        "dibuat pada",
        "diubah pada",
        "diperbarui pada",
        "created at",
        "updated at",
        "timestamp",
        "tanggal data",
        "tanggaldata",
    ),
    PERSONAL: (
        "jenis kelamin",
        "tempat lahir",
        "tanggal lahir",
        "tgl lahir",
        "tempat tanggal lahir",
        "tempat tgl lahir",
        "ttl",
        "agama",
        "pekerjaan",
        "no ktp",
        "nomor ktp",
        "ktp",
        "nik ktp",
        "no kk",
        "nomor kk",
        "umur",
        "usia",
        "status perkawinan",
        "file ktp",
        "nama ibu kandung",
    ),
}


def normal(heading: Any) -> str:
    """A heading's words alone: lower case, no punctuation, no unit."""
    if heading is None or isinstance(heading, Uncalculated):
        return ""
    words = UNITS.sub(" ", tidy(heading).lower())
    return " ".join(re.sub(r"[^a-z0-9]+", " ", words.replace("_", " ")).split())


def _joined(words: str) -> str:
    """`StatusKoperasi` and `nobh` are written without the space."""
    return words.replace(" ", "")


@cache
def known_words() -> dict[str, str]:
    """All headings that mean a field: the words of lists, and those of the portal's own export in every language."""
    found = {normal(word): key for key, field in FIELDS.items() for word in field.known_words}
    for code, __ in settings.LANGUAGES:
        with translation.override(code):
            found = {normal(str(field.heading)): key for key, field in FIELDS.items()} | found
    return found


@cache
def _joined_words() -> dict[str, str]:
    return {_joined(words): key for words, key in known_words().items()}


LEFT = {_joined(word): reason for reason, words in NOT_TAKEN.items() for word in words}


def reason_not_taken(heading: Any) -> str:
    """The reason code of a heading that is known and never proposed, or an empty string."""
    return LEFT.get(_joined(normal(heading)), "")


def field_of(heading: Any) -> str:
    """The field whose words these are exactly, or an empty string."""
    return _joined_words().get(_joined(normal(heading)), "")


def field_near(heading: Any) -> str:
    """The field whose words these are but for a typing error."""
    return "" if reason_not_taken(heading) else _nearly(normal(heading))


@lru_cache(maxsize=2000)
def _nearly(words: str) -> str:
    if not 4 <= len(words) <= 60:
        return ""
    alike = get_close_matches(words, known_words(), n=1, cutoff=0.88)
    return known_words()[alike[0]] if alike else ""
