"""A file on its way into the register, from its heading to the figures, and out again."""

import hashlib
import json
from datetime import date

import pytest
from django.db.models import Count, Sum

from cooperatives.models import Cooperative, HeadingMemory, RegisterImport, StatusChange
from cooperatives.record import changes
from cooperatives.record.provenance import sources
from cooperatives.register_import import intake
from cooperatives.register_import.report import problem_workbook
from cooperatives.tests.lists import HEADING, one_row, register
from core.errors import DomainError
from core.models import Event
from core.workbooks.tables import read_file
from tests.factories import DEMO_REGISTER, apply, import_demo, preview, workbook

pytestmark = pytest.mark.django_db


def test_the_demo_register_arrives_with_exactly_its_figures(officer):
    expected = json.loads((DEMO_REGISTER.parent / "demo_register.expected.json").read_text())
    batch = preview(DEMO_REGISTER.read_bytes(), officer, "demo_register.xlsx")
    assert intake.counts(batch) == {"new": 590, "changed": 0, "unchanged": 0, "doubtful": 2, "refused": 0}
    apply(batch, officer)
    cooperatives = Cooperative.objects.all()
    assert {
        "cooperatives": cooperatives.count(),
        "active": cooperatives.filter(status="active").count(),
        "passive": cooperatives.filter(status="passive").count(),
        "by_district": dict(cooperatives.values_list("district__name").annotate(n=Count("pk")).order_by()),
        "members": cooperatives.aggregate(n=Sum("members"))["n"],
        "assets_total": cooperatives.aggregate(n=Sum("assets"))["n"],
        "savings_and_loan": cooperatives.filter(kind="savings_loan").count(),
        "duplicate_rows": batch.rows.filter(outcome="doubtful").count(),
        "repeated_header_rows": batch.remarks["skipped"]["heading"],
    } == expected


def test_importing_the_same_register_again_changes_nothing(officer):
    import_demo(officer)
    before = list(Cooperative.objects.order_by("pk").values_list("pk", "version"))
    batch = preview(DEMO_REGISTER.read_bytes(), officer, "next.xlsx")
    assert intake.counts(batch) == {"new": 0, "changed": 0, "unchanged": 590, "doubtful": 2, "refused": 0}
    apply(batch, officer)
    assert list(Cooperative.objects.order_by("pk").values_list("pk", "version")) == before


def test_a_changed_copy_shows_exactly_its_changes(officer):
    apply(preview(register(one_row(), one_row("KSU Lain", "13/BH")), officer), officer)
    batch = preview(register(one_row(members=12, status="Pasif", chair="Budi"), one_row("KSU Lain", "13/BH")), officer)
    assert intake.counts(batch) == {"new": 0, "changed": 1, "unchanged": 1, "doubtful": 0, "refused": 0}
    row = batch.rows.get(outcome="changed")
    assert row.changes == {"members": [10, 12], "status": ["active", "passive"], "chair": ["Ani", "Budi"]}
    apply(batch, officer)
    cooperative = Cooperative.objects.get(name="KSP Maju")
    assert (cooperative.members, cooperative.status, cooperative.chair) == (12, "passive", "Budi")
    assert [(m.name, m.left_on is None) for m in cooperative.board.order_by("pk")] == [("Ani", False), ("Budi", True)]
    assert StatusChange.objects.filter(cooperative=cooperative).count() == 2


def test_a_blank_cell_never_wipes_a_value(officer):
    apply(preview(register(one_row(email="a@contoh.id")), officer), officer)
    batch = preview(register(["KSP Maju", "12/BH/X/2001", None, None, "-", " ", None, None]), officer)
    assert intake.counts(batch)["unchanged"] == 1
    assert batch.rows.get().changes == {}


def test_each_value_knows_the_row_of_the_file_it_came_from(officer):
    batch = apply(preview(register(one_row()), officer, "daftar 2020.xlsx"), officer)
    cooperative = Cooperative.objects.get()
    changes.edit(cooperative.pk, fields={"members": 11}, base={"members": 10}, actor=officer)
    found = sources(cooperative)
    assert found["assets"].source == {"import": batch.pk, "file": "daftar 2020.xlsx", "sheet": "Sheet1", "row": 2}
    assert found["members"].source == {}
    assert found["members"].verb == "cooperative.edited"


def test_every_row_written_leaves_one_event(officer):
    apply(preview(register(one_row(), one_row("KSU Lain", "13/BH")), officer), officer)
    assert Event.objects.filter(object_type="cooperative").count() == 2
    assert Event.objects.filter(verb="import.applied").count() == 1


