"""Lists of the ministry (ODS) and of SIMKOPDES: their headings, their words of two facts, their codes of villages."""

from pathlib import Path

import pytest
from django.utils import translation

from cooperatives.models import Cooperative, HeadingMemory
from cooperatives.register_import import intake, officer_answers, people
from cooperatives.register_import.cells import ParsedValue
from cooperatives.register_import.fields import FIELDS
from cooperatives.register_import.layout import headings
from tests.factories import apply, make_cooperative, preview, village, workbook

pytestmark = pytest.mark.django_db
REGISTERS = Path(__file__).parent / "registers"
ODS, SIMKOPDES = "ods_api_layout_solo.csv", "simkopdes_profil_solo.csv"


def sample(name, officer):
    return preview((REGISTERS / name).read_bytes(), officer, name)


def reasons(batch):
    return {item["heading"]: item["reason"] for sheet in batch.remarks["sheets"] for item in sheet["ignored"]}


def test_every_row_of_the_list_of_the_ministry_is_taken(officer):
    batch = apply(sample(ODS, officer), officer)
    assert intake.counts(batch) == {"new": 4, "changed": 0, "unchanged": 0, "doubtful": 0, "refused": 0}
    columns = ("village__name", "form", "authority", "kind", "group", "grade", "kuk")
    assert list(Cooperative.objects.order_by("pk").values_list(*columns)) == [
        ("Kestalan", "primary", "city", "", "KKMP", "C1", 1),
        ("Pajang", "primary", "city", "savings_loan", "KSP", "B", 2),
        ("Jebres", "secondary", "province", "services", "Lainnya", "", None),
        ("Mojosongo", "primary", "central", "", "KKMP", "C3", 1),
    ]


def test_a_certificate_is_valid_until_the_day_that_says_so_and_not_until_its_issue(officer):
    batch = sample(ODS, officer)
    assert [row.values.get("certified_until") for row in batch.rows.all()] == ["2028-04-02", "2021-09-03", None, None]
    told = reasons(batch)
    assert (told["Tanggal_Sertifikat"], told["Tanggal_Cetak_Sertifikat"]) == ("issued", "issued")


@pytest.mark.parametrize(
    "heading", ["Tanggal_Sertifikat", "TGL SERTIFIKAT", "Tanggal Cetak Sertifikat", "Tanggal Terbit Sertifikat"]
)
def test_a_day_of_issue_alone_is_left_out_with_its_reason(officer, heading):
    batch = preview(
        workbook([["Nama Koperasi", "Alamat", "Jenis", heading], ["KSP A", "Jl. A", "Jasa", "1/4/2026"]]), officer
    )
    assert batch.rows.get().values.get("certified_until") is None
    assert reasons(batch) == {heading: "issued"}


def test_a_mapping_of_old_that_took_the_day_of_issue_for_the_validity_is_asked_about_again(officer):
    content = workbook(
        [["Nama Koperasi", "Alamat", "Tanggal Sertifikat", "Jenis"], ["KSP A", "Jl. A", "1/4/2026", "Jasa"]]
    )
    (signature,) = intake.receive([content], name="a.xlsx", actor=officer).mapping
    old = {"0": "name", "1": "address", "2": "certified_until", "3": "kind"}
    HeadingMemory.objects.create(signature=signature, mapping=old)
    batch = intake.receive([content], name="b.xlsx", actor=officer)
    assert batch.mapping[signature] == {"0": "name", "1": "address", "3": "kind"}
    assert not intake.is_remembered(batch)


def test_the_village_of_simkopdes_is_found_by_its_code(officer):
    batch = apply(sample(SIMKOPDES, officer), officer)
    columns = ("village__name", "district__name", "pattern", "national_number")
    assert list(Cooperative.objects.order_by("pk").values_list(*columns)) == [
        ("Kerten", "Laweyan", "conventional", "3372010090002"),
        ("Sumber", "Banjarsari", "sharia", ""),
    ]
    assert reasons(batch) == {
        "koperasi_ref": "other_system",
        "status_registrasi": "other_system",
        "koordinat_dibulatkan": "unknown",
        "modal_awal": "unknown",
        "sumber_persetujuan": "other_system",
        "tentang_koperasi": "other_system",
        "metode_pengisian": "other_system",
        "dibuat_pada": "other_system",
    }


