import pytest

from cooperatives.register_import.layout.tables import find_tables
from cooperatives.register_import.rows import read_table
from core.workbooks.tables import Sheet, Uncalculated
from tests.factories import district, village

pytestmark = pytest.mark.django_db
HEADING = ["NAMA KOPERASI", "NO BH", "KELURAHAN", "KECAMATAN", "STATUS", "JUMLAH ANGGOTA", "ASET", "RAT TERAKHIR"]


def read(*rows, heading=HEADING, above=()):
    (table,), __ = find_tables([Sheet("Data", [*[list(r) for r in above], heading, *[list(row) for row in rows]])])
    return read_table(table, table.proposal)


def one(**cells):
    """A row in which the named columns hold the given cells."""
    names = ["name", "legal", "village", "district", "status", "members", "assets", "rat"]
    values = {"name": "KSP Maju"} | cells
    (row,) = read([values.get(name) for name in names]).rows
    return row


def codes(row):
    return [(problem["code"], problem["level"], problem.get("cell", "")) for problem in row.problems]


def test_a_clean_row_is_read_to_typed_values():
    row = one(
        legal="12/BH",
        village="Kel. Jajar",
        district="LAWEYAN",
        status="Tidak Aktif",
        members="1.250",
        assets="Rp 1.000",
        rat="31/12/2019",
    )
    assert codes(row) == []
    assert row.values == {
        "name": "KSP Maju",
        "legal_number": "12/BH",
        "village_id": village("Jajar").pk,
        "district_id": district("Laweyan").pk,
        "status": "passive",
        "members": 1250,
        "assets": 1000,
        "last_rat_on": "2019-12-31",
        "last_rat_year": 2019,
    }
    assert row.adapted == {"village": "Kel. Jajar", "assets": "Rp 1.000"}


def test_every_problem_of_a_row_is_told_at_once_with_its_cell():
    row = one(
        name=None, legal="12/BH", village="Jajar", status="hidup", members="banyak", assets="1,000,000", rat="besok"
    )
    assert codes(row) == [
        ("choice_unknown", "refused", "E2"),
        ("number_text", "left_out", "F2"),
        ("number_english", "left_out", "G2"),
        ("date_text", "left_out", "H2"),
        ("name_missing", "refused", "A2"),
    ]
    assert [problem["found"] for problem in row.problems][:4] == ["hidup", "banyak", "1,000,000", "besok"]


def test_a_dash_is_nothing_and_a_year_is_enough_for_the_last_meeting():
    row = one(members="-", assets=" - ", rat=2019)
    assert row.values == {"name": "KSP Maju", "last_rat_year": 2019}


def test_an_unknown_village_is_doubtful_with_the_nearest():
    row = one(village="Semangi", district="Pasar Kliwon")
    assert codes(row) == [("village_unknown", "doubtful", "C2")]
    assert row.problems[0]["expected"].startswith("Semanggi (Pasar Kliwon)")
    assert row.problems[0]["nearest"][0] == village("Semanggi").pk


def test_a_village_of_another_district_is_doubtful():
    row = one(village="Jajar", district="Jebres")
    assert codes(row) == [("district_mismatch", "doubtful", "D2")]
    assert (row.problems[0]["village"], row.problems[0]["expected"]) == ("Jajar", "Laweyan")


def test_an_unknown_district_is_doubtful():
    assert codes(one(district="Colomadu")) == [("district_unknown", "doubtful", "D2")]


def test_a_village_that_was_split_is_only_noted():
    row = one(village="Kadipiro", district="Banjarsari")
    assert codes(row) == [("village_split", "note", "C2")]
    assert row.values["village_id"] == village("Kadipiro").pk


def test_aliases_of_villages_are_known():
    assert one(village="Karang Asem").values["village_id"] == village("Karangasem").pk


def test_a_formula_without_a_value_is_told():
    assert codes(one(members=Uncalculated("=1+1"))) == [("uncalculated", "left_out", "F2")]


