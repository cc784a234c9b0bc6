"""Lists whose headings say little, lists of people, words that a column does not know: asked about, never guessed."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from cooperatives.models import Cooperative, HeadingMemory, RegisterImport
from cooperatives.register_import import intake, words
from cooperatives.register_import.layout.tables import find_tables
from core.errors import DomainError
from core.workbooks.tables import Sheet
from tests.factories import preview, village, workbook

pytestmark = pytest.mark.django_db
RESIDENTS = [
    ["nama", "alamat", "email"],
    ["Siti Aminah", "Jl. A", "siti@contoh.id"],
    ["Budi", "Jl. B", "budi@contoh.id"],
]


def tables_of(*rows):
    return find_tables([Sheet("Data", [list(row) for row in rows])])[0]


def upload(client, content, name="daftar.xlsx"):
    return client.post(reverse("import_list"), {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    ("rows", "proposal"),
    [
        ([("nmkop", "nobh"), ("KSP A", "1/BH")], {1: "legal_number"}),
        ([("nmkop", "xyz"), ("KSP A", "1/BH")], {}),
        (
            [("koperasi_ref", "nama_koperasi", "kode_wilayah"), ("K-1", "KKMP A", "33.72.01.1009")],
            {1: "name", 2: "village_code"},
        ),
        ([("Nama Koperasi",), ("KSP A",), ("KSP B",)], {0: "name"}),
        ([("DAFTAR",), (), ("Kop", "Thn", "Jml", "Jml"), ("KSP A", 2020, 5, 6)], {}),
    ],
)
def test_any_table_with_a_heading_is_brought_before_the_officer(rows, proposal):
    (table,) = tables_of(*rows)
    assert (table.doubt, table.proposal) == ("unknown", proposal)


@pytest.mark.parametrize(
    "rows", [[("Dengan hormat, kami kirim daftar koperasi.",)], [(1, 2), (3, 4)], [("a", "b")], []]
)
def test_what_has_no_heading_above_data_is_no_table(rows):
    assert tables_of(*rows) == []


@pytest.mark.parametrize(
    "rows",
    [
        RESIDENTS,
        [["Nama Lengkap", "Alamat", "No HP"], ["Siti", "Jl. A", "0812"]],
        [["No", "Nama", "NIK", "Kelurahan", "RT", "RW"], [1, "Siti", "x", "Jajar", 1, 2]],
        [
            ["koperasi_ref", "nama_koperasi", "nama", "jabatan", "jenis_kelamin", "no_hp"],
            ["K", "KKMP A", "Siti", "Ketua", "P", "08"],
        ],
        [["Nama Anggota", "Nomor Anggota", "Alamat"], ["Siti", "1", "Jl. A"]],
    ],
)
def test_a_list_of_people_is_asked_about_and_nothing_is_proposed(officer, rows):
    (table,) = tables_of(*rows)
    assert (table.doubt, table.proposal) == ("people", {})
    batch = intake.receive([workbook(rows)], name="warga.xlsx", actor=officer)
    with pytest.raises(DomainError):
        intake.set_mapping(batch, batch.mapping, as_of=None, actor=officer)
    assert RegisterImport.objects.get().state == "mapping"


@pytest.mark.parametrize(
    "rows",
    [
        [["nama", "alamat", "email"], ["KSP Maju", "Jl. A", "a@b.id"], ["Koperasi Karya", "Jl. B", None]],
        [["nama", "alamat", "no bh"], ["Sido Maju", "Jl. A", "1/BH"]],
        [["Nama Koperasi", "Alamat", "Email"], ["Sido Maju", "Jl. A", "a@b.id"]],
        [["Nama", "Alamat", "Ketua", "RT"], ["Sido Maju", "Jl. A", "Siti", "1"]],
    ],
)
def test_a_list_of_cooperatives_with_few_columns_is_no_list_of_people(rows):
    (table,) = tables_of(*rows)
    assert table.doubt != "people"


def test_an_officer_may_say_that_a_list_of_people_holds_cooperatives_and_is_asked_again_the_next_time(officer):
    batch = intake.receive([workbook(RESIDENTS)], name="a.xlsx", actor=officer)
    (signature,) = batch.mapping
    intake.set_mapping(batch, {signature: {"0": "name", "1": "address"}}, as_of=None, actor=officer)
    assert intake.counts(batch)["new"] == 2
    again = intake.receive([workbook(RESIDENTS)], name="b.xlsx", actor=officer)
    assert (again.mapping, intake.is_remembered(again)) == ({signature: {}}, False)


def test_a_list_of_people_with_ktp_numbers_is_refused_and_not_kept(officer):
    rows = [["nama", "nik", "alamat"], ["Siti", "3372014101800001", "Jl. A"]]
    with pytest.raises(DomainError, match="nik"):
        intake.receive([workbook(rows)], name="warga.xlsx", actor=officer)
    assert RegisterImport.objects.count() == 0


def test_a_sheet_of_people_beside_a_register_is_left_out_with_its_reason(officer):
    register = [["Nama Koperasi", "Alamat", "Jenis"], ["KSP A", "Jl. A", "Jasa"]]
    batch = preview(
        workbook(register, RESIDENTS, [["KECAMATAN", "JUMLAH"], ["Jebres", 3]], titles=("A", "B", "C")), officer
    )
    assert batch.remarks["why_ignored"] == {"B": "people", "C": "no_table"}
    assert intake.counts(batch)["new"] == 1


def test_a_table_without_a_chosen_column_is_left_out_and_said(officer):
    content = workbook([["Kop", "Jml"], ["KSP A", 3]], [["Warna", "Jml"], ["Merah", 3]], titles=("Isi", "Lain"))
    batch = intake.receive([content], name="a.xlsx", actor=officer)
    first, second = batch.mapping
    intake.set_mapping(batch, {first: {"0": "name"}, second: {}}, as_of=None, actor=officer)
    assert ([row.values["name"] for row in batch.rows.all()], batch.remarks["why_ignored"]) == (
        ["KSP A"],
        {"Lain": "not_chosen"},
    )


def test_a_list_of_names_and_codes_goes_by_the_page_of_columns_and_is_known_the_next_time(as_user, officer):
    client, lines = (
        as_user(officer),
        ["koperasi_ref,nama_koperasi,kode_wilayah", "K-1,KKMP Kerten,33.72.01.1009", "K-2,KKMP X,"],
    )
    content = "\n".join(lines).encode()
    asked = upload(client, content, "kkmp.csv")
    batch = RegisterImport.objects.get()
    assert asked.url == reverse("import_mapping", args=[batch.pk])
    (signature,) = batch.mapping
    columns = {f"column-{signature}-1": "name", f"column-{signature}-2": "village_code"}
    assert client.post(asked.url, columns).url == reverse("import_detail", args=[batch.pk])
    assert [(row.values["name"], row.values.get("village_id")) for row in batch.rows.all()] == [
        ("KKMP Kerten", village("Kerten").pk),
        ("KKMP X", None),
    ]
    assert upload(client, content, "kkmp-2.csv").url == reverse("import_detail", args=[batch.pk + 1])


STATUSES = [
    ["Nama Koperasi", "Alamat", "Status", "Jenis"],
    ["KSP A", "Jl. A", "Vakum", "Jasa"],
    ["KSP B", "Jl. B", "VAKUM", "Ternak"],
]


def ask(client, content=None):
    url = upload(client, content or workbook(STATUSES)).url
    page = client.get(url)
    return url, {entry["word"].word: entry["word"] for entry in page.context["words"]}


def columns_of(batch):
    return {
        f"column-{signature}-{i}": key for signature, columns in batch.mapping.items() for i, key in columns.items()
    }


def test_a_word_that_a_column_does_not_know_is_answered_once_and_remembered(as_user, officer):
    client = as_user(officer)
    url, asked = ask(client)
    assert {word: (item.field, item.rows) for word, item in asked.items()} == {
        "Vakum": ("status", 2),
        "Ternak": ("kind", 1),
    }
    batch = RegisterImport.objects.get()
    client.post(url, columns_of(batch) | {asked["Vakum"].name: "passive", asked["Ternak"].name: "leave_out"})
    rows = [(row.outcome, row.values.get("status"), row.values.get("kind")) for row in batch.rows.all()]
    assert rows == [("new", "passive", "services"), ("new", "passive", None)]
    assert [(item["code"], item["found"]) for row in batch.rows.all() for item in row.problems] == [
        ("word_left_out", "Ternak")
    ]
    assert upload(client, workbook(STATUSES), "lagi.xlsx").url == reverse("import_detail", args=[batch.pk + 1])
    assert words.remembered() == {("status", "VAKUM"): "passive", ("kind", "TERNAK"): ""}


def test_a_word_without_an_answer_keeps_the_officer_on_the_page_with_what_was_chosen(as_user, officer):
    client = as_user(officer)
    url, asked = ask(client)
    data = columns_of(RegisterImport.objects.get()) | {asked["Vakum"].name: "passive", "as_of": "2020-12-31"}
    page = client.post(url, data)
    assert (page.status_code, bool(page.context["error"])) == (200, True)
    assert [entry["answer"] for entry in page.context["words"]] == ["passive", ""]
    assert 'value="2020-12-31"' in page.content.decode()
    assert client.post(url, data | {asked["Ternak"].name: "drop table"}).status_code == 200
    assert (RegisterImport.objects.get().state, HeadingMemory.objects.count()) == ("mapping", 0)


def test_a_column_of_too_many_unknown_words_asks_nothing():
    heading = ["Nama Koperasi", "Alamat", "Status", "Jenis"]
    tables = tables_of(heading, *[[f"KSP {n}", "Jl. A", f"kata {n}", "Ternak"] for n in range(words.MOST_WORDS + 1)])
    mapping = {tables[0].signature: {"0": "name", "1": "address", "2": "status", "3": "kind"}}
    assert [word.word for word in words.unknown_words(tables, mapping, {})] == ["Ternak"]


def test_words_are_asked_about_before_anybody_has_said_which_column_is_the_name(as_user, officer):
    content = workbook([["nmkop", "Status"], ["KSP A", "Vakum"], ["KSP B", "Aktif"]])
    assert list(ask(as_user(officer), content)[1]) == ["Vakum"]


class TestCommand:
    def run(self, tmp_path, capsys, content, name="a.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        call_command("import_register", str(path), "--json", "--dry-run")
        return json.loads(capsys.readouterr().out)

    def test_it_tells_the_columns_used_and_ignored_and_the_rows_read(self, tmp_path, capsys):
        rows = [
            ["NO", "Nama Koperasi", "Alamat", "Jenis", "Warna"],
            [1, "KSP A", "Jl. A", "Jasa", "x"],
            [],
            ["", "JUMLAH", "", "", ""],
        ]
        result = self.run(
            tmp_path, capsys, workbook(rows, [["KECAMATAN", "JUMLAH"], ["Jebres", 3]], titles=("A", "REKAP"))
        )
        (sheet,) = result["sheets"]
        assert (result["rows_read"], sheet["sheet"], sheet["rows"]) == (1, "A", 1)
        assert [(item["heading"], item["field"], item["cells"]) for item in sheet["used"]] == [
            ("Nama Koperasi", "name", 1),
            ("Alamat", "address", 1),
            ("Jenis", "kind", 1),
        ]
        assert [(item["heading"], item["reason"]) for item in sheet["ignored"]] == [
            ("NO", "numbering"),
            ("Warna", "unknown"),
        ]
        assert (sheet["skipped"], result["sheets_left_out"]) == ({"total": [4]}, {"REKAP": "no_table"})

    def test_it_refuses_a_list_of_people_in_words(self, tmp_path, capsys):
        with pytest.raises(CommandError, match="nama, alamat, email"):
            self.run(tmp_path, capsys, workbook(RESIDENTS))
        assert Cooperative.objects.count() == 0


def test_the_preview_tells_what_was_not_taken_over_and_why(as_user, officer):
    rows = [
        ["Nama Koperasi", "Alamat", "Jenis", "Tanggal Sertifikat", None],
        ["KSP A", "Jl. A", "Jasa", "1/4/2026", "x"],
    ]
    batch = preview(workbook(rows), officer)
    page = as_user(officer).get(reverse("import_detail", args=[batch.pk]))
    (sheet,) = page.context["sheets"]
    assert [(item["column"], item["reason"]) for item in sheet["ignored"]] == [("D", "issued"), ("E", "no_heading")]
    assert "D: Tanggal Sertifikat" in page.content.decode()