def one(officer, heading, *cells):
    batch = preview(workbook([["Nama Koperasi", "Alamat", *heading], ["KKMP Contoh", "Jl. A", *cells]]), officer)
    row = batch.rows.get()
    return row, [(item["code"], item["level"]) for item in row.problems]


@pytest.mark.parametrize(
    "heading", ["kode_wilayah", "Kode Kelurahan", "KODE DESA/KELURAHAN", "kodewilayah", "kode_kemendagri"]
)
@pytest.mark.parametrize("code", ["33.72.01.1010", "3372011010", 3372011010])
def test_a_code_of_the_ministry_names_the_village_with_and_without_dots(officer, heading, code):
    row, problems = one(officer, [heading, "Jenis"], code, "Jasa")
    assert (row.values["village_id"], problems) == (village("Jajar").pk, [])


def test_a_code_of_the_statistics_office_is_taken_when_the_row_names_the_village_and_asked_about_otherwise(officer):
    content = workbook(
        [
            ["Nama Koperasi", "Alamat", "Kode BPS"],
            ["KKMP Jajar", "Jl. A", "3372010010"],
            ["KKMP Maju", "Jl. B", "33.72.010.010"],
        ]
    )
    first, second = preview(content, officer).rows.all()
    assert (first.outcome, first.values["village_id"]) == ("new", village("Jajar").pk)
    asked = [(item["code"], item["nearest"]) for item in second.problems]
    assert (second.outcome, asked) == ("doubtful", [("village_code_statistical", [village("Jajar").pk])])


@pytest.mark.parametrize(
    ("code", "name", "problems"),
    [
        ("33.72.01.1010", "Jajar", []),
        ("33.72.01.1010", "Jjr", []),
        ("33.72.01.1010", "Kerten", [("village_code_differs", "doubtful")]),
        ("33.72.01.9999", "", [("village_code_unknown", "doubtful")]),
        ("33.72.01", "", []),
        ("33.72", "", []),
        ("33.72", "Jajar", []),
        ("33.72.05", "Jajar", [("district_mismatch", "doubtful")]),
    ],
)
def test_a_code_beside_a_name_is_held_against_it(officer, code, name, problems):
    assert one(officer, ["kode_wilayah", "Kelurahan"], code, name)[1] == problems


@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        ("form", "Primer Kabupaten/Kota", {"form": "primary", "authority": "city"}),
        ("form", "Sekunder Provinsi", {"form": "secondary", "authority": "province"}),
        ("form", "PRIMER NASIONAL", {"form": "primary", "authority": "central"}),
        ("form", "Koperasi Primer Tingkat Kab./Kota", {"form": "primary", "authority": "city"}),
        ("form", "Koperasi Sekunder", "secondary"),
        ("authority", "Primer Provinsi", {"form": "primary", "authority": "province"}),
        ("kind", "Kelurahan Merah Putih", {"group": "KKMP"}),
        ("kind", "Desa Merah Putih", {"group": "KKMP"}),
        ("kind", "Simpan Pinjam Syariah", {"kind": "savings_loan", "pattern": "sharia"}),
        ("kind", "KSPPS", {"kind": "savings_loan", "pattern": "sharia"}),
        ("kind", "Konsumen - Konvensional", {"kind": "consumer", "pattern": "conventional"}),
        ("kind", "Koperasi Jasa", "services"),
    ],
)
def test_a_word_of_two_facts_fills_both(field, typed, read):
    assert FIELDS[field].read(typed) == ParsedValue(read, adapted=True)


def test_a_column_of_its_own_overrules_the_second_fact(officer):
    row, problems = one(officer, ["Bentuk", "Kewenangan"], "Primer Kabupaten/Kota", "Provinsi")
    assert (row.values["form"], row.values["authority"], problems) == ("primary", "province", [])