@pytest.mark.parametrize(
    ("active", "passive", "status", "code"),
    [
        (1, 0, "active", None),
        (None, "1", "passive", None),
        ("v", "", "active", None),
        ("√", None, "active", None),
        (1, 1, None, "status_both"),
        (0, 0, None, "status_unmarked"),
        (None, None, None, "status_unmarked"),
    ],
)
def test_exactly_one_of_two_status_columns_is_marked(active, passive, status, code):
    heading = ["NAMA KOPERASI", "ALAMAT", "AKTIF", "TIDAK AKTIF"]
    (row,) = read(["KSP Maju", "Jl. A", active, passive], heading=heading).rows
    assert row.values.get("status") == status
    assert [problem["code"] for problem in row.problems] == ([code] if code else [])


@pytest.mark.parametrize(
    ("heading", "mark", "status", "problems"),
    [
        ("AKTIF", 1, "active", []),
        ("AKTIF", 0, None, ["status_unmarked"]),
        ("TIDAK AKTIF", 1, "passive", []),
        ("TIDAK AKTIF", 0, None, ["status_unmarked"]),
    ],
)
def test_a_status_column_that_stands_alone_says_what_it_marks(heading, mark, status, problems):
    (row,) = read(["KSP Maju", "Jl. A", mark], heading=["NAMA KOPERASI", "ALAMAT", heading]).rows
    assert (row.values.get("status"), [problem["code"] for problem in row.problems]) == (status, problems)


def test_lines_that_are_no_rows_are_counted_by_their_kind():
    result = read(
        ["1", "2", "3", "4", "5", "6", "7", "8"],
        ["KSP A", "1/BH", "Jajar", "Laweyan", "Aktif", 10, 100, None],
        [],
        HEADING,
        ["KSP B", "2/BH", "Jajar", "Laweyan", "Aktif", 20, 200, None],
        ["JUMLAH", None, None, None, None, 30, 300, None],
        [None, None, None, None, None, "Surakarta, 31 Desember 2020", None, None],
        [None, None, None, None, None, "Kepala Dinas", None, None],
    )
    assert [row.values["name"] for row in result.rows] == ["KSP A", "KSP B"]
    assert result.skipped == {"numbers": [2], "empty": [4], "heading": [5], "total": [7], "signature": [8, 9]}
    assert result.totals == []


def test_a_total_that_differs_from_the_rows_is_told():
    result = read(
        ["KSP A", "1/BH", "Jajar", "Laweyan", "Aktif", 10, 100, None],
        ["TOTAL", None, None, None, None, 11, 100, None],
    )
    assert [(item["code"], item["cell"], item["found"], item["expected"]) for item in result.totals] == [
        ("total_differs", "Data!F3", 11, 10)
    ]


def test_a_cooperative_whose_name_begins_with_total_is_still_a_row():
    result = read(["Total Makmur", "1/BH", "Jajar", "Laweyan", "Aktif", 10, 100, None])
    assert [row.values["name"] for row in result.rows] == ["Total Makmur"]


def test_a_row_that_lost_its_name_is_refused_not_skipped():
    result = read([None, "1/BH", "Jajar", "Laweyan", "Aktif", 10, 100, None])
    assert [codes(row) for row in result.rows] == [[("name_missing", "refused", "A2")]]


def test_a_section_line_gives_its_district_to_the_rows_below():
    heading = ["NAMA KOPERASI", "ALAMAT", "JENIS"]
    result = read(
        ["KECAMATAN JEBRES"], ["KSP A", "Jl. A", "Jasa"], ["KEC. LAWEYAN"], ["KSP B", "Jl. B", "Jasa"], heading=heading
    )
    assert [row.values["district_id"] for row in result.rows] == [district("Jebres").pk, district("Laweyan").pk]


def test_the_title_gives_the_district_when_no_column_does():
    heading = ["NAMA KOPERASI", "ALAMAT", "JENIS"]
    result = read(["KSP A", "Jl. A", "Jasa"], heading=heading, above=[["KECAMATAN SERENGAN"]])
    assert result.rows[0].values["district_id"] == district("Serengan").pk


