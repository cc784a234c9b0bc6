import json
from datetime import date

import pytest
from django.db.models import Count, Sum
from django.utils import translation

from cooperatives import board, exports, journal, merging, record
from cooperatives.filters import Selection
from cooperatives.models import BoardMember, Cooperative, HeadingMemory, ImportRow, RegisterImport, StatusChange
from cooperatives.provenance import sources
from cooperatives.register_import import applying, deciding, intake, planning, undoing
from cooperatives.register_import.report import problem_workbook
from core.errors import DomainError, StaleVersionError
from core.models import Event
from core.sheets import read_file
from tests.factories import DEMO_REGISTER, apply, import_demo, make_cooperative, preview, village, workbook

pytestmark = pytest.mark.django_db
HEADING = ["NAMA KOPERASI", "NO BH", "KELURAHAN", "STATUS", "JUMLAH ANGGOTA", "ASET", "KETUA", "EMAIL"]


def register(*rows, heading=HEADING):
    return workbook([heading, *rows])


def one_row(name="KSP Maju", legal="12/BH/X/2001", place="Jajar", status="Aktif", members=10, assets=500, chair="Ani",
            email=None):  # fmt: skip
    return [name, legal, place, status, members, assets, chair, email]


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
    record.edit(cooperative.pk, fields={"members": 11}, base={"members": 10}, actor=officer)
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
    import hashlib

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


def test_rows_are_matched_by_legal_number_in_any_spelling_then_national_number_then_name_and_village(officer):
    by_legal = make_cooperative("KSP Satu", legal_number="518/1/BH/XIV.34/2013")
    by_national = make_cooperative("KSP Dua", legal_number="", national_number="3372000000001")
    by_name = make_cooperative("KSP Tiga", legal_number="", place="Jajar")
    heading = ["NAMA KOPERASI", "NO BH", "NIK KOPERASI", "KELURAHAN"]
    batch = preview(
        register(
            ["KSP. SATU", "518 / 1 / BH / XIV.34 / 2013", None, None],
            ["Ksp Dua", None, "'3372000000001", None],
            ["ksp tiga", "99/BH/2020", None, "Kel. Jajar"],
            heading=heading,
        ),
        officer,
    )
    assert [row.cooperative_id for row in batch.rows.all()] == [by_legal.pk, by_national.pk, by_name.pk]


def test_what_could_mean_two_cooperatives_is_doubtful_and_never_guessed(officer):
    make_cooperative("KSP Nomor Sama", legal_number="700/BH/2001")
    make_cooperative("KSP Nomor Kembar", legal_number="700/BH/2001")
    make_cooperative("KSU Sejahtera Bersama", legal_number="800/BH/2001")
    make_cooperative("KSP Nama Sama", legal_number="", place="Jajar")
    one = make_cooperative("KSP Lain", legal_number="900/BH/2001")
    make_cooperative("KSP Lagi", legal_number="", national_number="3372000000001")
    heading = ["NAMA KOPERASI", "NO BH", "NIK KOPERASI", "KELURAHAN"]
    batch = preview(
        register(
            ["KSP Nomor", "700/BH/2001", None, None],
            ["Primkopad Kartika Chandra", "800/BH/2001", None, None],
            ["KSP Nama Samma", None, None, "Jajar"],
            ["KSP Nama Sama", None, None, "Kerten"],
            ["KSP Lain", "900/BH/2001", "3372000000001", None],
            heading=heading,
        ),
        officer,
    )
    doubts = [[p["code"] for p in row.problems if p["level"] == "doubtful"] for row in batch.rows.all()]
    assert doubts == [
        ["several_in_register"], ["name_differs"], ["similar_in_register"], ["similar_in_register"],
        ["numbers_disagree"],
    ]  # fmt: skip
    assert one.pk in batch.rows.last().problems[0]["candidates"]
    apply(batch, officer)
    assert Cooperative.objects.count() == 6


