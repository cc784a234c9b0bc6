"""What an import must never do to the register, each case once found broken or nearly so."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cooperatives import status
from cooperatives.merging import records
from cooperatives.models import Cooperative, HeadingMemory, RegisterImport, StatusChange
from cooperatives.record import changes as record
from cooperatives.register_import import execution, intake, officer_answers
from cooperatives.register_import.undo import reversal
from core.errors import DomainError, StaleVersionError
from core.models import Event, Job
from core.operations import jobs
from core.tests.hostile import package, sheet_xml
from core.workbooks.guard import RefusedFileError
from tests.factories import apply, make_cooperative, preview, village, workbook

pytestmark = pytest.mark.django_db
HEADING = ["NAMA KOPERASI", "NO BH", "KELURAHAN", "STATUS", "JUMLAH ANGGOTA", "ASET", "NIK KOPERASI"]
OLD = "Keadaan per 31 Desember 2019"


def register(*rows, title="", heading=HEADING):
    return workbook([[title], heading, *rows] if title else [heading, *rows])


def row_of(cooperative, status=None, members=None, assets=None, national=None):
    return [cooperative.name, cooperative.legal_number, None, status, members, assets, national]


def test_figures_and_a_status_that_are_older_do_not_replace_newer_ones(officer):
    cooperative = make_cooperative(assets=900, members=50, figures_as_of=date(2023, 12, 31), status_on=date(2024, 6, 1))
    batch = preview(register(row_of(cooperative, "Pasif", 10, 100), title=OLD), officer)
    row = batch.rows.get()
    assert (row.outcome, row.changes) == ("unchanged", {})
    assert {item["code"] for item in row.problems} == {"older_figures", "status_newer"}


@pytest.mark.parametrize(
    ("held", "changes"),
    [
        ("1/3/2024", {"last_rat_on": ["2023-03-01", "2024-03-01"], "last_rat_year": [2023, 2024]}),
        ("2/3/2023", {"last_rat_on": ["2023-03-01", "2023-03-02"]}),
        ("1/3/2023", {}),
        ("28/2/2023", {}),
        ("1/3/2022", {}),
        (2024, {"last_rat_on": ["2023-03-01", None], "last_rat_year": [2023, 2024]}),
        (2023, {}),
        (2022, {}),
    ],
)
def test_a_meeting_replaces_an_earlier_one_and_never_a_later_one(officer, held, changes):
    cooperative = make_cooperative(last_rat_on=date(2023, 3, 1), last_rat_year=2023)
    heading = ["NAMA KOPERASI", "NO BH", "RAT TERAKHIR"]
    content = register([cooperative.name, cooperative.legal_number, held], heading=heading)
    assert preview(content, officer).rows.get().changes == changes


def test_what_people_corrected_after_the_date_of_the_file_is_asked_about(officer):
    cooperative = make_cooperative(address="Jl. Lama", status_on=date(2018, 1, 1))
    record.edit(cooperative.pk, fields={"address": "Jl. Benar"}, base={"address": "Jl. Lama"}, actor=officer)
    heading = ["NAMA KOPERASI", "NO BH", "ALAMAT", "KODE POS"]
    content = register([cooperative.name, cooperative.legal_number, "Jl. Salah", "57199"], title=OLD, heading=heading)
    batch = preview(content, officer)
    row = batch.rows.get()
    assert (row.outcome, [item["code"] for item in row.problems]) == ("doubtful", ["corrected_since"])
    officer_answers.decide(batch, {row.pk: {"corrected_since": "from_register"}}, actor=officer)
    row.refresh_from_db()
    assert row.changes == {"postcode": [cooperative.postcode, "57199"]}
    officer_answers.decide(batch, {row.pk: {"corrected_since": "from_file"}}, actor=officer)
    row.refresh_from_db()
    assert row.changes["address"] == ["Jl. Benar", "Jl. Salah"]
    assert row.outcome == "changed"


def test_an_edit_between_the_check_and_the_writing_is_not_overwritten(officer, monkeypatch):
    cooperative = make_cooperative(members=5)
    batch = preview(register(row_of(cooperative, members=10)), officer)
    RegisterImport.objects.update(state="applying")

    def in_between(*arguments):
        record.edit(cooperative.pk, fields={"members": 7}, base={"members": 5}, actor=officer)

    monkeypatch.setattr(execution, "_check_preview", in_between)
    with pytest.raises(StaleVersionError):
        execution.apply(batch.pk, actor=officer)


def test_a_new_cooperative_does_not_take_the_national_number_of_another(officer):
    owner = make_cooperative("KSU Lain Sekali", legal_number="", national_number="3372000000001")
    content = register(
        ["Primkopad Kartika", None, "Jajar", None, 5, None, "3372000000001"],
        ["KSP Satu Baru", None, "Kerten", None, 5, None, "3372000000009"],
        ["KSU Dua Baru", None, "Tipes", None, 5, None, "3372000000009"],
    )
    batch = preview(content, officer)
    doubtful = {row.values["name"]: row for row in batch.rows.filter(outcome="doubtful")}
    assert set(doubtful) == {"Primkopad Kartika", "KSU Dua Baru"}
    for row in doubtful.values():
        asked = {item["code"]: item for item in row.problems}
        answers = {code + ":" + "-".join(map(str, item.get("candidates", []))): "new" for code, item in asked.items()}
        officer_answers.decide(batch, {row.pk: {key.rstrip(":"): "new" for key in answers}}, actor=officer)
    taken = {
        row.values["name"]: item["expected"]
        for row in batch.rows.all()
        for item in row.problems
        if item["code"] == "national_number_taken"
    }
    assert taken == {"Primkopad Kartika": f"#{owner.pk}", "KSU Dua Baru": "Sheet1"}
    apply(batch, officer)
    assert dict(Cooperative.objects.values_list("name", "national_number")) == {
        "KSU Lain Sekali": "3372000000001",
        "Primkopad Kartika": "",
        "KSP Satu Baru": "3372000000009",
        "KSU Dua Baru": "",
    }


@pytest.mark.parametrize("number", ["dalam proses", "0", "-", "1"])
def test_what_is_no_legal_number_matches_nobody(officer, number):
    make_cooperative("KSP Sejahtera Abadi", legal_number=number, place="Kerten")
    assert intake.counts(preview(register(["KSP Sejahtera", number, "Manahan", None, 1, 1, None]), officer))["new"] == 1


def test_one_number_with_half_another_name_or_another_national_number_is_asked_about(officer):
    make_cooperative("Kopkar Sejahtera", legal_number="1/12/BH/2001")
    make_cooperative("KSP Karya Bakti", legal_number="", national_number="3372000000001", place="Tipes")
    batch = preview(
        register(
            ["Kopkar Sentosa", "11/2/BH/2001", "Manahan", None, 1, 1, None],
            ["KSP Karya Bakti", None, "Tipes", None, 1, 1, "3372000000002"],
        ),
        officer,
    )
    assert intake.counts(batch)["doubtful"] == 2


def test_an_answer_holds_for_the_question_it_was_given_to(officer):
    first = make_cooperative("KSP Nama Sama", legal_number="", place="Jajar")
    batch = preview(register(["KSP Nama Samma", None, "Jajar", None, 1, 1, None]), officer)
    row = batch.rows.get()
    officer_answers.decide(batch, {row.pk: {f"similar_in_register:{first.pk}": "new"}}, actor=officer)
    make_cooperative("KSP Nama Samme", legal_number="", place="Jajar")
    RegisterImport.objects.update(state="applying")
    with pytest.raises(StaleVersionError):
        execution.run(lambda done, total: None, import_id=batch.pk, actor_id=officer.pk)
    row.refresh_from_db()
    assert row.outcome == "doubtful"


def test_an_answer_that_names_a_cooperative_is_not_written_into_a_record_that_was_merged_away(officer):
    first = make_cooperative("KSP Nama Sama", legal_number="", place="Jajar")
    other = make_cooperative("KSU Lain", legal_number="")
    batch = preview(register(["KSP Nama Samma", None, "Jajar", None, 1, 1, None]), officer)
    row = batch.rows.get()
    officer_answers.decide(batch, {row.pk: {f"similar_in_register:{first.pk}": f"update:{first.pk}"}}, actor=officer)
    records.merge(keep=other.pk, drop=first.pk, reason="Ganda.", actor=officer)
    RegisterImport.objects.update(state="applying")
    with pytest.raises(StaleVersionError):
        execution.run(lambda done, total: None, import_id=batch.pk, actor_id=officer.pk)
    row.refresh_from_db()
    assert row.outcome == "new"


@pytest.mark.parametrize(
    ("fields", "columns"),
    [
        ({"postcode": "57999"}, {"KELURAHAN": "Manahan"}),
        ({"postcode": "57888", "place": ""}, {"KELURAHAN": "Manahan"}),
        ({"members": 100, "members_male": 40}, {"ANGGOTA P": 50}),
        ({"members_male": 40, "members_female": 60}, {"ANGGOTA L": 50, "JUMLAH ANGGOTA": 120}),
        ({"last_rat_on": date(2023, 3, 1)}, {"RAT TERAKHIR": 2024}),
        ({}, {"KECAMATAN": "Jebres"}),
    ],
)
def test_the_preview_shows_what_is_written_and_undo_restores_it(officer, fields, columns):
    cooperative = make_cooperative(**fields)
    heading = ["NAMA KOPERASI", "NO BH", *columns]
    batch = preview(register([cooperative.name, cooperative.legal_number, *columns.values()], heading=heading), officer)
    promised = batch.rows.get().changes
    names = [
        f.attname
        for f in Cooperative._meta.concrete_fields
        if f.attname not in ("version", "updated_at", "figures_source")
    ]
    before = Cooperative.objects.values(*names).get()
    apply(batch, officer)
    after = Cooperative.objects.values(*names).get()
    keys = ("search_text", "missing", "name_key", "legal_key")
    differs = {name for name in names if before[name] != after[name]} - set(keys)
    assert differs == set(promised)
    reversal.undo(batch, actor=officer)
    assert Cooperative.objects.values(*names).get() == before
    again = preview(register([cooperative.name, cooperative.legal_number, *columns.values()], heading=heading), officer)
    assert again.rows.get().changes == promised


def test_a_postcode_of_ones_own_stays_when_the_village_changes(officer):
    cooperative = make_cooperative(postcode="57999")
    apply(
        preview(register([cooperative.name, cooperative.legal_number, "Manahan", None, None, None, None]), officer),
        officer,
    )
    cooperative.refresh_from_db()
    assert (cooperative.village, cooperative.postcode) == (village("Manahan"), "57999")


@pytest.mark.parametrize("current", ["proposed_dissolution", "winding_up", "dissolved"])
@pytest.mark.parametrize("said", ["Aktif", "Pasif", "Diusulkan bubar"])
def test_a_list_does_not_decide_about_dissolution(officer, current, said):
    cooperative = make_cooperative(status=current)
    apply(preview(register(row_of(cooperative, said, 77)), officer), officer)
    cooperative.refresh_from_db()
    assert (cooperative.status, cooperative.members) == (current, 77)


def test_an_import_whose_worker_died_three_times_waits_for_the_officer_again(officer):
    batch = preview(register(["KSP Baru", None, "Jajar", None, 1, 1, None]), officer)
    job = execution.start(batch, actor=officer, in_background=True)
    Job.objects.filter(pk=job.pk).update(
        state="running", attempts=3, claim="x", started_at=timezone.now() - timedelta(hours=1)
    )
    jobs.rescue_lost()
    batch.refresh_from_db()
    assert (Job.objects.get().state, batch.state) == ("failed", "preview")


def test_a_second_worker_does_not_claim_success_for_nothing(officer):
    batch = preview(register(["KSP Baru", None, "Jajar", None, 1, 1, None]), officer)
    with pytest.raises(DomainError):
        execution.apply(batch.pk, actor=officer)


def test_a_dry_run_leaves_no_trace(officer, tmp_path, capsys):
    path = tmp_path / "a.xlsx"
    path.write_bytes(register(["KSP Baru", None, "Jajar", None, 1, 1, None]))
    before = Event.objects.count()
    call_command("import_register", str(path), "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out)["new"] == 1
    assert (RegisterImport.objects.count(), HeadingMemory.objects.count(), Event.objects.count()) == (0, 0, before)


def test_the_date_of_the_figures_does_not_lie_ahead(officer):
    batch = intake.receive(
        [register(["KSP Baru", None, "Jajar", None, 1, 1, None], title="Keadaan per 31 Desember 2099")],
        name="a.xlsx",
        actor=officer,
    )
    assert batch.as_of is None
    with pytest.raises(DomainError):
        intake.set_mapping(batch, batch.mapping, as_of=date(2099, 1, 1), actor=officer)


def cells(*values: str) -> bytes:
    heading = "".join(f'<c t="inlineStr"><is><t>{t}</t></is></c>' for t in ("NAMA KOPERASI", "ALAMAT", "ASET"))
    return sheet_xml(f'<row r="1">{heading}</row><row r="2">{"".join(values)}</row>')


def test_an_infinite_number_is_refused_in_its_cell(officer):
    name = '<c t="inlineStr"><is><t>KSP A</t></is></c>'
    batch = preview(package(cells(name, name, "<c><v>1e999</v></c>")), officer)
    assert [item["code"] for item in batch.rows.get().problems] == ["number_error"]


def test_a_small_file_that_unfolds_into_much_text_is_refused_or_kept_small(officer):
    rows = "".join(f'<row r="{n}">' + '<c t="s"><v>0</v></c>' * 100 + "</row>" for n in range(1, 300))
    strings = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"A" * 900_000}</t></si></sst>'
    )
    content = package(sheet_xml(rows), extra={"xl/sharedStrings.xml": strings.encode()})
    assert len(content) < 20_000
    with pytest.raises((RefusedFileError, DomainError)):
        preview(content, officer)


def test_two_sheets_of_one_name_are_told_apart(officer):
    rows = [["NAMA KOPERASI", "ALAMAT", "JENIS"], ["KSP A", "Jl. A", "Jasa"]]
    other = [["NAMA KOPERASI", "ALAMAT", "JENIS"], ["KSU B", "Jl. B", "Jasa"]]
    content = workbook(rows, other, titles=("Data", "Data2")).replace(b"Data2", b"Data2")
    apply(preview(content, officer), officer)
    assert Cooperative.objects.count() == 2


def test_problem_rows_of_a_file_with_an_odd_name_can_be_taken_away(as_user, officer):
    content = b"NAMA KOPERASI;ALAMAT;ASET\nKSP A;Jl. A;banyak\n"
    batch = preview(content, officer, "koperasi [2024]?.csv")
    assert as_user(officer).get(reverse("import_problems", args=[batch.pk])).status_code == 200


def test_a_status_is_not_dated_before_the_one_it_follows_unless_it_corrects(officer):
    cooperative = make_cooperative(status_on=date(2020, 12, 31))
    details = {"to": "passive", "on": date(2020, 1, 1), "reason": "x", "actor": officer}
    with pytest.raises(DomainError):
        status.change_status(cooperative, basis="rat_missed", **details)
    status.change_status(cooperative, basis="correction", **details)
    assert StatusChange.objects.count() == 1


def test_a_second_row_of_a_record_that_becomes_a_new_one_does_not_take_its_number(officer):
    """The first by its certificate, the second by its national number alone: the answer must not end the import."""
    kept = make_cooperative("KSP Maju", legal_number="12/BH/2001", national_number="3372000000001", members=5)
    content = workbook(
        [
            ["NAMA KOPERASI", "NO BH", "NIK KOPERASI", "JUMLAH ANGGOTA"],
            ["KSP Maju", "12/BH/2001", None, 20],
            ["KSP Maju", None, "3372000000001", 30],
        ]
    )
    batch = preview(content, officer)
    officer_answers.decide(batch, {batch.rows.last().pk: {"same_in_file": "new"}}, actor=officer)
    assert "national_number_taken" in [item["code"] for item in batch.rows.last().problems]
    apply(batch, officer)
    found = Cooperative.objects.order_by("pk").values_list("national_number", "members")
    assert list(found) == [("3372000000001", 20), ("", 30)]
    assert found[0][0] == kept.national_number
