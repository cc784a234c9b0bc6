"""Lists of people that look like registers: residents and members have a name, an address and an e-mail too."""

import re

from cooperatives import keys
from cooperatives.register_import.layout.columns import HeadingColumn, RegisterTable
from cooperatives.register_import.layout.headings import LEFT, PERSONAL, field_of, normal
from core.text.parsing import is_nothing, tidy

SAMPLE = 200
# Headings of lists of people; alone none of them says that a row is a person.
OF_PEOPLE = {word for word, reason in LEFT.items() if reason == PERSONAL} | {
    word.replace(" ", "")
    for word in (
        "jabatan",
        "rt",
        "rw",
        "rt rw",
        "pendidikan",
        "nama anggota",
        "nama pengurus",
        "nama lengkap",
        "nama warga",
        "nama penduduk",
        "nama peserta",
        "nama pemilik",
        "no anggota",
        "nomor anggota",
        "periode mulai",
        "periode selesai",
        "tanggal masuk",
    )
}
# What people and cooperatives both have.
COMMON = {
    "name",
    "address",
    "village",
    "village_code",
    "district",
    "regency",
    "province",
    "postcode",
    "phone",
    "email",
    "website",
    "remarks",
    "national_number",
    "npwp",
    "bank_account",
    "status",
    "status_active",
    "status_passive",
}
BARE_NAME = {"nama", "name", "nama lengkap", "nama anggota", "nama warga", "nama penduduk", "nama peserta"}
A_COOPERATIVE = re.compile(
    r"\b(KOP\w*|KSP\w*|KSU\w*|KPRI|KPN|BMT|KJKS|KUD|USP\w*|PRIMKOP\w*|PUSKOP\w*|INKOP\w*|INDUK|PUSAT|"
    r"KK?MP|KD(K)?MP|PRIMER|CU|CREDIT UNION)\b"
)
KTP_NUMBER = re.compile(r"'?\d{16}")


def are_listed(table: RegisterTable) -> bool:
    """Whether the rows are more likely people than cooperatives, by their headings and then by their names."""
    words = {normal(column.heading).replace(" ", "") for column in table.columns}
    fields = {field_of(column.heading) for column in table.columns} - {""}
    of_cooperatives = fields - COMMON
    personal = len(words & OF_PEOPLE)
    if personal >= 2:
        return len(of_cooperatives) <= personal
    name = next((c for c in table.columns if field_of(c.heading) == "name"), None)
    if name is None:
        return personal > 0 and not of_cooperatives
    words_of_name = normal(name.heading)
    bare = words_of_name in BARE_NAME or (personal > 0 and "kop" not in words_of_name)
    return bare and not of_cooperatives and not _name_cooperatives(table, name)


def ktp_column(table: RegisterTable) -> str:
    """The heading of a column of KTP numbers, which the portal must not keep; empty when there is none."""
    for column in table.columns:
        cells = _cells(table, column)
        if cells and sum(bool(KTP_NUMBER.fullmatch(cell)) for cell in cells) * 2 > len(cells):
            return column.heading
    return ""


def _name_cooperatives(table: RegisterTable, column: HeadingColumn) -> bool:
    names = _cells(table, column)
    return sum(bool(A_COOPERATIVE.search(keys.plain_upper(name))) for name in names) * 2 > len(names)


def _cells(table: RegisterTable, column: HeadingColumn) -> list[str]:
    rows = table.sheet.rows[table.first_row : table.first_row + SAMPLE]
    cells = [row[column.index] for row in rows if column.index < len(row)]
    return [tidy(cell) for cell in cells if not is_nothing(cell)]