def test_the_same_name_with_another_legal_number_is_another_cooperative(officer):
    make_cooperative("KSP Maju", legal_number="100/BH/2001", place="Manahan")
    assert intake.counts(preview(register(one_row("KSP Maju", "200/BH/2001")), officer))["new"] == 1


def test_the_same_name_in_the_same_village_with_another_legal_number_is_asked_about(officer):
    make_cooperative("KSP Maju", legal_number="100/BH/2001", place="Jajar")
    assert intake.counts(preview(register(one_row("KSP Maju", "200/BH/2001")), officer))["doubtful"] == 1


def test_an_officer_decides_doubtful_rows(officer):
    known = make_cooperative("KSP Nama Sama", legal_number="", place="Jajar")
    heading = ["NAMA KOPERASI", "ALAMAT", "KELURAHAN"]
    batch = preview(
        register(
            ["KSP Nama Samma", "Jl. Baru", "Jajar"],
            ["KSP Di Mana", "Jl. A", "Semangi"],
            ["KSP Di Sana", "Jl. A", "Entah"],
            ["KSP Tidak", "Jl. A", "Entah"],
            heading=heading,
        ),
        officer,
    )
    rows = list(batch.rows.all())
    deciding.decide(
        batch,
        {
            rows[0].pk: {f"similar_in_register:{known.pk}": f"update:{known.pk}"},
            rows[1].pk: {"village_unknown": f"village:{village('Semanggi').pk}"},
            rows[2].pk: {"village_unknown": "without"},
            rows[3].pk: {"village_unknown": "skip"},
        },
        actor=officer,
    )
    # The same cooperative, but which spelling is right?
    assert intake.counts(batch) == {"new": 2, "changed": 0, "unchanged": 1, "doubtful": 1, "refused": 0}
    deciding.decide(batch, {rows[0].pk: {"name_by_letters": "from_file"}}, actor=officer)
    assert intake.counts(batch) == {"new": 2, "changed": 1, "unchanged": 1, "doubtful": 0, "refused": 0}
    apply(batch, officer)
    known.refresh_from_db()
    assert (known.name, known.address) == ("KSP Nama Samma", "Jl. Baru")
    assert Cooperative.objects.get(name="KSP Di Mana").village == village("Semanggi")
    assert Cooperative.objects.get(name="KSP Di Sana").village is None
    assert not Cooperative.objects.filter(name="KSP Tidak").exists()


def test_a_district_that_does_not_fit_is_decided_either_way(officer):
    heading = ["NAMA KOPERASI", "ALAMAT", "KELURAHAN", "KECAMATAN"]
    batch = preview(
        register(["KSP A", "Jl. A", "Jajar", "Jebres"], ["KSP B", "Jl. B", "Jajar", "Jebres"], heading=heading), officer
    )
    first, second = batch.rows.all()
    deciding.decide(
        batch,
        {first.pk: {"district_mismatch": "by_village"}, second.pk: {"district_mismatch": "by_district"}},
        actor=officer,
    )
    apply(batch, officer)
    places = {c.name: (c.village and c.village.name, c.district.name) for c in Cooperative.objects.all()}
    assert places == {"KSP A": ("Jajar", "Laweyan"), "KSP B": (None, "Jebres")}


def test_a_row_twice_in_the_file_is_doubtful_and_can_be_entered_on_its_own(officer):
    batch = preview(register(one_row(), one_row("Ksp maju")), officer)
    assert intake.counts(batch) == {"new": 1, "changed": 0, "unchanged": 0, "doubtful": 1, "refused": 0}
    row = batch.rows.get(outcome="doubtful")
    assert (row.problems[0]["code"], row.problems[0]["row"]) == ("same_in_file", 2)
    deciding.decide(batch, {row.pk: {"same_in_file": "new"}}, actor=officer)
    apply(batch, officer)
    assert Cooperative.objects.count() == 2