NAMES = ["Nama Koperasi", "Alamat", "Kelurahan"]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("NIK", "3603001001003"),
        ("Kabupaten", "Kab. Tangerang"),
        ("kabupaten_kota", "KABUPATEN KARANGANYAR"),
        ("Provinsi", "Banten"),
        ("kode_wilayah", "36.03.01.2003"),
        ("Kode Desa", "3603012003"),
    ],
)
def test_a_row_of_another_regency_waits_for_the_officer(officer, heading, cell):
    batch = preview(workbook([[*NAMES, heading], ["KSP Jauh", "Jl. A", "Sumber", cell]]), officer)
    row = batch.rows.get()
    assert (row.outcome, [item["code"] for item in row.problems]) == ("doubtful", ["other_regency"])
    assert row.problems[0]["found"] == cell


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("NIK", "3372010010003"),
        ("NIK", "12345"),
        ("Kota", "KOTA SURAKARTA"),
        ("Kabupaten", "Solo"),
        ("Provinsi", "JAWA TENGAH"),
        ("kode_wilayah", "33.72"),
        ("Kabupaten", "-"),
    ],
)
def test_a_row_of_the_city_is_taken(officer, heading, cell):
    batch = preview(workbook([[*NAMES, heading], ["KSP Dekat", "Jl. A", "Sumber", cell]]), officer)
    assert (batch.rows.get().outcome, batch.rows.get().problems) == ("new", [])


@pytest.mark.parametrize(
    ("title", "outcome"),
    [
        ("DAFTAR KOPERASI KABUPATEN KARANGANYAR", "doubtful"),
        ("Koperasi Kab. Sragen 2025", "doubtful"),
        ("KOTA SEMARANG", "doubtful"),
        ("DINAS KOPERASI KOTA SURAKARTA", "new"),
        ("REKAP KABUPATEN/KOTA", "new"),
        ("Koperasi Kabupaten dan Kota", "new"),
    ],
)
def test_a_title_that_names_another_regency_makes_its_rows_doubtful(officer, title, outcome):
    batch = preview(workbook([[title], NAMES, ["KSP A", "Jl. A", "Sumber"]]), officer)
    assert batch.rows.get().outcome == outcome


@pytest.mark.parametrize(("answer", "outcome"), [("take", "new"), ("skip", "unchanged")])
def test_the_officer_leaves_a_row_of_another_regency_out_or_takes_it(officer, answer, outcome):
    batch = preview(workbook([[*NAMES, "Kabupaten"], ["KSP Jauh", "Jl. A", "Sumber", "Kab. Klaten"]]), officer)
    officer_answers.decide(batch, {batch.rows.get().pk: {"other_regency": answer}}, actor=officer)
    row = batch.rows.get()
    assert (row.outcome, row.values.get("village_id")) == (outcome, None)


def test_a_row_of_another_regency_that_the_register_holds_is_no_question(officer):
    make_cooperative("KSP Jauh", national_number="3603001001003", place="")
    batch = preview(workbook([[*NAMES, "NIK"], ["KSP Jauh", "Jl. Baru", "", "3603001001003"]]), officer)
    assert batch.rows.get().outcome == "changed"


def in_all_languages(text) -> list[str]:
    found = []
    for code in ("id", "en"):
        with translation.override(code):
            found.append(str(text))
    return found


def test_no_two_fields_share_a_heading_and_none_is_known_as_not_taken():
    said = [(key, [*field.known_words, *in_all_languages(field.heading)]) for key, field in FIELDS.items()]
    words = [(headings.normal(word).replace(" ", ""), key) for key, found in said for word in found]
    owners = {word: {key for other, key in words if other == word} for word, __ in words}
    assert {word: keys for word, keys in owners.items() if len(keys) > 1} == {}
    assert set(owners) & set(headings.LEFT) == set()
    assert set(FIELDS) >= people.COMMON