def test_the_file_is_kept_as_it_came_with_its_fingerprint(officer):
    content = register(one_row())
    batch = preview(content, officer)
    assert batch.sha256 == hashlib.sha256(content).hexdigest()
    assert batch.file.read() == content


def test_a_confirmed_mapping_is_remembered_for_the_next_file_with_the_same_heading(officer):
    content = workbook([["NAMA KOPERASI", "NO BH", "KOLOM ANEH", "ALAMAT"], ["KSP Maju", "12/BH", "Jajar", "Jl. A"]])
    first = intake.receive([content], name="a.xlsx", actor=officer)
    ((signature, mapping),) = first.mapping.items()
    assert mapping == {"0": "name", "1": "legal_number", "3": "address"}
    assert not intake.is_remembered(first)
    intake.set_mapping(first, {signature: mapping | {"2": "village"}}, as_of=None, actor=officer)
    second = intake.receive([content], name="b.xlsx", actor=officer)
    assert second.mapping[signature]["2"] == "village"
    assert intake.is_remembered(second)
    assert HeadingMemory.objects.count() == 1


def test_a_mapping_without_a_name_or_with_a_field_twice_is_refused(officer):
    batch = intake.receive([register(one_row())], name="a.xlsx", actor=officer)
    (signature,) = batch.mapping
    with pytest.raises(DomainError):
        intake.set_mapping(batch, {signature: {"1": "legal_number"}}, as_of=None, actor=officer)
    with pytest.raises(DomainError):
        intake.set_mapping(batch, {signature: {"0": "name", "1": "name"}}, as_of=None, actor=officer)


def test_a_file_without_a_register_is_refused_and_nothing_is_kept(officer):
    with pytest.raises(DomainError):
        intake.receive(
            [workbook([["Surakarta, 3 Mei 2026"], [], ["Dengan hormat, kami kirim daftar koperasi."]])],
            name="a.xlsx",
            actor=officer,
        )
    assert RegisterImport.objects.count() == 0


def test_the_problem_rows_come_back_as_a_workbook_that_can_be_sent_again(officer, tmp_path):
    batch = preview(register(one_row(), one_row("KSP Salah", "15/BH", members="banyak")), officer)
    path = tmp_path / "problems.xlsx"
    path.write_bytes(problem_workbook(batch))
    __, sheet = read_file(path, "problems.xlsx")
    assert sheet.rows[0][:8] == HEADING
    assert sheet.rows[1][:9] == ["KSP Salah", "15/BH", "Jajar", "Aktif", "banyak", 500, "Ani", None, 3]
    assert "JUMLAH ANGGOTA “banyak”" in sheet.rows[1][9]
    mended = [sheet.rows[0], [*sheet.rows[1][:4], 7, *sheet.rows[1][5:]]]
    again = preview(workbook(mended), officer)
    assert intake.counts(again)["new"] == 1


def test_csv_with_the_same_rows_gives_the_same_preview(officer):
    lines = [HEADING, ["KSP Maju", "12/BH/X/2001", "Jajar", "Aktif", "10", "500", "Ani", ""]]
    text = "\r\n".join(";".join(line) for line in lines)
    batch = preview(text.encode("cp1252"), officer, "register.csv")
    assert batch.rows.get().values["members"] == 10
    apply(batch, officer)
    assert Cooperative.objects.get().assets == 500


def test_a_register_of_one_sheet_per_district_is_one_import(officer):
    heading = ["NAMA KOPERASI", "ALAMAT", "JUMLAH ANGGOTA"]
    sheets = [
        [["DAFTAR KOPERASI KECAMATAN JEBRES"], heading, ["KSP A", "Jl. A", 5]],
        [["DAFTAR KOPERASI KECAMATAN LAWEYAN"], heading, ["KSP B", "Jl. B", 6]],
    ]
    apply(preview(workbook(*sheets, titles=("JEBRES", "LAWEYAN")), officer), officer)
    assert dict(Cooperative.objects.values_list("name", "district__name")) == {"KSP A": "Jebres", "KSP B": "Laweyan"}


def test_the_date_of_the_title_is_the_date_of_the_figures(officer):
    rows = [["Keadaan per 31 Desember 2020"], HEADING, one_row()]
    apply(preview(workbook(rows), officer), officer)
    assert Cooperative.objects.get().figures_as_of == date(2020, 12, 31)


def test_discarding_keeps_the_file_and_changes_nothing(officer):
    batch = preview(register(one_row()), officer)
    intake.discard(batch, actor=officer)
    batch.refresh_from_db()
    assert (batch.state, Cooperative.objects.count(), batch.file.size > 0) == ("discarded", 0, True)
    with pytest.raises(DomainError):
        intake.discard(batch, actor=officer)