def test_a_row_twice_in_the_file_is_known_by_its_name_and_village_too(officer):
    first, again, elsewhere = (one_row(legal=None, place=place) for place in ("Jajar", "Jajar", "Kerten"))
    batch = preview(register(first, again, elsewhere), officer)
    assert [(row.outcome, [item["code"] for item in row.problems]) for row in batch.rows.all()] == [
        ("new", []),
        ("doubtful", ["same_in_file"]),
        ("new", []),
    ]


@pytest.mark.parametrize(
    ("answer", "outcome", "changes"),
    [("", "doubtful", {"members": [5, 30]}), ("skip", "unchanged", {}), ("new", "new", {})],
)
def test_a_second_row_of_one_cooperative_waits_for_its_own_answer(officer, answer, outcome, changes):
    make_cooperative("KSP Maju", legal_number="12/BH/2001", national_number="3372000000001", members=5)
    heading = ["NAMA KOPERASI", "NO BH", "NIK KOPERASI", "JUMLAH ANGGOTA"]
    # Nothing in the file says that the two are one: the register does.
    content = register(["KSP Maju", "12/BH/2001", None, 20], ["KSP Maju", None, "3372000000001", 30], heading=heading)
    batch = preview(content, officer)
    deciding.decide(batch, {batch.rows.last().pk: {"same_in_file": answer}}, actor=officer)
    first, second = batch.rows.all()
    assert (first.outcome, first.changes, first.problems) == ("changed", {"members": [5, 20]}, [])
    assert (second.outcome, second.changes) == (outcome, changes)
    assert [item["row"] for item in second.problems if item["code"] == "same_in_file"] == [2]
    taken = ["national_number_taken"] if answer == "new" else []
    assert [item["code"] for item in second.problems if item["code"] != "same_in_file"] == taken


def test_a_record_that_is_merged_away_while_rows_are_looked_at_leaves_its_row_in_doubt_and_the_next_as_it_is(officer):
    kept, dropped = (
        make_cooperative("KSP Tetap", legal_number="1/BH"),
        make_cooperative("KSP Pergi", legal_number="2/BH"),
    )
    batch = preview(register(one_row("KSP Pergi", "2/BH"), one_row("KSP Tetap", "1/BH", members=7)), officer)
    rows = list(batch.rows.all())

    def merge_once():
        if not Cooperative.objects.filter(pk=dropped.pk, merged_into=kept).exists():
            merging.merge(keep=kept.pk, drop=dropped.pk, reason="Ganda.", actor=officer)

    planning.assess(rows, batch, tick=merge_once)
    assert [(row.outcome, row.changes.get("members")) for row in rows] == [("doubtful", None), ("changed", [None, 7])]


def test_an_import_tells_how_far_it_is(officer):
    make_cooperative("KSP Maju", legal_number="12/BH/X/2001", members=5)
    batch = preview(register(one_row(), one_row("KSU Baru", "14/BH")), officer)
    RegisterImport.objects.filter(pk=batch.pk).update(state="applying")
    told = []
    applying.apply(batch.pk, actor=officer, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (0, 2), (1, 2), (2, 2)]


def test_an_answer_that_is_not_offered_is_refused(officer):
    stranger = make_cooperative("KSP Orang Lain")
    batch = preview(register(one_row(place="Entah")), officer)
    row = batch.rows.get()
    for answer in (f"update:{stranger.pk}", "village:999999", "drop table"):
        with pytest.raises(DomainError):
            deciding.decide(batch, {row.pk: {"village_unknown": answer}}, actor=officer)
    assert ImportRow.objects.get().decisions == {}


def test_a_status_that_a_list_cannot_change_is_noted_and_the_rest_taken(officer):
    cooperative = make_cooperative("KSP Maju", legal_number="12/BH/X/2001", status="winding_up")
    batch = preview(register(one_row(members=99)), officer)
    row = batch.rows.get()
    assert (row.outcome, [p["code"] for p in row.problems]) == ("changed", ["status_move"])
    apply(batch, officer)
    cooperative.refresh_from_db()
    assert (cooperative.status, cooperative.members) == ("winding_up", 99)


