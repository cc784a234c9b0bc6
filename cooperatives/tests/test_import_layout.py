from datetime import date

import pytest

from cooperatives.register_import.layout.columns import HeadingColumn, letter, propose
from cooperatives.register_import.layout.headings import normal
from cooperatives.register_import.layout.tables import find_tables
from core.workbooks.tables import Sheet

pytestmark = pytest.mark.django_db


def table_of(*rows, name="Sheet1"):
    tables, __ = find_tables([Sheet(name, [list(row) for row in rows])])
    return tables[0]


def meanings(table):
    return [table.proposal.get(column.index, "") for column in table.columns]


ROW = ("KSP Maju", "12/BH/X/2001", "Jl. A", "Jajar", "Laweyan")


def test_a_heading_below_title_rows_is_found_with_the_date_of_the_title():
    table = table_of(
        ("DINAS KOPERASI",),
        ("DAFTAR KOPERASI",),
        ("Keadaan per 31 Desember 2020",),
        (),
        ("NO", "NAMA KOPERASI", "NO BH", "ALAMAT", "KELURAHAN", "KECAMATAN"),
        (1, *ROW),
    )
    assert table.heading_row == 4
    assert meanings(table) == ["", "name", "legal_number", "address", "village", "district"]
    assert table.as_of == date(2020, 12, 31)


def test_two_heading_rows_with_merged_cells_are_joined():
    table = table_of(
        ("NO", "NAMA KOPERASI", "BADAN HUKUM", None, "JUMLAH ANGGOTA", None, None, "ALAMAT"),
        (None, None, "NOMOR", "TANGGAL", "L", "P", "JML", None),
        (1, "KSP Maju", "12/BH/X/2001", "1/1/2001", 5, 6, 11, "Jl. A"),
    )
    assert table.heading_height == 2
    assert meanings(table) == [
        "",
        "name",
        "legal_number",
        "legal_date",
        "members_male",
        "members_female",
        "members",
        "address",
    ]


def test_one_heading_row_is_not_joined_with_the_first_row_of_data():
    table = table_of(("Nama Koperasi", "Jenis", "Alamat"), ("KSP Maju", "Simpan Pinjam", "Jl. A"))
    assert (table.heading_height, table.first_row) == (1, 1)


def test_the_national_list_in_snake_case_is_understood():
    heading = (
        "nomor_induk_koperasi",
        "nama_koperasi",
        "nomor_badan_hukum",
        "bentuk_koperasi",
        "jenis_koperasi",
        "pola_pengelolaan",
        "status_koperasi",
        "sektor_usaha",
        "kelompok_koperasi",
        "provinsi",
        "kabupaten_kota",
        "kecamatan",
        "kelurahan",
        "desa",
        "alamat",
        "kode_pos",
        "email",
        "kuk",
        "grade",
    )
    assert meanings(table_of(heading, [None] * 19)) == [
        "national_number",
        "name",
        "legal_number",
        "form",
        "kind",
        "pattern",
        "status",
        "sector",
        "group",
        "province",
        "regency",
        "district",
        "village",
        "",
        "address",
        "postcode",
        "email",
        "kuk",
        "grade",
    ]


def test_the_list_of_a_dinas_is_understood():
    heading = (
        "ID",
        "NAMA KOPERASI",
        "KECAMATAN",
        "KELURAHAN",
        "BENTUK USAHA",
        "KELOMPOK",
        "SEKTOR USAHA",
        "UNIT USAHA",
        "KLASIFIKASI",
        "KESEHATAN",
        "RAT",
        "BERKAS",
        "ALAMAT",
        "KODE POS",
        "NO.TELP 1",
        "NO.TELP 2",
        "FAX",
        "EMAIL",
        "WEBSITE",
        "NAMA KETUA",
        "NO. TELP KETUA",
        "NAMA SEKRETARIS",
        "NO. TELP SEKRETARIS",
        "NAMA BENDAHARA",
        "NO. TELP BENDAHARA",
        "JUMLAH ANGGOTA PRIA",
        "JUMLAH ANGGOTA WANITA",
        "MANAGER PRIA",
        "MANAGER WANITA",
        "KARYAWAN PRIA",
        "KARYAWAN WANITA",
    )
    found = meanings(table_of(heading, [None] * 31))
    assert found == [
        "",
        "name",
        "district",
        "village",
        "form",
        "group",
        "sector",
        "business_unit",
        "",
        "health_rating",
        "last_rat",
        "",
        "address",
        "postcode",
        "phone",
        "",
        "",
        "email",
        "website",
        "chair",
        "",
        "secretary",
        "",
        "treasurer",
        "",
        "members_male",
        "members_female",
        "managers_male",
        "managers_female",
        "employees_male",
        "employees_female",
    ]


def test_status_as_two_columns_is_seen():
    table = table_of(
        ("NAMA KOPERASI", "ALAMAT", "STATUS", None), (None, None, "AKTIF", "TIDAK AKTIF"), ("KSP Maju", "Jl. A", 1, 0)
    )
    assert meanings(table) == ["name", "address", "status_active", "status_passive"]


def test_a_typing_error_in_a_heading_is_forgiven():
    assert propose([HeadingColumn(0, "NAMA KOPERSI"), HeadingColumn(1, "KECAMTAN")]) == {0: "name", 1: "district"}


def test_a_field_is_proposed_once():
    assert propose([HeadingColumn(0, "Nama Koperasi"), HeadingColumn(1, "Nama")]) == {0: "name"}


@pytest.mark.parametrize(
    "title", ["KECAMATAN JEBRES", "Daftar koperasi Kec. Jebres", "DAFTAR KOPERASI KECAMATAN: JEBRES"]
)
def test_the_district_of_a_title_is_found(title):
    table = table_of((title,), ("Nama Koperasi", "Alamat", "Jenis"), ("KSP Maju", "Jl. A", "Jasa"))
    assert table.district == "Jebres"


def test_the_district_of_a_sheet_name_is_found_and_other_sheets_are_left_out():
    rows = [["Nama Koperasi", "Alamat", "Jenis"], ["KSP Maju", "Jl. A", "Jasa"]]
    tables, ignored = find_tables(
        [
            Sheet("Serengan", rows),
            Sheet("PASAR KLIWON", rows),
            Sheet("REKAP", [["KECAMATAN", "JUMLAH"], ["Jebres", 3]]),
            Sheet("Lama", rows, hidden=True),
        ]
    )
    assert [table.district for table in tables] == ["Serengan", "Pasar Kliwon"]
    assert ignored == {"REKAP": "no_table", "Lama": "hidden"}


def test_a_heading_is_compared_without_its_unit_and_punctuation():
    assert normal("MODAL SENDIRI (Rp)") == normal("Modal  Sendiri") == "modal sendiri"
    assert [letter(index) for index in (0, 25, 26, 701)] == ["A", "Z", "AA", "ZZ"]
