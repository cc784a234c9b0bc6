"""Keys under which the same thing has one spelling: names, legal numbers, villages, headings."""

import re
import unicodedata

# Long forms that lists write out, and the short form that the key uses.
LONG_FORMS = (
    (r"KOPERASI SIMPAN PINJAM DAN PEMBIAYAAN SYARIAH", "KSPPS"),
    (r"KOPERASI SIMPAN PINJAM", "KSP"),
    (r"KOPERASI SERBA USAHA", "KSU"),
    (r"KOPERASI PEGAWAI REPUBLIK INDONESIA", "KPRI"),
    (r"KOPERASI KARYAWAN", "KOPKAR"),
    (r"KOPERASI WANITA", "KOPWAN"),
    (r"KOPERASI PASAR", "KOPPAS"),
    (r"KOPERASI UNIT DESA", "KUD"),
    (r"KOPERASI KELURAHAN MERAH PUTIH", "KKMP"),
)


def plain_upper(text: str) -> str:
    """Upper case, without accents, punctuation as spaces, spaces single."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^A-Z0-9]+", " ", ascii_text.upper()).split())


def name_key(name: str) -> str:
    """`KSU. Langgeng  Amanah` and `Koperasi Serba Usaha LANGGENG AMANAH` have one key."""
    text = plain_upper(name)
    for long, short in LONG_FORMS:
        text = re.sub(rf"^{long}\b", short, text)
    return text.replace(" ", "")[:200]


def legal_key(number: str) -> str:
    """Letters and digits only: a legal number has no pattern to check (REGISTER_HEADERS.md H9).

    Text without a digit, or too short to tell one cooperative from another, is no number: `dalam proses`, `0`.
    """
    key = plain_upper(number).replace(" ", "")[:80]
    return key if len(key) >= 4 and any(c.isdigit() for c in key) else ""


def village_key(name: str) -> str:
    """A kelurahan without `Kel.`, `Desa` and spaces."""
    text = plain_upper(name)
    text = re.sub(r"^(KELURAHAN|KEL|DESA|DS|KL)\b", "", text)
    return text.replace(" ", "")


def district_key(name: str) -> str:
    text = plain_upper(name)
    return re.sub(r"^(KECAMATAN|KEC)\b", "", text).replace(" ", "")


def letters_apart(one: str, other: str, most: int) -> int:
    """How many letters must be typed, left out or changed to make one text of the other; `most + 1` means more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, wanted in enumerate(other, start=1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != wanted)))
        if min(now) > most:
            return most + 1
        before = now
    return min(before[-1], most + 1)