def test_a_finer_status_is_not_flattened_by_a_list_of_active_and_passive(officer):
    make_cooperative("KSP Maju", legal_number="12/BH/X/2001", status="attention")
    row = preview(register(one_row()), officer).rows.get()
    assert "status" not in row.changes


def test_a_new_total_of_members_makes_the_parts_unknown(officer):
    make_cooperative("KSP Maju", legal_number="12/BH/X/2001", members_male=6, members_female=4)
    batch = preview(register(one_row(members=20)), officer)
    assert batch.rows.get().changes["members_male"] == [6, None]
    apply(batch, officer)
    cooperative = Cooperative.objects.get()
    assert (cooperative.members, cooperative.members_male, cooperative.members_female) == (20, None, None)


def test_applying_is_refused_when_the_register_has_moved_since_the_preview(officer):
    cooperative = make_cooperative("KSP Maju", legal_number="12/BH/X/2001", members=5)
    batch = preview(register(one_row(), one_row("KSU Baru", "14/BH")), officer)
    record.edit(cooperative.pk, fields={"members": 7}, base={"members": 5}, actor=officer)
    RegisterImport.objects.filter(pk=batch.pk).update(state="applying")
    with pytest.raises(StaleVersionError):
        applying.run(lambda done, total: None, import_id=batch.pk, actor_id=officer.pk)
    batch.refresh_from_db()
    assert batch.state == "preview"
    assert batch.rows.get(outcome="changed").changes["members"] == [7, 10]
    assert not Cooperative.objects.filter(name="KSU Baru").exists()


def test_an_import_is_claimed_once(officer, django_capture_on_commit_callbacks):
    batch = preview(register(one_row()), officer)
    with django_capture_on_commit_callbacks(execute=True):
        applying.start(batch, actor=officer, in_background=False)
    with pytest.raises(DomainError):
        applying.start(batch, actor=officer, in_background=False)
    applying.apply(batch.pk, actor=officer)
    assert Cooperative.objects.count() == 1
    assert RegisterImport.objects.get().state == "applied"


def snapshot():
    fields = [f.attname for f in Cooperative._meta.concrete_fields if f.attname not in ("version", "updated_at")]
    return list(Cooperative.objects.order_by("pk").values_list(*fields))


def test_an_import_is_undone_as_a_whole(officer):
    make_cooperative("KSP Maju", legal_number="12/BH/X/2001", members_male=6, members_female=4, place="Kerten")
    board.put(Cooperative.objects.get(), member=BoardMember(position="chair", name="Siti"), actor=officer)
    before = snapshot()
    changed = one_row(status="Pasif", members=20, chair="Ani")
    batch = apply(preview(register(changed, one_row("KSU Baru", "14/BH")), officer), officer)
    assert snapshot() != before
    assert undoing.undo(batch, actor=officer) == undoing.Undone(back=1, removed=1, left=0)
    assert snapshot() == before
    assert [(m.name, m.left_on) for m in BoardMember.objects.all()] == [("Siti", None)]
    assert StatusChange.objects.first().basis == "correction"
    batch.refresh_from_db()
    assert batch.state == "undone"
    with pytest.raises(DomainError):
        undoing.undo(batch, actor=officer)


def test_a_new_record_that_was_annotated_since_stays_and_says_why(officer):
    batch = apply(preview(register(one_row()), officer), officer)
    journal.add_note(Cooperative.objects.get(), text="Ditelepon.", actor=officer)
    assert undoing.undo(batch, actor=officer) == undoing.Undone(back=0, removed=0, left=1)
    batch.refresh_from_db()
    assert (batch.state, Cooperative.objects.count()) == ("undone", 1)


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


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_the_portal_exports_it_takes_back_without_a_change(officer, tmp_path, language):
    import_demo(officer)
    path = tmp_path / "export.xlsx"
    with translation.override(language):
        exports.write(path, user=officer, selection=Selection())
    batch = preview(path.read_bytes(), officer, "export.xlsx")
    assert intake.counts(batch) == {"new": 0, "changed": 0, "unchanged": 590, "doubtful": 0, "refused": 0}