def test_a_total_of_members_beside_the_parts_is_checked():
    heading = ["NAMA KOPERASI", "ALAMAT", "ANGGOTA L", "ANGGOTA P", "JUMLAH ANGGOTA"]
    (row,) = read(["KSP A", "Jl. A", 5, 6, 12], heading=heading).rows
    assert row.values["members"] == 11
    assert codes(row) == [("members_sum", "note", "E2")]


def test_numbers_that_excel_stored_as_numbers_become_text_where_text_is_meant():
    heading = ["NAMA KOPERASI", "NIK KOPERASI", "KODE POS", "NO HP"]
    (row,) = read(["KSP A", 3372103644854.0, 57141, 81234567890], heading=heading).rows
    assert (row.values["national_number"], row.values["postcode"]) == ("3372103644854", "57141")
    assert row.values["phone"] == "+6281234567890"


@pytest.mark.parametrize("nothing", ["'-", "0", "-", "", "'"])
def test_a_national_number_of_nothing_is_none(nothing):
    heading = ["NAMA KOPERASI", "NIK KOPERASI", "ALAMAT"]
    (row,) = read(["KSP A", nothing, "Jl. A"], heading=heading).rows
    assert "national_number" not in row.values


def test_dates_that_lie_ahead_and_negative_amounts_are_left_out():
    assert codes(one(rat="1/1/2099")) == [("date_future", "left_out", "H2")]
    assert codes(one(rat=2099)) == [("date_future", "left_out", "H2")]
    assert codes(one(assets=-5000)) == [("amount_negative", "left_out", "G2")]


def test_a_fraction_of_a_member_is_left_out():
    assert codes(one(members=3.5)) == codes(one(members="3,5")) == [("count_fraction", "left_out", "F2")]


@pytest.mark.parametrize("mark", ["?", "bubar"])
def test_what_is_no_mark_in_a_status_column_is_refused(mark):
    heading = ["NAMA KOPERASI", "ALAMAT", "AKTIF", "TIDAK AKTIF"]
    (row,) = read(["KSP Maju", "Jl. A", mark, None], heading=heading).rows
    assert codes(row) == [("yes_no", "refused", "C2")]


def test_status_columns_named_active_and_not_are_understood():
    heading = ["NAMA KOPERASI", "ALAMAT", "STATUS", None]
    result = read([None, None, "Aktif", "Tidak"], ["KSP Maju", "Jl. A", 0, 1], heading=heading)
    assert [row.values["status"] for row in result.rows] == ["passive"]


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [
        ("NIK KOPERASI", 3372010000000001234.0, "number_rounded"),
        ("NPWP", 3372010000000001234, "number_rounded"),
        ("NIK KOPERASI", "9" * 50, "name_long"),
        ("KELOMPOK", "K" * 90, "name_long"),
        ("EMAIL", "a" * 300 + "@b.id", "name_long"),
        ("NO HP", "0812 " * 20, "name_long"),
        ("KODE POS", "123456789", "postcode_digits"),
    ],
)
def test_what_does_not_fit_the_record_is_told_in_its_cell_and_keeps_the_row_out_where_it_names_it(heading, value, code):
    (row,) = read(["KSP Maju", "Jl. A", value], heading=["NAMA KOPERASI", "ALAMAT", heading]).rows
    assert codes(row) == [(code, "refused" if heading == "NIK KOPERASI" else "left_out", "C2")]


def test_rows_that_hold_little_are_kept_and_totals_are_not():
    heading = ["NO", "NAMA KOPERASI", "ALAMAT", "STATUS"]
    result = read(
        ["1", "KSP Maju", None, None],
        ["2", "Total Sejahtera KSP", None, "Aktif"],
        ["", "JUMLAH SELURUHNYA", None, None],
        heading=heading,
    )
    assert [row.values["name"] for row in result.rows] == ["KSP Maju", "Total Sejahtera KSP"]
    assert result.skipped == {"total": [4]}
